"""Finds the interaction to which an answer or a session belongs; never guesses between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from transcription.intake.companions.records import Kind

How = Literal["id", "customer", "agent", "hand"]
TOO_CLOSE = timedelta(minutes=15)
"""Two interactions of a customer that began within this of each other could both be meant."""
SESSION_AROUND = timedelta(minutes=15)
"""A session may begin before its call does, or after it: support goes on when one hangs up."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An interaction that could be meant; times are UTC."""

    id: int
    source: str
    external_id: str
    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: one interaction, or none with the reason, or several that could be."""

    found: Candidate | None = None
    several: tuple[Candidate, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """Whether more than one could be meant."""
        return bool(self.several)


def by_id(candidates: Sequence[Candidate]) -> Match:
    """The interaction of an id: the same id may be there from several sources."""
    return _only(candidates)


def by_customer(candidates: Sequence[Candidate], answered_at: datetime, window: timedelta) -> Match:
    """The interaction of a customer that began last before the answer, within the window.

    Ambiguous where another one began within TOO_CLOSE of it.
    """
    within = sorted(
        (each for each in candidates if answered_at - window <= each.started_at <= answered_at),
        key=lambda each: each.started_at,
        reverse=True,
    )
    if not within:
        return Match()
    nearest = within[0]
    return _only([each for each in within if nearest.started_at - each.started_at <= TOO_CLOSE])


def by_agent(candidates: Sequence[Candidate], began: datetime, ended: datetime | None) -> Match:
    """The interaction of an agent during which a session ran, or that it began or ended beside.

    Of several the one that was going on when the session began, if it is the only one.
    """
    ended = ended or began
    around = [
        each
        for each in candidates
        if each.started_at - SESSION_AROUND <= ended
        and began <= (each.ended_at or each.started_at) + SESSION_AROUND
    ]
    during = [each for each in around if each.started_at <= began <= (each.ended_at or began)]
    return _only(during if len(during) == 1 else around)


def look_from(
    kind: Kind, at: datetime, ended_at: datetime | None, window: timedelta
) -> tuple[datetime, datetime]:
    """Between which times an interaction may have begun to be looked at as a candidate."""
    if kind == "survey":
        return at - window, at
    return at - timedelta(hours=12), (ended_at or at) + SESSION_AROUND


def _only(candidates: Sequence[Candidate]) -> Match:
    if len(candidates) > 1:
        return Match(several=tuple(candidates))
    return Match(found=candidates[0]) if candidates else Match()
