"""Reveals masked text of an interaction to somebody who may, with a reason, on the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.keys import keyring
from qa_app.core.text import clean
from transcription.interactions.models import Interaction, MaskedOriginal

REASON_MIN = 10


@dataclass(frozen=True, slots=True)
class Revealed:
    """One masked stretch in the clear; `turn_position` counts from 0."""

    turn_position: int
    kind: str
    placeholder: str
    text: str


def count_masked(session: Session, interaction_id: int) -> int:
    """How many stretches could be revealed; destroyed kinds are not among them."""
    query = select(func.count(MaskedOriginal.id)).where(
        MaskedOriginal.interaction_id == interaction_id, MaskedOriginal.is_current.is_(True)
    )
    return session.scalar(query) or 0


def reveal(
    session: Session, interaction: Interaction, *, reason: str, by: int, at: datetime
) -> Sequence[Revealed]:
    """All that is masked in the interaction's turns, in order; writes who looked and why.

    Refused without a reason of REASON_MIN characters, and where the key is not the one that the
    originals were sealed with.
    """
    reason = clean(reason, lines=False)
    if len(reason) < REASON_MIN:
        raise Refused(f"Say why you need it, in at least {REASON_MIN} characters.", field="reason")
    rows = session.scalars(
        select(MaskedOriginal)
        .where(MaskedOriginal.interaction_id == interaction.id)
        .where(MaskedOriginal.is_current.is_(True))
        .order_by(MaskedOriginal.turn_position, MaskedOriginal.start)
    ).all()
    keys = keyring(session)
    try:
        shown = [
            Revealed(row.turn_position, row.kind, row.placeholder, keys.unseal(row.ciphertext))
            for row in rows
        ]
    except InvalidToken as error:
        raise Refused(
            "These originals were sealed with another key: restore reveal.key or QA_REVEAL_KEY."
        ) from error
    kinds = sorted({row.kind for row in rows})
    after = {"reason": reason, "stretches": len(rows), "kinds": kinds}
    record(session, "text.reveal", ("interaction", interaction.id), by=by, at=at, after=after)
    return shown
