"""What a page counts: whole weeks up to now, on all scorecards or one, kept in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WEEKS = (4, 8, 12)
CHART_PERIODS = 4
"""A chart by week shows so many periods, so that limits rest on enough points."""


@dataclass(frozen=True)
class Period:
    """The last `weeks` weeks until `until`; with `scorecard_id` only reviews on that scorecard."""

    weeks: int
    since: datetime
    until: datetime
    scorecard_id: int | None = None

    @property
    def before(self) -> datetime:
        """Where the period of the same length before this one begins."""
        return self.since - (self.until - self.since)


def read_period(sent: str | None, at: datetime, *, default: int = 4) -> Period:
    """The period that an address names by its number of weeks; the default for anything else."""
    weeks = int(sent) if sent in {str(number) for number in WEEKS} else default
    return Period(weeks, at - timedelta(weeks=weeks), at)
