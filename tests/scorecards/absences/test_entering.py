"""Absences entered, changed, taken back; who may see them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from scorecards.absences.entering import change, enter, put_back, remove
from scorecards.absences.policies import people_for, visible_absences
from scorecards.absences.queries import absences_of, next_absences, people_away
from scorecards.absences.zones import centre_day, zones_of
from scorecards.answering.calendars import keep_calendar
from tests.factories.people import make_team, make_user

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = AT.date()


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.fixture
def reviewer(session: Session) -> User:
    return make_user(session, Role.REVIEWER)


def acts(session: Session) -> list[str]:
    rows = session.scalars(
        select(AuditRow.act).where(AuditRow.act.startswith("absence.")).order_by(AuditRow.id)
    )
    return list(rows)


def test_enter_change_remove_put_back(session: Session, reviewer: User) -> None:
    row = enter(session, reviewer, day(1), day(5), by=reviewer.id, at=AT)
    assert absences_of(session, [reviewer.id], since=TODAY) == {reviewer.id: ((day(1), day(5)),)}
    change(session, row, day(2), day(3), by=reviewer.id, at=AT)
    assert (row.first_day, row.last_day, row.days) == (day(2), day(3), 2)
    remove(session, row, by=reviewer.id, at=AT)
    assert absences_of(session, [reviewer.id], since=TODAY) == {}
    with pytest.raises(Refused, match="was removed"):
        change(session, row, day(4), day(5), by=reviewer.id, at=AT)
    put_back(session, row, by=reviewer.id, at=AT)
    with pytest.raises(Refused, match="stands already"):
        put_back(session, row, by=reviewer.id, at=AT)
    assert acts(session) == [
        "absence.enter",
        "absence.change",
        "absence.remove",
        "absence.put_back",
    ]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (3, 2, "before the first"),
        (-9, -1, "are over"),
        (0, 366, "at most 366 days"),
        (732, 733, "next two years"),
        (5, 9, "entered already: 2026-03-03 to 2026-03-07"),
    ],
)
def test_refused(session: Session, reviewer: User, first: int, last: int, words: str) -> None:
    enter(session, reviewer, day(1), day(5), by=reviewer.id, at=AT)
    with pytest.raises(Refused, match=words):
        enter(session, reviewer, day(first), day(last), by=reviewer.id, at=AT)


def test_what_was_taken_back_leaves_its_days_free(session: Session, reviewer: User) -> None:
    row = enter(session, reviewer, day(1), day(5), by=reviewer.id, at=AT)
    remove(session, row, by=reviewer.id, at=AT)
    enter(session, reviewer, day(4), day(6), by=reviewer.id, at=AT)
    with pytest.raises(Refused, match="entered already"):
        put_back(session, row, by=reviewer.id, at=AT)


def test_away_today_and_soon(session: Session, reviewer: User) -> None:
    other, third = make_user(session, Role.REVIEWER), make_user(session, Role.REVIEWER)
    enter(session, reviewer, day(0), day(2), by=reviewer.id, at=AT)
    enter(session, other, day(14), day(20), by=reviewer.id, at=AT)
    enter(session, third, day(15), day(20), by=reviewer.id, at=AT)
    people = [reviewer.id, other.id, third.id]
    assert people_away(session, people, on=TODAY) == {reviewer.id}
    assert next_absences(session, people, on=TODAY) == {
        reviewer.id: (day(0), day(2)),
        other.id: (day(14), day(20)),
    }


def test_who_sees_whose(session: Session) -> None:
    team, elsewhere = make_team(session), make_team(session)
    own = make_user(session, Role.REVIEWER, team)
    far = make_user(session, Role.REVIEWER, elsewhere)
    manager = make_user(session, Role.QA_MANAGER)
    of_team = make_user(session, Role.QA_MANAGER, team)
    rows = {
        who.id: enter(session, who, day(1), day(2), by=who.id, at=AT) for who in (own, far, manager)
    }

    def seen(user: User) -> set[int]:
        return {row.user_id for row in session.scalars(visible_absences(actor_of(user)))}

    assert seen(own) == {own.id}
    assert seen(manager) == set(rows)
    assert seen(of_team) == {own.id, manager.id}
    assert [user.id for user in people_for(session, actor_of(own))] == [own.id]
    assert {user.id for user in people_for(session, actor_of(manager))} == {
        own.id, far.id, manager.id, of_team.id,
    }  # fmt: skip


def test_days_are_those_of_the_teams_calendar_else_of_the_general_one(session: Session) -> None:
    team = make_team(session)
    person, other = make_user(session, Role.REVIEWER, team), make_user(session, Role.REVIEWER)
    keep_calendar(session, team, weekdays=range(5), zone="Pacific/Auckland", by=None, at=AT)
    keep_calendar(session, None, weekdays=range(5), zone="America/Lima", by=None, at=AT)
    zones = zones_of(session, [person, other])
    assert {number: zone.key for number, zone in zones.items()} == {
        person.id: "Pacific/Auckland",
        other.id: "America/Lima",
    }
    late = datetime(2026, 3, 2, 23, tzinfo=UTC)  # the 3rd in Auckland, still the 2nd in Lima
    assert centre_day(session, late) == TODAY
    with pytest.raises(Refused, match="These days are over"):
        enter(session, person, TODAY, TODAY, by=person.id, at=late)
    assert enter(session, other, TODAY, TODAY, by=other.id, at=late).days == 1
