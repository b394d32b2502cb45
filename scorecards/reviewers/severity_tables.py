"""Severity and adjusted levels as rows of CSV files."""

from __future__ import annotations

from scorecards.calibration.strictness import NotEstimable
from scorecards.reviewers.severity_page import AgentLine, ReviewerLine
from scorecards.sampling.estimation import Estimate

REVIEWER_HEAD = (
    "reviewer", "evaluations", "points_less", "low", "high", "verdict", "group", "why_not",
)  # fmt: skip
AGENT_HEAD = (
    "agent", "n", "score", "low", "high", "own_reviewers_stricter_by", "adjusted", "adjusted_low",
    "adjusted_high",
)  # fmt: skip


def reviewer_row(line: ReviewerLine) -> list[object]:
    """One reviewer under `REVIEWER_HEAD`; points less for the same work are above 0."""
    one = line.figure
    if isinstance(one, NotEstimable):
        return [line.name, one.n, "", "", "", "cannot_tell", "", one.why]
    return [
        line.name,
        one.evaluations,
        one.points,
        one.low,
        one.high,
        one.verdict,
        one.group + 1,
        "",
    ]


def agent_row(line: AgentLine) -> list[object]:
    """One agent under `AGENT_HEAD`; empty where nothing can be said."""
    score, own = line.score, line.adjusted
    known = (score.value, score.low, score.high) if isinstance(score, Estimate) else ("", "", "")
    return [
        line.name,
        score.n,
        *known,
        *((own.strict, own.value, own.low, own.high) if own else ("", "", "", "")),
    ]
