"""Pages of rules and calendars: who, what is kept, what is said at its field."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.answering.calendars import calendar_of, holidays_of
from scorecards.answering.models import ReleaseMode, SecondBy
from scorecards.answering.policy import Policy, general_policy, policy_for
from tests.factories.people import make_team, make_user
from tests.factories.scorecards import make_published

SignIn = Callable[[User], FlaskClient]
SENT = {
    "release": "at", "weekday": "0", "at": "09:30", "dispute_days": "3", "rounds": "1",
    "decide_days": "4", "appeal_days": "5", "remind_days": "0", "second_by": "manager",
}  # fmt: skip


@pytest.fixture
def managing(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(make_user(session, Role.QA_MANAGER))


def test_rules_of_a_scorecard_are_kept_and_dropped(session: Session, managing: FlaskClient) -> None:
    card = make_published(session).scorecard
    path = f"/answering/{card.id}"
    assert managing.post(path, data=SENT).status_code == 302
    found = policy_for(session, card.id)
    assert (found.release, found.weekday, found.rounds) == (ReleaseMode.AT, 0, 1)
    assert (found.dispute_days, found.second_by) == (3, SecondBy.MANAGER)
    page = managing.get("/answering").text
    assert "Monday at 09:30" in page
    assert 'value="09:30"' in managing.get(path).text
    assert managing.post(f"{path}/drop").status_code == 302
    assert policy_for(session, card.id) == Policy()
    assert managing.post(f"{path}/drop").status_code == 302


def test_general_rules(session: Session, managing: FlaskClient) -> None:
    assert managing.post("/answering/general", data={**SENT, "weekday": ""}).status_code == 302
    assert general_policy(session).weekday is None
    assert "every working day at 09:30" in managing.get("/answering").text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dispute_days": "0"}, "Give a whole number from 1 to 60."),
        ({"dispute_days": "seven"}, "Not a valid integer value."),
        ({"rounds": "9"}, "Give a whole number from 1 to 3."),
        ({"release": "never"}, "Not a valid choice"),
        ({"weekday": "8"}, "Not a valid choice"),
        ({"at": "25:00"}, "Not a valid time value."),
    ],
)
def test_what_is_no_rule_is_said_and_not_kept(
    session: Session, managing: FlaskClient, change: dict[str, str], words: str
) -> None:
    answer = managing.post("/answering/general", data={**SENT, **change})
    assert answer.status_code == 422
    assert words in answer.text
    assert general_policy(session) == Policy()


def test_the_week_and_the_holidays_of_a_team(session: Session, managing: FlaskClient) -> None:
    team = make_team(session)
    path = f"/calendars/{team.id}"
    sent = {"weekdays": ["1", "5"], "zone": "Europe/Berlin"}
    assert managing.post(path, data=sent).status_code == 302
    found = calendar_of(session, team.id)
    assert (found.weekdays, found.zone) == (frozenset({1, 5}), "Europe/Berlin")
    words = {"days": "2026-12-25, Christmas\nsoon\n2026-12-25, Again"}
    page = managing.post(f"{path}/days", data=words, follow_redirects=True).text
    assert "1 day is added." in page
    assert "Line 2 begins with no day such as 2026-12-25." in page
    page = managing.post(f"{path}/days", data=words, follow_redirects=True).text
    assert "1 was there already." in page
    (day,) = holidays_of(session, team)
    assert (day.day, day.name) == (date(2026, 12, 25), "Again")
    assert managing.post(f"/calendars/days/{day.id}/remove").location == path
    session.expire_all()
    assert list(holidays_of(session, team)) == []
    assert managing.post(f"/calendars/days/{day.id}/remove").status_code == 404


def test_a_week_without_days_is_refused(session: Session, managing: FlaskClient) -> None:
    answer = managing.post("/calendars/all", data={"zone": ""})
    assert answer.status_code == 422
    assert "Choose at least one day of the week." in answer.text


@pytest.mark.parametrize(
    ("content", "added"),
    [
        (b"2026-12-25,Christmas\n2027-01-01,New Year\n", 2),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nEND:VEVENT\nEND:VCALENDAR", 1),
        (b"\xff\xfe\x00nothing\x00", 0),
        (b"", 0),
    ],
)
def test_days_from_a_file(
    session: Session, managing: FlaskClient, content: bytes, added: int
) -> None:
    sent = {"days": "", "file": (BytesIO(content), "days.csv")}
    answer = managing.post("/calendars/all/days", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 302
    assert len(holidays_of(session, None)) == added


def test_an_admin_keeps_calendars_but_no_rules(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.ADMIN))
    page = client.get("/calendars/all")
    assert (page.status_code, client.get("/answering").status_code) == (200, 404)
    assert '"/answering"' not in page.text
