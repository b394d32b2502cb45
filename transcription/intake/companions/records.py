"""Defines a row that belongs to an interaction but is none: a survey's answer, a remote session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Kind = Literal["survey", "session"]


@dataclass(frozen=True, slots=True)
class CompanionRecord:
    """One answer or session as it was handed in: valid, not yet redacted; times are UTC.

    `id` makes it the same one when it is imported again. `values` of a survey: csat, nps, ces,
    comment; of a session: seconds, device, note. `agent` is an id, an email or a name.
    """

    kind: Kind
    source: str
    id: str
    at: datetime
    line: int = 1
    ended_at: datetime | None = None
    external_id: str | None = None
    interaction_source: str | None = None
    customer_id: str | None = None
    agent: str | None = None
    window_hours: int = 72
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same one when it is imported again."""
        return self.kind, self.source, self.id
