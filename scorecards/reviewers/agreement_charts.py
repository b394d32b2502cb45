"""Agreement by month as a chart's option and as its table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from qa_app.web.formatting import MONTHS, number
from scorecards.calibration.double_agreement import Moment
from scorecards.calibration.rows import Figure
from scorecards.reviewers.figure_words import figure_words, reason_words


def month_name(day: date) -> str:
    """Such as Nov 2026."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def agreement_option(moments: Sequence[Moment]) -> dict[str, Any]:
    """Alpha of the last sixty pairs at the end of each month, with its interval where known."""
    known = [(m, m.alpha) for m in moments if isinstance(m.alpha, Figure)]
    whiskers = [
        [place, round(alpha.value, 2), round(alpha.low, 2), round(alpha.high, 2)]
        for place, (_, alpha) in enumerate(known)
        if alpha.low is not None and alpha.high is not None
    ]
    lowest = min((alpha.low or alpha.value for _, alpha in known), default=0.0)
    return {
        "xAxis": {
            "type": "category",
            "data": [f"{month_name(m.month)}\nn {m.n}" for m, _ in known],
            "axisLabel": {"lineHeight": 16},
        },
        "yAxis": {"min": min(0.0, round(lowest - 0.05, 1)), "max": 1},
        "series": [
            {"type": "whisker", "data": whiskers},
            {
                "type": "line",
                "data": [round(alpha.value, 2) for _, alpha in known],
                "markLine": {
                    "data": [{"yAxis": 0.667, "name": "0.67"}, {"yAxis": 0.8, "name": "0.8"}]
                },
            },
        ],
    }


def agreement_rows(moments: Sequence[Moment]) -> list[list[str]]:
    """The table twin: month, pairs, share of equal verdicts, alpha."""
    return [
        [
            month_name(moment.month),
            number(moment.n),
            figure_words(moment.percent, 100, 0),
            figure_words(moment.alpha, 1, 2) or reason_words(moment.alpha),
        ]
        for moment in moments
    ]
