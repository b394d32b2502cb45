"""Integrations with their tokens, the requests that they may repeat, and the batches they sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference


class Integration(Base):
    """A program that may hand in interactions; of its token only the digest is stored."""

    __tablename__ = "integration"

    id: Mapped[Id]
    name: Mapped[Short]
    scopes: Mapped[list[Any]]
    """What it may do, by the values of `scopes.Scope`."""
    source: Mapped[Short | None]
    """Everything that it sends counts as coming from here; None: as its items say."""
    token_digest: Mapped[Short] = mapped_column(unique=True)
    token_end: Mapped[Short]
    """The last characters of the token, so that people can tell one from another."""
    created_by: Mapped[int | None] = mapped_column(reference("user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    minute: Mapped[datetime | None]
    """The minute in which `asked` requests have come; a new one begins at one again."""
    asked: Mapped[int] = mapped_column(default=0)


class ApiRequest(Base):
    """A request that carried an Idempotency-Key, and the answer that its repetition gets."""

    __tablename__ = "api_request"
    __table_args__ = (UniqueConstraint("integration_id", "key"),)

    id: Mapped[Id]
    integration_id: Mapped[int] = mapped_column(reference("integration.id", on_delete="CASCADE"))
    key: Mapped[Short]
    fingerprint: Mapped[Short]
    """SHA-256 over what was asked; another under the same key is refused."""
    status: Mapped[int | None]
    """None while the first one is still being worked on."""
    answer: Mapped[dict[str, Any] | None]
    """{"body", "headers"} of the first answer."""
    created_at: Mapped[datetime] = mapped_column(index=True)


class ApiBatch(Base):
    """Which integration sent a batch: it sees its own and no other."""

    __tablename__ = "api_batch"

    id: Mapped[Id]
    integration_id: Mapped[int] = mapped_column(
        reference("integration.id", on_delete="CASCADE"), index=True
    )
    batch_id: Mapped[int] = mapped_column(reference("batch.id", on_delete="CASCADE"), unique=True)
