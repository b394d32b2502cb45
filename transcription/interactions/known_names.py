"""Names of the customer that are known of a recording before its text is: kept sealed, never shown.

They stand in the one table of sealed originals, under a turn that does not exist, so that whoever
deletes the originals of a kind or an interaction deletes them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from qa_app.core.keys import keyring
from transcription.interactions.models import MaskedOriginal
from transcription.redaction.kinds import Kind

NOWHERE = -1
"""The position of a turn that no text has: never current, so never counted or revealed."""


def keep_names(session: Session, interaction_id: int, names: Iterable[str]) -> None:
    """Seal names for the time when the text is made."""
    keys = keyring(session)
    session.add_all(
        MaskedOriginal(
            interaction_id=interaction_id, transcript_id=None, is_current=False,
            turn_position=NOWHERE, start=0, kind=Kind.NAME.value,
            placeholder=Kind.NAME.placeholder, ciphertext=keys.seal(name),
        )
        for name in names
    )  # fmt: skip


def names_of(session: Session, interaction_id: int) -> Sequence[str]:
    """The names that are known; Refused where they were sealed with another key.

    Without them a text would be stored in which the customer's name stands: better none at all.
    """
    rows = session.scalars(
        select(MaskedOriginal.ciphertext)
        .where(MaskedOriginal.interaction_id == interaction_id)
        .where(MaskedOriginal.turn_position == NOWHERE)
        .order_by(MaskedOriginal.id)
    ).all()
    try:
        return [keyring(session).unseal(row) for row in rows] if rows else []
    except InvalidToken as error:
        raise Refused(
            "The customer's name of this call was sealed with another key, so it cannot be masked:"
            " restore reveal.key or QA_REVEAL_KEY, then start the transcription again."
        ) from error
