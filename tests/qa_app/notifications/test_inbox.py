"""The inbox: messages to one person, read once, seen by nobody else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.notifications.inbox import mark_all_read, mark_read, notify, notify_all, unread_count
from qa_app.people.models import User
from tests.factories.people import make_user

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def person(session: Session) -> User:
    return make_user(session, Role.AGENT)


def test_a_message_is_cleaned_cut_and_counted(session: Session, person: User) -> None:
    message = notify(session, person.id, "test", "a\u202eb\n" + "x" * 600, path="/feedback", at=AT)
    assert (len(message.text), message.text[:3]) == (500, "ab ")
    assert unread_count(session, person.id) == 1


def test_reading_keeps_the_first_time(session: Session, person: User) -> None:
    message = notify(session, person.id, "test", "Hello", path=None, at=AT)
    mark_read(session, message, at=AT)
    mark_read(session, message, at=AT + timedelta(days=1))
    assert (message.read_at, unread_count(session, person.id)) == (AT, 0)


def test_each_person_is_told_once_and_reads_alone(session: Session, person: User) -> None:
    other = make_user(session, Role.AGENT)
    ids = [person.id, other.id, person.id]
    assert notify_all(session, ids, "test", "Hello", path=None, at=AT) == 2
    mark_all_read(session, person.id, at=AT)
    assert (unread_count(session, person.id), unread_count(session, other.id)) == (0, 1)


def test_the_page_opens_and_marks(session: Session, person: User, sign_in: SignIn) -> None:
    message = notify(session, person.id, "test", "<i>New</i>", path="/feedback", at=AT)
    client = sign_in(person)
    page = client.get("/inbox").text
    assert "&lt;i&gt;New&lt;/i&gt;" in page
    assert "1 message is new." in page
    answer = client.post(f"/inbox/{message.id}/open")
    assert (answer.status_code, answer.location) == (302, "/feedback")
    assert "Nothing new." in client.get("/inbox").text


def test_an_empty_inbox_says_what_will_come(person: User, sign_in: SignIn) -> None:
    assert "No messages yet" in sign_in(person).get("/inbox").text


def test_others_messages_are_not_there(session: Session, person: User, sign_in: SignIn) -> None:
    message = notify(session, person.id, "test", "Hello", path=None, at=AT)
    other = make_user(session, Role.QA_MANAGER)
    assert sign_in(other).post(f"/inbox/{message.id}/open").status_code == 404


def test_all_are_marked_read(session: Session, person: User, sign_in: SignIn) -> None:
    notify_all(session, [person.id], "test", "Hello", path=None, at=AT)
    assert sign_in(person).post("/inbox/read").status_code == 302
    assert unread_count(session, person.id) == 0


def test_the_bell_counts_what_is_unread_of_one_s_own_and_nothing_else(
    session: Session, person: User, sign_in: SignIn
) -> None:
    other = make_user(session, Role.AGENT)
    assert bell_of(sign_in(person)) == ""
    mine = [notify(session, person.id, "test", f"No. {n}", path=None, at=AT) for n in range(3)]
    notify(session, other.id, "test", "Not yours", path=None, at=AT)
    session.commit()
    assert bell_of(sign_in(person)) == "3"
    sign_in(person).post(f"/inbox/{mine[0].id}/open")
    assert (bell_of(sign_in(person)), bell_of(sign_in(other))) == ("2", "1")
    # Another's message is neither opened nor counted off.
    assert sign_in(other).post(f"/inbox/{mine[1].id}/open").status_code == 404
    sign_in(person).post("/inbox/read")
    assert (bell_of(sign_in(person)), bell_of(sign_in(other))) == ("", "1")


def test_the_bell_says_when_there_are_too_many_to_count(
    session: Session, person: User, sign_in: SignIn
) -> None:
    for number in range(100):
        notify(session, person.id, "test", f"No. {number}", path=None, at=AT)
    session.commit()
    assert bell_of(sign_in(person)) == "99+"


def bell_of(client: FlaskClient) -> str:
    """The number beside the bell on a page; empty where there is none."""
    page = client.get("/my-keys").text
    bells = re.findall(r'<a class="[^"]*" href="/inbox">(.*?)</a>', page, re.DOTALL)
    assert len(bells) == 1
    found = re.search(r'<span class="count num">([^<]+)<', bells[0])
    return found[1] if found else ""
