"""The agent says that they have read their feedback, or asks about it."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Missing, Refused
from qa_app.core.events import emit
from scorecards.reviews.models import (
    SEEN_BY_AGENT,
    Evaluation,
    EvaluationState,
    FeedbackMessage,
)
from scorecards.reviews.wording import written


def acknowledge(
    session: Session, evaluation: Evaluation, *, by: int, at: datetime, note: str = ""
) -> bool:
    """Note that the agent has read it (not that they agree); False if it was noted before.

    Missing for anybody but the agent, and before release; Refused for a note that is too long.
    """
    check_own(evaluation, by)
    if evaluation.state is EvaluationState.ACKNOWLEDGED:
        return False
    words = written(note, "note")
    evaluation.state = EvaluationState.ACKNOWLEDGED
    evaluation.acknowledged_at = at
    evaluation.acknowledge_note = words or None
    session.flush()
    record(session, "evaluation.acknowledge", ("evaluation", evaluation.id), by=by, at=at)
    return True


def say(
    session: Session, evaluation: Evaluation, *, text: str, by: int, at: datetime
) -> FeedbackMessage:
    """Add the agent's question or a lead's answer; announces `feedback.said`.

    Who may answer is for the caller's scope. Missing before release, Refused without words.
    """
    if evaluation.state not in SEEN_BY_AGENT:
        raise Missing
    text = written(text, "text")
    if not text:
        raise Refused(_("Write what you would like to say."), field="text")
    message = FeedbackMessage(evaluation_id=evaluation.id, author_id=by, text=text, created_at=at)
    session.add(message)
    session.flush()
    record(session, "feedback.say", ("evaluation", evaluation.id), by=by, at=at)
    emit(session, "feedback.said", message_id=message.id)
    return message


def check_own(evaluation: Evaluation, person: int) -> None:
    """Missing unless the person is the agent and the evaluation has been released to them."""
    if evaluation.agent_id != person or evaluation.state not in SEEN_BY_AGENT:
        raise Missing
