"""What a page counts: whole weeks up to now, of all teams or one, kept in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WEEKS = (4, 8, 12, 26, 52)
MODEL_WEEKS = (4, 8, 12)
"""For these the model of severity is fitted; the homes show the same ones."""
DEFAULT = 12


@dataclass(frozen=True, slots=True)
class Span:
    """The last `weeks` weeks up to `until`; where `team` is an id, that team's work alone."""

    weeks: int
    since: datetime
    until: datetime
    team: int | None = None


def read_span(sent: str | None, at: datetime, *, of: tuple[int, ...] = WEEKS) -> Span:
    """The span that an address names by its number of weeks; twelve for anything else."""
    weeks = next((number for number in of if str(number) == sent), DEFAULT)
    return Span(weeks, at - timedelta(weeks=weeks), at)
