"""Templates of comments: whose they are, what is refused, removing and putting back, audit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from scorecards.reviews.comment_places import places_of
from scorecards.reviews.comment_templates import (
    KEPT_FOR,
    MOST,
    add_template,
    change_template,
    editable_templates,
    put_back_template,
    remove_template,
    removed_templates,
    usable_templates,
)
from scorecards.reviews.models_templates import CommentTemplate
from tests.factories.people import AT, make_team, make_user
from tests.factories.queue import make_text


@pytest.fixture
def reviewer(session: Session) -> User:
    return make_user(session, Role.REVIEWER)


@pytest.fixture
def manager(session: Session) -> User:
    return make_user(session, Role.QA_MANAGER)


def made(
    session: Session, owner: User | None, title: str, text: str = "Well done."
) -> CommentTemplate:
    by = owner.id if owner else 0
    return add_template(
        session, title=title, text=text, owner=owner.id if owner else None, by=by, at=AT
    )


def titles(session: Session, person: User) -> list[str]:
    return [one.title for one in usable_templates(session, person.id)]


def acts(session: Session) -> list[str]:
    query = select(AuditRow.act).where(AuditRow.act.startswith("comment_template"))
    return list(session.scalars(query.order_by(AuditRow.id)))


def test_one_inserts_ones_own_and_the_shared_own_first(
    session: Session, reviewer: User, manager: User
) -> None:
    made(session, None, "all")
    made(session, reviewer, "Zeal")
    made(session, reviewer, "empathy")
    made(session, manager, "the manager's")
    assert titles(session, reviewer) == ["empathy", "Zeal", "all"]


def test_shared_ones_are_edited_by_who_edits_scorecards_alone(
    session: Session, reviewer: User, manager: User
) -> None:
    shared, own = made(session, None, "all"), made(session, reviewer, "mine")
    found = {
        person: session.scalars(editable_templates(actor_of(person))).all()
        for person in (reviewer, manager)
    }
    assert found == {reviewer: [own], manager: [shared]}


@pytest.mark.parametrize(
    ("title", "text", "field", "why"),
    [
        (" ", "Text", "title", "Give the template a title"),
        ("x" * 201, "Text", "title", "at most 200"),
        ("MINE", "Text", "title", "There is a template “MINE” already."),
        ("New", " \n", "text", "Write what is to be inserted."),
        ("New", "x" * 20_001, "text", "at most 20,000 characters; this has 20,001"),
    ],
)
def test_what_is_refused_names_its_field(
    session: Session, reviewer: User, title: str, text: str, field: str, why: str
) -> None:
    made(session, reviewer, "Mine")
    with pytest.raises(Refused, match=why) as refused:
        made(session, reviewer, title, text)
    assert refused.value.field == field
    assert titles(session, reviewer) == ["Mine"]


def test_two_people_may_use_one_title(session: Session, reviewer: User, manager: User) -> None:
    made(session, manager, "Mine")
    made(session, None, "Mine")
    made(session, reviewer, "Mine")
    assert titles(session, reviewer) == ["Mine", "Mine"]


def test_there_is_an_end_to_them(session: Session, reviewer: User) -> None:
    session.add_all(
        CommentTemplate(owner_id=reviewer.id, title=str(n), text="x", created_at=AT, changed_at=AT)
        for n in range(MOST)
    )
    session.flush()
    with pytest.raises(Refused, match="200 templates already"):
        made(session, reviewer, "one more")


def test_a_removed_one_can_be_put_back_unless_its_title_is_taken(
    session: Session, reviewer: User
) -> None:
    first = made(session, reviewer, "Mine")
    remove_template(session, first, by=reviewer.id, at=AT)
    assert titles(session, reviewer) == []
    assert removed_templates(session, actor_of(reviewer)) == [first]
    second = made(session, reviewer, "mine")
    with pytest.raises(Refused, match="already"):
        put_back_template(session, first, by=reviewer.id, at=AT)
    remove_template(session, second, by=reviewer.id, at=AT)
    put_back_template(session, first, by=reviewer.id, at=AT)
    assert titles(session, reviewer) == ["Mine"]


def test_what_was_removed_long_ago_is_forgotten(session: Session, reviewer: User) -> None:
    old, new = made(session, reviewer, "old"), made(session, reviewer, "new")
    remove_template(session, old, by=reviewer.id, at=AT)
    remove_template(session, new, by=reviewer.id, at=AT + KEPT_FOR + timedelta(seconds=1))
    assert [one.title for one in removed_templates(session, actor_of(reviewer))] == ["new"]


def test_every_change_of_a_shared_one_is_audited_and_none_of_ones_own(
    session: Session, reviewer: User, manager: User
) -> None:
    for owner, expected in (
        (reviewer, []),
        (None, ["add", "change", "remove", "put_back"]),
    ):
        one = made(session, owner, "A")
        change_template(session, one, title="B", text="x", by=manager.id, at=AT)
        remove_template(session, one, by=manager.id, at=AT)
        put_back_template(session, one, by=manager.id, at=AT)
        assert acts(session) == [f"comment_template.{act}" for act in expected]


def test_places_are_filled_from_the_interaction(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    talk = make_text(session, agent, topic="Billing")
    assert places_of(talk, "Europe/Berlin") == {
        "agent": agent.name,
        "topic": "Billing",
        "date": "2 Mar 2026",
    }
    talk.topic = None
    assert sorted(places_of(talk, "UTC")) == ["agent", "date"]
