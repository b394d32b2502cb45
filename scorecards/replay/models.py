"""Replays: which past evaluations were scored under which state of a draft, and what came out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, reference, text_enum
from scorecards.design.models import Scorecard, Version
from scorecards.reviews.models import Pool


class Replay(Base):
    """One replay: what was asked, then its figures."""

    __tablename__ = "scorecard_replay"

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(
        reference("scorecard_version.id", on_delete="CASCADE"), index=True
    )
    """The draft, or the version that it has become."""
    revision: Mapped[int]
    """The revision of the draft that the figures belong to; a later one is not described."""
    of_id: Mapped[int] = mapped_column(reference("scorecard.id", on_delete="CASCADE"))
    """Whose evaluations were taken: the draft's own, or those of the card it was copied from."""
    since: Mapped[date | None]
    until: Mapped[date | None]
    """First and last day of submission, both included."""
    pool: Mapped[Pool | None] = mapped_column(text_enum(Pool))
    asked_by: Mapped[int | None] = mapped_column(reference("user.id"))
    asked_at: Mapped[datetime]
    found: Mapped[int] = mapped_column(default=0)
    """How many evaluations were there to replay when it was asked for."""
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
    """See `scorecards.replay.tally.Tally.summary`, with `left_out` by reason."""
    rows: Mapped[list[Any] | None] = mapped_column(deferred=True)
    """[evaluation id, percent before, after, passed before, after], for the lists and files."""

    version: Mapped[Version] = relationship()
    of: Mapped[Scorecard] = relationship()
