"""The page of a person's own keys: changed, refused as a whole, given back, theirs alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.people import make_user

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def reviewer(session: Session) -> User:
    return make_user(session, Role.REVIEWER)


def handed_over(text: str) -> Any:
    """The keys that the page hands to its scripts; None where it hands over none."""
    found = re.search(r"<script[^>]* data-keys [^>]*>(.*?)</script>", text)
    return json.loads(found[1]) if found else None


def test_own_keys_are_kept_and_handed_to_every_page(
    session: Session, sign_in: SignIn, reviewer: User
) -> None:
    client = sign_in(reviewer)
    assert handed_over(client.get("/queue").text) is None
    answer = client.post("/my-keys", data={"k-cite": "Y", "k-next": "j", "k-submit": "F9"})
    assert (answer.status_code, answer.location) == (302, "/my-keys")
    session.expire_all()
    assert session.get_one(User, reviewer.id).keys == {"cite": "y", "submit": "f9"}
    assert handed_over(client.get("/queue").text) == {"cite": "y", "submit": "f9"}


def test_a_clash_keeps_nothing_and_says_who_has_the_key(
    session: Session, sign_in: SignIn, reviewer: User
) -> None:
    answer = sign_in(reviewer).post("/my-keys", data={"k-cite": "c", "k-next": "n"})
    assert answer.status_code == 422
    assert "This key is taken by “Write a comment”." in answer.text
    assert 'id="k-next" name="k-next" value="n"' in answer.text
    session.expire_all()
    assert session.get_one(User, reviewer.id).keys is None


def test_the_delivered_keys_are_shown_first_and_taken_by_saving(
    session: Session, sign_in: SignIn, reviewer: User
) -> None:
    reviewer.keys = {"cite": "y"}
    session.commit()
    client = sign_in(reviewer)
    page = client.get("/my-keys?delivered=1").text
    assert 'name="k-cite" value="e"' in page
    session.expire_all()
    assert session.get_one(User, reviewer.id).keys == {"cite": "y"}
    client.post("/my-keys", data={"k-cite": "e"})
    session.expire_all()
    assert session.get_one(User, reviewer.id).keys is None


def test_hostile_text_in_a_field_is_refused_and_escaped(sign_in: SignIn, reviewer: User) -> None:
    answer = sign_in(reviewer).post("/my-keys", data={"k-cite": '"><script>alert(1)</script>'})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_an_admin_sees_only_the_keys_of_pages_that_they_have(
    session: Session, sign_in: SignIn
) -> None:
    page = sign_in(make_user(session, Role.ADMIN)).get("/my-keys").text
    assert ('name="k-help"' in page, 'name="k-cite"' in page) == (True, False)
