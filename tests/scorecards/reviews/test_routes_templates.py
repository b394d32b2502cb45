"""The pages of templates of comments: list, add, change, remove and put back; shared ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.reviews.comment_templates import add_template
from scorecards.reviews.models_templates import CommentTemplate
from tests.factories.people import AT, make_user

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def reviewer(session: Session) -> User:
    return make_user(session, Role.REVIEWER)


def in_use(session: Session) -> list[tuple[str, str, bool]]:
    session.expire_all()
    query = select(CommentTemplate).where(CommentTemplate.removed_at.is_(None))
    return [(one.title, one.text, one.owner_id is None) for one in session.scalars(query)]


def test_a_template_is_written_changed_removed_and_put_back(
    session: Session, sign_in: SignIn, reviewer: User
) -> None:
    client = sign_in(reviewer)
    assert "You have none yet" in client.get("/comment-templates").text
    client.post("/comment-templates/new", data={"title": "Calm", "text": "Well, {agent}."})
    assert in_use(session) == [("Calm", "Well, {agent}.", False)]
    one = session.scalars(select(CommentTemplate.id)).one()
    client.post(f"/comment-templates/{one}", data={"title": "Calm", "text": "Better."})
    assert in_use(session) == [("Calm", "Better.", False)]
    assert client.get("/comment-templates/choices").json == [
        {"title": "Calm", "text": "Better.", "shared": False}
    ]
    client.post(f"/comment-templates/{one}/remove")
    assert in_use(session) == []
    assert f'action="/comment-templates/{one}/put-back"' in client.get("/comment-templates").text
    client.post(f"/comment-templates/{one}/put-back")
    assert in_use(session) == [("Calm", "Better.", False)]


def test_only_a_manager_shares(session: Session, sign_in: SignIn, reviewer: User) -> None:
    data = {"title": "All", "text": "x", "shared": "y"}
    sign_in(reviewer).post("/comment-templates/new", data=data)
    sign_in(make_user(session, Role.QA_MANAGER)).post("/comment-templates/new", data=data)
    assert in_use(session) == [("All", "x", False), ("All", "x", True)]


def test_a_reviewer_reads_the_shared_ones_and_cannot_change_them(
    session: Session, sign_in: SignIn, reviewer: User
) -> None:
    shared = add_template(session, title="All", text="x", owner=None, by=0, at=AT)
    session.commit()
    client = sign_in(reviewer)
    page = client.get("/comment-templates").text
    assert ("All" in page, f"/comment-templates/{shared.id}" in page) == (True, False)
    for path in ("", "/remove", "/put-back"):
        answer = client.post(f"/comment-templates/{shared.id}{path}", data={"title": "Mine"})
        assert answer.status_code == 404
    assert in_use(session) == [("All", "x", True)]


def test_a_text_that_is_too_long_comes_back_whole(sign_in: SignIn, reviewer: User) -> None:
    text = "x" * 20_001
    data = {"title": "Long", "text": text}
    answer = sign_in(reviewer).post("/comment-templates/new", data=data)
    assert answer.status_code == 422
    assert "Use at most 20,000 characters; this has 20,001." in answer.text
    assert text in answer.text
    assert "maxlength" not in answer.text.split('name="text"')[0].rsplit("<", 1)[1]


def test_hostile_words_are_shown_as_words(sign_in: SignIn, reviewer: User) -> None:
    client = sign_in(reviewer)
    data = {"title": "<script>alert(1)</script>", "text": "<img src=x onerror=alert(1)>"}
    client.post("/comment-templates/new", data=data)
    page = client.get("/comment-templates").text
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
