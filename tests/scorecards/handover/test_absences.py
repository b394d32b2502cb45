"""What falls into an absence: told, given to others, put off; and the pages for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from qa_app.people.models import User
from scorecards.absences.entering import enter
from scorecards.absences.models import ReviewerAbsence
from scorecards.answering.calendars import keep_calendar
from scorecards.handover.falling import due_counts, put_off
from tests.factories.feedback import Desk, make_desk
from tests.factories.people import make_user
from tests.factories.queue import make_assignment, make_text

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def away(session: Session, person: User, first: int = 1, last: int = 5) -> ReviewerAbsence:
    at = clock.now()
    days = (at + timedelta(days=first)).date(), (at + timedelta(days=last)).date()
    return enter(session, person, *days, by=person.id, at=at)


def item(session: Session, desk: Desk, due: int) -> int:
    talk, at = make_text(session, desk.agent), clock.now() + timedelta(days=due)
    return make_assignment(session, talk, desk.reviewer, due_at=at).id


def test_what_is_due_meanwhile_is_counted_and_put_off(session: Session, desk: Desk) -> None:
    numbers = [item(session, desk, due) for due in (0, 1, 5, 6)]
    absence = away(session, desk.reviewer)
    assert due_counts(session, [absence]) == {absence.id: 2}
    assert put_off(session, absence, by=desk.manager.id, at=clock.now()) == 2
    assert due_counts(session, [absence]) == {}
    assert len(numbers) == 4


def test_what_falls_into_a_day_is_asked_in_the_zone_of_the_calendar(
    session: Session, desk: Desk
) -> None:
    at, zone = clock.now(), ZoneInfo("Pacific/Auckland")
    keep_calendar(session, None, weekdays=range(5), zone=zone.key, by=None, at=at)
    day = at.astimezone(zone).date() + timedelta(days=2)
    begins = datetime.combine(day, time(), zone)
    for minutes in (-1, 1, 24 * 60 - 1, 24 * 60 + 1):
        talk = make_text(session, desk.agent)
        due = begins + timedelta(minutes=minutes)
        make_assignment(session, talk, desk.reviewer, due_at=due)
    absence = enter(session, desk.reviewer, day, day, by=desk.reviewer.id, at=at)
    assert due_counts(session, [absence]) == {absence.id: 2}


def test_a_reviewer_enters_their_own_and_managers_are_told(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    item(session, desk, 3)
    other = make_user(session, Role.REVIEWER)
    first, last = (clock.now() + timedelta(days=n) for n in (1, 5))
    days = {"first_day": first.date(), "last_day": last.date()}
    client = sign_in(desk.reviewer)
    wrong = client.post("/absences", data={"person": other.id, **days})
    assert wrong.status_code == 422
    assert client.post("/absences", data={"person": desk.reviewer.id, **days}).status_code == 303
    page = client.get("/absences").text
    assert "1 item" in page
    assert "/reassign" not in page
    row = session.scalars(select(ReviewerAbsence)).one()
    told = session.scalars(select(Notification).where(Notification.kind == "absence.entered")).all()
    assert [(each.user_id, each.path) for each in told] == [
        (desk.manager.id, f"/reassign?absence={row.id}")
    ]
    again = client.post("/absences", data={"person": desk.reviewer.id, **days})
    assert "Some of these days are entered already" in again.text


def test_the_manager_gives_it_to_who_is_there(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    outside, inside = item(session, desk, 8), item(session, desk, 3)
    taker, gone = make_user(session, Role.REVIEWER), make_user(session, Role.REVIEWER)
    absence = away(session, desk.reviewer)
    away(session, gone, 0, 9)
    session.commit()
    client = sign_in(desk.manager)
    page = client.get(f"/reassign?absence={absence.id}").text
    assert f'value="{inside}"' in page
    assert f'name="id" value="{outside}"' not in page
    assert "away until" in page
    look = client.post(f"/reassign/preview?absence={absence.id}", data={"all": 1, "to": gone.id})
    assert "those chosen are away until it is due" in look.text
    client.post(f"/reassign?absence={absence.id}", data={"all": 1, "to": taker.id})
    assert due_counts(session, [absence]) == {}


def test_removed_and_put_back_over_http(session: Session, desk: Desk, sign_in: SignIn) -> None:
    absence = away(session, desk.reviewer)
    client = sign_in(desk.manager)
    assert "away from" in client.get("/reviewers").text
    client.post(f"/absences/{absence.id}/remove")
    assert "away from" not in client.get("/reviewers").text
    assert "Put back" in client.get("/absences").text
    client.post(f"/absences/{absence.id}/put-back")
    later = (clock.now() + timedelta(days=9)).date()
    client.post(
        f"/absences/{absence.id}", data={"person": desk.reviewer.id, "first_day": later,
                                         "last_day": later},
    )  # fmt: skip
    session.expire_all()
    assert (absence.first_day, absence.removed_at) == (later, None)
