"""Chart options as plain data: a control chart by week, an agent's own trend with its band."""

from __future__ import annotations

from typing import Any

from scorecards.sampling.control_chart import ControlChart
from scorecards.sampling.estimation import Estimate
from scorecards.sampling.scores import Series, WeekPoint


def known_weeks(series: Series) -> list[tuple[WeekPoint, Estimate]]:
    """The weeks with enough evidence for a score."""
    return [(week, week.score) for week in series.weeks if isinstance(week.score, Estimate)]


def bounds(values: list[float]) -> tuple[int, int]:
    """An axis from a ten below the lowest value to a ten above the highest, within 0 and 100."""
    low, high = min(values, default=0.0), max(values, default=100.0)
    return max(0, int(low // 10) * 10), min(100, int(-(-high // 10)) * 10)


def control_option(series: Series) -> dict[str, Any]:
    """Weekly scores with the natural limits of an XmR chart, where there are enough points."""
    weeks = known_weeks(series)
    values = [score.value for _, score in weeks]
    line: dict[str, Any] = {"type": "line", "data": [round(value, 1) for value in values]}
    spread = list(values)
    if isinstance(series.chart, ControlChart) and series.chart.points:
        first = series.chart.points[0]
        spread += [first.low, first.high]
        line["markArea"] = {
            "data": [[{"yAxis": round(first.low, 1)}, {"yAxis": round(first.high, 1)}]]
        }
        centre = round(series.chart.centre, 1)
        line["markLine"] = {"data": [{"yAxis": centre, "name": f"Mean {centre}"}]}
    low, high = bounds(spread)
    return {
        "xAxis": {"type": "category", "data": [label(week) for week, _ in weeks]},
        "yAxis": {"min": low, "max": high},
        "series": [line],
    }


def trend_option(series: Series) -> dict[str, Any]:
    """Weekly scores of one person with their intervals as whiskers."""
    weeks = known_weeks(series)
    low, high = bounds([each for _, s in weeks for each in (s.low, s.high)])
    marks = [
        [label(week), round(score.value, 1), round(score.low, 1), round(score.high, 1)]
        for week, score in weeks
    ]
    return {
        "xAxis": {"type": "category", "data": [label(week) for week, _ in weeks]},
        "yAxis": {"min": low, "max": high},
        "series": [{"type": "whisker", "data": marks}],
    }


def week_rows(series: Series) -> list[list[str]]:
    """The table twin of both charts: week, score, interval, n; weeks with too little say so."""
    rows = []
    for week in series.weeks:
        score = week.score
        if isinstance(score, Estimate):
            interval = f"{score.low:.1f} to {score.high:.1f}"
            rows.append([label(week), f"{score.value:.1f}", interval, str(score.n)])
        else:
            rows.append([label(week), "–", "not enough evidence", str(score.n)])
    return rows


def signals(series: Series) -> list[str]:
    """The weeks that lie outside the limits or in a run, the only ones to react to."""
    if not isinstance(series.chart, ControlChart):
        return []
    weeks = known_weeks(series)
    return [
        label(week)
        for (week, _), point in zip(weeks, series.chart.points, strict=True)
        if point.signals
    ]


def label(week: WeekPoint) -> str:
    """The ISO week, such as W47."""
    return f"W{week.monday.isocalendar().week:02d}"
