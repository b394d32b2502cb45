"""Ends the blind part, keeps what is agreed on each question, and publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Refused
from qa_app.core.jobs.queue import URGENT, enqueue
from qa_app.notifications.inbox import notify_all
from scorecards.design.answers import Value, read_answers
from scorecards.design.scoring import score
from scorecards.reviews.results import document_of, facts_of, stored
from scorecards.sessions.models import (
    AgreedAnswer,
    Calibration,
    CalibrationItem,
    CalibrationSheet,
    SessionState,
)


def done_by(session: Session, calibration: Calibration) -> dict[int, int]:
    """How many of the session's interactions each person has submitted, by user id."""
    rows = session.execute(
        select(CalibrationSheet.user_id)
        .join(CalibrationItem)
        .where(
            CalibrationItem.calibration_id == calibration.id,
            CalibrationSheet.submitted_at.is_not(None),
        )
    )
    done: dict[int, int] = {}
    for (user_id,) in rows:
        done[user_id] = done.get(user_id, 0) + 1
    return done


def reveal_if_complete(session: Session, calibration: Calibration, *, at: datetime) -> bool:
    """Reveal once everybody has submitted everything; who was deactivated is not waited for."""
    done, asked = done_by(session, calibration), len(calibration.items)
    waited_for = [one for one in calibration.participants if one.user.active]
    if not asked or not done or any(done.get(one.user_id, 0) < asked for one in waited_for):
        return False
    _reveal(session, calibration, by=None, at=at)
    return True


def close(session: Session, calibration: Calibration, *, by: int, at: datetime) -> None:
    """Reveal before everybody has submitted: who has not is named as not taken part.

    Twice is once. Refused while fewer than two people have submitted anything.
    """
    if calibration.state in (SessionState.REVEALED, SessionState.PUBLISHED):
        return
    if calibration.state is not SessionState.OPEN:
        raise Conflict(_("This session was cancelled."))
    if len(done_by(session, calibration)) < 2:
        raise Refused(_("Fewer than two people have submitted: there is nothing to compare yet."))
    _reveal(session, calibration, by=by, at=at)


def agree(
    session: Session,
    item: CalibrationItem,
    key: str,
    *,
    value: Value,
    note: str,
    by: int,
    at: datetime,
) -> None:
    """Keep the agreed answer (None: none) and the note on a question; rescores what is agreed."""
    agree_all(session, item, {key: (value, note)}, by=by, at=at)


def agree_all(
    session: Session,
    item: CalibrationItem,
    wanted: Mapping[str, tuple[Value, str]],
    *,
    by: int,
    at: datetime,
) -> None:
    """Keep the agreed answers and notes on several questions, by key; all of them or none.

    Conflict before the reveal and once published, Refused for a question that the scorecard does
    not have, AnswersInvalid for an answer that it does not know.
    """
    if item.calibration.state is not SessionState.REVEALED:
        raise Conflict(_("Answers are agreed between the reveal and the publication."))
    document, facts = document_of(item.calibration.version), facts_of(item.interaction)
    if set(wanted) - {question.key for question in document.questions()}:
        raise Refused(_("The scorecard has no such question. Reload the page."))
    answers = agreed_values(item) | {key: value for key, (value, _note) in wanted.items()}
    answers = {key: value for key, value in answers.items() if value is not None}
    read_answers(document, answers, facts)
    rows = {one.question_key: one for one in item.agreed}
    subject = ("calibration_session", item.calibration_id)
    for key, (value, note) in wanted.items():
        row = rows.get(key)
        if row is None:
            row = AgreedAnswer(question_key=key, value={"value": None})
            item.agreed.append(row)
        if row.value.get("value") != value:
            record(session, "calibration.agree", subject, by=by, at=at, after={"question": key})
        row.value, row.note = {"value": value}, note or None
    item.agreed_percent = stored(score(document, answers, facts).percent) if answers else None
    session.flush()


def agreed_values(item: CalibrationItem) -> dict[str, Value]:
    """The agreed answers by question key."""
    return {
        one.question_key: one.value["value"]
        for one in item.agreed
        if one.value.get("value") is not None
    }


def publish(session: Session, calibration: Calibration, *, by: int, at: datetime) -> None:
    """Fix what was agreed and tell everybody; it never becomes an agent's score. Twice is once."""
    if calibration.state is SessionState.PUBLISHED:
        return
    if calibration.state is not SessionState.REVEALED:
        raise Conflict(_("Only a revealed session can be published."))
    if not any(agreed_values(item) for item in calibration.items):
        raise Refused(_("Nothing is agreed yet: choose an agreed answer on at least one question."))
    calibration.state, calibration.published_at = SessionState.PUBLISHED, at
    record(session, "calibration.publish", ("calibration_session", calibration.id), by=by, at=at)
    text = _("What was agreed in “%(title)s” is published.", title=calibration.title)
    _tell(session, calibration, str(text), at)
    session.flush()


def _reveal(session: Session, calibration: Calibration, *, by: int | None, at: datetime) -> None:
    calibration.state, calibration.revealed_at = SessionState.REVEALED, at
    record(session, "calibration.reveal", ("calibration_session", calibration.id), by=by, at=at)
    text = _("The answers of the calibration session “%(title)s” are revealed.",
             title=calibration.title)  # fmt: skip
    _tell(session, calibration, str(text), at)
    # By name, as the module of that task reads what this one writes.
    subject = ("calibration_session", calibration.id)
    args = {"calibration_ids": [calibration.id]}
    # Whoever is told goes and looks, and must not wait behind hours of transcription.
    enqueue(session, "calibration.measure", args, subject=subject, priority=URGENT)
    session.flush()


def _tell(session: Session, calibration: Calibration, text: str, at: datetime) -> None:
    people = {one.user_id for one in calibration.participants} | {calibration.facilitator_id}
    notify_all(session, people, "calibration", text, path=f"/calibration/{calibration.id}", at=at)
