"""The audit trail: every act that touches a person, written with the act itself and signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, Session, mapped_column

from qa_app.core.keys import keyring
from qa_app.core.orm import Base, Id, Short


class AuditRow(Base):
    """Who did what to whom and when. Ids and plain facts only, never a customer's words."""

    __tablename__ = "audit_row"

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    """The user who acted; None for the product itself (see `actor`)."""
    actor: Mapped[Short]
    """`user`, `worker`, `scheduler`, `cli` or `demo`."""
    act: Mapped[Short]
    """Verb in the room's words, such as `evaluation.submit`."""
    subject_type: Mapped[Short]
    subject_id: Mapped[int | None] = mapped_column(index=True)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    signature: Mapped[Short]


def record(
    session: Session,
    act: str,
    subject: tuple[str, int | None],
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditRow:
    """Add the audit row of an act to the same transaction.

    `by` is the acting user's id, None for the product itself; `actor` then says which part.
    """
    row = AuditRow(
        at=at,
        actor_id=by,
        actor=actor or ("user" if by is not None else "worker"),
        act=act,
        subject_type=subject[0],
        subject_id=subject[1],
        before=before,
        after=after,
        signature="",
    )
    row.signature = sign(row, keyring(session).audit)
    session.add(row)
    return row


def sign(row: AuditRow, key: bytes) -> str:
    """HMAC-SHA256 over the row's content in canonical JSON, as hexadecimal."""
    content = [
        row.at.isoformat(timespec="microseconds"),
        row.actor_id,
        row.actor,
        row.act,
        row.subject_type,
        row.subject_id,
        row.before,
        row.after,
    ]
    message = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


def is_intact(row: AuditRow, key: bytes) -> bool:
    """Whether the row still says what it said when it was written."""
    return hmac.compare_digest(row.signature, sign(row, key))
