"""The reviewers' dashboard as rows of a CSV file."""

from __future__ import annotations

from scorecards.calibration.strictness import Strictness
from scorecards.reviewers.agreement_tables import cells
from scorecards.reviewers.beside import share_of
from scorecards.reviewers.work_page import ReviewerRow

WORK_HEAD = (
    "reviewer", "done", "open", "overdue", "median_active_seconds", "pairs", "same_verdict",
    "same_low", "same_high", "points_less", "points_low", "points_high", "na_rate", "comment_rate",
    "answers", "skipped", "skip_reasons", "disputed", "decided", "overturned", "graded",
    "graded_mean", "graded_low", "graded_high", "opinions_asked", "opinions_given",
    "overturned_share", "overturned_low", "overturned_high",
)  # fmt: skip


def work_row(row: ReviewerRow) -> list[object]:
    """One reviewer under `WORK_HEAD`; shares are 0 to 1."""
    work, severity, rate = row.work, row.severity, row.work.overturn_rate
    strict: tuple[object, ...] = ("", "", "")
    if isinstance(severity, Strictness):
        strict = (severity.points, severity.low, severity.high)
    return [
        row.name,
        work.done,
        work.open,
        work.overdue,
        "" if work.seconds is None else round(work.seconds),
        row.pairs,
        *cells(row.agreement),
        *strict,
        _blank(share_of(work.na, work.answers)),
        _blank(share_of(work.commented, work.answers)),
        work.answers,
        work.skipped,
        " ".join(f"{reason}:{count}" for reason, count in work.skips.items()),
        work.disputed,
        work.decided,
        work.overturned,
        row.graded.n,
        *map(_blank, (row.graded.mean, row.graded.low, row.graded.high)),
        work.asked,
        work.given,
        *map(_blank, (rate.share, rate.low, rate.high)),
    ]


def _blank(value: float | None) -> object:
    return "" if value is None else round(value, 6)
