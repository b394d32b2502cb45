"""A desk with an open session of its reviewer and lead, for tests of its pages."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from qa_app.core import clock
from scorecards.sessions.models import Calibration
from tests.factories.feedback import Desk, make_desk, make_talk
from tests.factories.sessions import make_session


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def made(session: Session, desk: Desk) -> Calibration:
    talk = make_talk(session, desk.agent)
    people = [desk.reviewer, desk.lead]
    return make_session(session, desk.version, [talk], people, desk.manager, at=clock.now())
