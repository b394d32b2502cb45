"""Marks an evaluation as an example of excellence, asks its agent, and removes the mark."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.text import clean
from qa_app.notifications.inbox import notify
from scorecards.reviews.models import FINAL, SEEN_BY_AGENT, Evaluation, Pool
from scorecards.reviews.models_acts import Example
from scorecards.reviews.results import document_of
from scorecards.reviews.tasks_feedback import named
from transcription.transcripts.models import Turn

LONGEST_NOTE = 2_000
MOST_TURNS = 30


def mark(
    session: Session,
    evaluation: Evaluation,
    *,
    note: str,
    turn_ids: Collection[int],
    question_key: str | None = None,
    by: int,
    at: datetime,
) -> Example:
    """An example of how a question (None: the whole) is answered excellently.

    The agent is asked whether colleagues may read it, as soon as they have the feedback. Refused
    without a note or turns, for turns of another transcript, and for a failed evaluation.
    """
    note = clean(note).strip()
    _check(evaluation, note, turn_ids)
    turns = _turns(session, evaluation, turn_ids)
    example = Example(
        evaluation_id=evaluation.id,
        question_key=question_key,
        question_text=_question(evaluation, question_key),
        note=note,
        turn_ids=[turn.id for turn in turns],
        marked_by=by,
        marked_at=at,
    )
    session.add(example)
    evaluation.is_example = True
    session.flush()
    after = {"evaluation": evaluation.id, "question": question_key, "turns": len(turns)}
    record(session, "example.mark", ("example", example.id), by=by, at=at, after=after)
    if evaluation.state in SEEN_BY_AGENT:
        ask_agent(session, evaluation, at=at)
    return example


def ask_agent(session: Session, evaluation: Evaluation, *, at: datetime) -> None:
    """Tell the agent of standing examples of the evaluation that they have not agreed to."""
    query = select(Example).where(
        Example.evaluation_id == evaluation.id,
        Example.removed_at.is_(None),
        Example.agreed_at.is_(None),
    )
    for example in session.scalars(query):
        text = f"Marked as an example of excellence: {named(evaluation.interaction)}."
        path = f"/examples/{example.id}"
        notify(session, evaluation.agent_id, "example.marked", text, path=path, at=at)


def agree(session: Session, example: Example, *, allowed: bool, by: int, at: datetime) -> None:
    """Its agent lets colleagues read it, or no longer; anybody else is Refused."""
    if by != example.evaluation.agent_id:
        raise Refused(_("Only whose work it is decides who may read it."))
    if (example.agreed_at is not None) == allowed:
        return
    example.agreed_at = at if allowed else None
    act = "example.agree" if allowed else "example.disagree"
    record(session, act, ("example", example.id), by=by, at=at)
    session.flush()


def remove(session: Session, example: Example, *, by: int, at: datetime) -> None:
    """Take the example out of the library; a second time changes nothing."""
    if example.removed_at is not None:
        return
    example.removed_at, example.removed_by = at, by
    session.flush()
    others = exists().where(
        Example.evaluation_id == example.evaluation_id, Example.removed_at.is_(None)
    )
    example.evaluation.is_example = bool(session.scalar(select(others)))
    record(session, "example.remove", ("example", example.id), by=by, at=at)
    session.flush()


def restore(session: Session, example: Example, *, by: int, at: datetime) -> None:
    """Undo the removal."""
    if example.removed_at is None:
        return
    example.removed_at = example.removed_by = None
    example.evaluation.is_example = True
    record(session, "example.restore", ("example", example.id), by=by, at=at)
    session.flush()


def _check(evaluation: Evaluation, note: str, turn_ids: Collection[int]) -> None:
    if evaluation.state not in FINAL or evaluation.pool is Pool.CALIBRATION:
        raise Refused(_("Only a final first review can be an example."))
    if evaluation.failed:
        raise Refused(_("An evaluation that failed on a critical question is no example."))
    if not note or len(note) > LONGEST_NOTE:
        raise Refused(
            _(
                "Say what is excellent, in at most %(longest_note)s characters.",
                longest_note=f"{LONGEST_NOTE:,}",
            ),
            field="note",
        )
    if not turn_ids or len(turn_ids) > MOST_TURNS:
        raise Refused(
            _("Choose the turns to read, at most %(most_turns)s.", most_turns=MOST_TURNS),
            field="turns",
        )


def _turns(session: Session, evaluation: Evaluation, turn_ids: Collection[int]) -> list[Turn]:
    query = select(Turn).where(
        Turn.id.in_(list(turn_ids)), Turn.transcript_id == evaluation.transcript_id
    )
    found = list(session.scalars(query.order_by(Turn.position)))
    if len(found) < len(set(turn_ids)):
        raise Refused(
            _("One of the turns is not in the transcript that was scored."), field="turns"
        )
    return found


def _question(evaluation: Evaluation, key: str | None) -> str | None:
    if key is None:
        return None
    for question in document_of(evaluation.version).questions():
        if question.key == key:
            return question.text
    raise Refused(_("The scorecard has no such question."), field="question")
