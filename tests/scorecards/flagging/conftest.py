"""A signed-in manager, reviewed chats and a version in use, for tests of flagging pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.flagging.models import FlagModel
from tests.factories.flagging import give_notice, make_flag, make_labelled, make_version
from tests.factories.people import make_user
from transcription.interactions.models import Interaction

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def manager(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(make_user(session, Role.QA_MANAGER))


@pytest.fixture
def chats(session: Session) -> list[Interaction]:
    """Thirty reviewed chats."""
    return make_labelled(session, 30)


@pytest.fixture
def version(session: Session, chats: list[Interaction]) -> FlagModel:
    """A version in use that flags the first chat, says what of it, and not the others."""
    give_notice(session)
    made = make_version(session)
    turns = [1, 3]
    reason = {
        "key": "repeated",
        "text": "Customer repeated the problem",
        "detail": "2, typically 0",
    }
    make_flag(session, chats[0], made, 0.97, reasons=[{**reason, "turns": turns}])
    for chat in chats[1:]:
        make_flag(session, chat, made, 0.02)
    return made
