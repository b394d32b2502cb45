"""Defines the plain interaction that every importer makes, whatever the file's format."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Channel = Literal["phone", "email", "chat", "social", "sms", "portal", "app"]
Direction = Literal["inbound", "outbound"]
Speaker = Literal["agent", "customer", "bot", "system"]
StartedFrom = Literal["file", "received"]
Basis = Literal["consent", "notice", "contract", "legitimate-interest"]


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """Who handled it, as the source knows them."""

    id: str
    name: str | None = None
    email: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class FactsRecord:
    """What was measured; times in seconds, cost in the centre's own currency."""

    first_response_s: float | None = None
    resolution_s: float | None = None
    hold_s: float | None = None
    transfers: int | None = None
    escalated: bool | None = None
    reopened: bool | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class SurveyRecord:
    """What the customer answered: csat 1-5, nps 0-10, ces 1-7."""

    csat: int | None = None
    nps: int | None = None
    ces: int | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class AttachmentRecord:
    """A file that came with a turn: what it is called, never what is in it; size in bytes."""

    name: str
    size: int | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """What one speaker said; `at` is a moment (UTC), `start` and `end` are seconds of a call.

    `sender`, `to` and `subject` are those of a letter.
    """

    speaker: Speaker
    text: str
    agent_id: str | None = None
    at: datetime | None = None
    start: float | None = None
    end: float | None = None
    sender: str | None = None
    to: str | None = None
    subject: str | None = None
    attachments: tuple[AttachmentRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class InteractionRecord:
    """One interaction as it was handed in: valid, not yet redacted; times are UTC."""

    source: str
    external_id: str
    channel: Channel
    started_at: datetime
    agent: AgentRecord
    line: int = 1
    direction: Direction | None = None
    topic: str | None = None
    language: str | None = None
    ended_at: datetime | None = None
    customer_id: str | None = None
    customer_name: str | None = None
    """Masked wherever it is said; never stored."""
    other_names: tuple[str, ...] = ()
    """Names of customers that the source knows from elsewhere; masked and never stored alike."""
    facts: FactsRecord = field(default_factory=FactsRecord)
    survey: SurveyRecord = field(default_factory=SurveyRecord)
    turns: tuple[TurnRecord, ...] = ()
    recording: str | None = None
    basis: Basis | None = None
    others: tuple[AgentRecord, ...] = ()
    """Agents who took part beside the one who is scored."""
    scored_why: str | None = None
    """Why `agent` is the one (exports/scored.py); None where the file itself says so."""
    entry: int | None = None
    """Which entry of a JSON export it is, from 1; `line` says where that begins."""
    started_from: StartedFrom | None = None
    """What stands for a beginning that nothing says; None where the row or a person says it."""

    @property
    def key(self) -> tuple[str, str]:
        """What makes an interaction the same one when it is imported again."""
        return self.source, self.external_id
