"""Calibration sessions for tests, made and scored through the verbs of a user's click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.design.answers import Value
from scorecards.design.models import Version
from scorecards.reviews.draft import Draft, Sent
from scorecards.sessions.models import Calibration, CalibrationSheet
from scorecards.sessions.planning import Wanted, plan
from scorecards.sessions.revealing import close
from scorecards.sessions.taking import sheet_by, submit
from tests.factories.feedback import ANSWERS
from transcription.interactions.models import Interaction


def wanted_for(
    version: Version,
    talks: Sequence[Interaction],
    people: Sequence[User],
    leader: User,
    *,
    at: datetime,
    expert: User | None = None,
) -> Wanted:
    """A session that is due in a week."""
    return Wanted(
        title="Empathy on chats",
        note="",
        version_id=version.id,
        interaction_ids=[one.id for one in talks],
        participant_ids=[one.id for one in people],
        facilitator_id=leader.id,
        expert_id=expert.id if expert else None,
        due_at=at + timedelta(days=7),
    )


def make_session(
    session: Session,
    version: Version,
    talks: Sequence[Interaction],
    people: Sequence[User],
    leader: User,
    *,
    at: datetime,
    expert: User | None = None,
) -> Calibration:
    """An open session."""
    wanted = wanted_for(version, talks, people, leader, at=at, expert=expert)
    made = plan(session, wanted, by=leader.id, at=at)
    session.commit()
    return made


def sent_for(calibration: Calibration, answers: Mapping[str, Value], revision: int = 0) -> Sent:
    """What a browser sends with these answers."""
    draft = Draft.model_validate({"answers": dict(answers)})
    return Sent(version_id=calibration.version_id, revision=revision, seconds=5, draft=draft)


def submit_as(
    session: Session,
    calibration: Calibration,
    user: User,
    answers: Mapping[str, Value] = ANSWERS,
    *,
    at: datetime,
) -> list[CalibrationSheet]:
    """A person's sheets on all interactions of the session."""
    sheets = []
    for item in calibration.items:
        held = sheet_by(session, item, user.id)
        sent = sent_for(calibration, answers, held.revision if held else 0)
        sheets.append(submit(session, item, sent, by=user.id, at=at))
    session.commit()
    return sheets


def reveal_session(session: Session, calibration: Calibration, *, at: datetime) -> Calibration:
    """The session with everybody's answers in, and so revealed."""
    for one in calibration.participants:
        submit_as(session, calibration, one.user, at=at)
    close(session, calibration, by=calibration.facilitator_id, at=at)
    session.commit()
    return calibration
