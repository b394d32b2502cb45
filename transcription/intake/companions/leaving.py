"""Lets go of answers and sessions when an import is undone: theirs, or their interactions'."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from transcription.intake.companions.models import Companion, CompanionKind
from transcription.intake.models import Batch
from transcription.interactions.models import Interaction

COLUMNS = {"csat": "csat", "nps": "nps", "ces": "ces", "comment": "survey_comment"}
"""Where an interaction keeps what an answer says."""


def count_of(session: Session, batch: Batch) -> int:
    """Answers and sessions that a batch brought."""
    query = select(func.count(Companion.id)).where(Companion.batch_id == batch.id)
    return session.scalar(query) or 0


def let_wait(session: Session, interaction_ids: Sequence[int]) -> None:
    """Of interactions that leave: what was joined to them waits again, as before they came."""
    session.execute(
        update(Companion)
        .where(Companion.interaction_id.in_(interaction_ids))
        .values(interaction_id=None, joined_by=None, joined_at=None)
        .execution_options(synchronize_session=False)
    )


def withdraw(session: Session, batch: Batch) -> None:
    """Remove all that a batch brought, and what it had filled into interactions."""
    rows = session.scalars(select(Companion).where(Companion.batch_id == batch.id))
    for companion in rows.all():
        if companion.interaction_id is not None:
            take_out(companion, session.get_one(Interaction, companion.interaction_id))
        session.delete(companion)
    session.flush()


def take_out(companion: Companion, interaction: Interaction) -> None:
    """Take back what it had filled in; what another answer says by now stays."""
    values = companion.values
    if companion.kind is CompanionKind.SURVEY:
        for name, column in COLUMNS.items():
            if name in values and getattr(interaction, column) == values[name]:
                setattr(interaction, column, None)
        return
    facts = dict(interaction.facts)
    facts["remote_sessions"] = facts.get("remote_sessions", 0) - 1
    facts["remote_s"] = round(facts.get("remote_s", 0) - values.get("seconds", 0), 1)
    if facts["remote_sessions"] <= 0:
        del facts["remote_sessions"], facts["remote_s"]
    interaction.facts = facts
