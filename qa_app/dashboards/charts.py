"""Chart options as plain data: a control chart by week, an agent's own trend with its band."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from qa_app.dashboards.workload import ReviewWeek
from qa_app.web.formatting import NONE, interval, number, when
from scorecards.sampling.control_chart import ControlChart
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence
from scorecards.sampling.rolling import RollingPoint
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
        line["markLine"] = {
            "data": [
                {
                    "yAxis": round(series.chart.centre, 1),
                    "name": _named(_("Mean"), series.chart.centre),
                },
                _limit(_("Upper"), first.high),
                _limit(_("Lower"), first.low),
            ]
        }
        line["markPoint"] = {"data": _outside(weeks, series.chart)}
    low, high = bounds(spread)
    return {
        "xAxis": {
            "type": "category",
            "data": [f"{label(w)}\nn {s.n}" for w, s in weeks],
            "axisLabel": {"lineHeight": 16},
        },
        "yAxis": {"min": low, "max": high},
        "series": [line],
    }


def _named(name: str, value: float) -> str:
    return f"{name} {number(value, 1)}"


def _limit(name: str, value: float) -> dict[str, Any]:
    style = {"color": "$poor", "type": [2, 3]}
    return {"yAxis": round(value, 1), "name": _named(name, value), "lineStyle": style}


def _outside(weeks: Sequence[tuple[WeekPoint, Estimate]], chart: ControlChart) -> list[Any]:
    return [
        {"coord": [place, round(score.value, 1)], "name": label(week)}
        for place, ((week, score), point) in enumerate(zip(weeks, chart.points, strict=True))
        if point.signals
    ]


def trend_option(points: Sequence[RollingPoint], mark: float, zone: ZoneInfo) -> dict[str, Any]:
    """One person's rolling score with its band and the pass mark; the last figure stands beside."""
    known = known_points(points)
    spread = [mark, *(each for _, score in known for each in (score.low, score.high))]
    low, high = bounds(spread)
    days = [day_label(point.until, zone) for point, _ in known]
    line: list[Any] = [round(score.value, 1) for _, score in known]
    band = [
        [day, round(score.low, 1), round(score.high, 1)]
        for day, (_, score) in zip(days, known, strict=True)
    ]
    if line:
        line[-1] = {
            "value": line[-1],
            "symbol": "circle",
            "symbolSize": 9,
            "itemStyle": {"color": "$accent"},
            "label": {
                "show": True, "position": "right", "color": "$ink", "fontWeight": 600,
            },
        }  # fmt: skip
    return {
        "xAxis": {"type": "category", "boundaryGap": False, "data": days},
        "yAxis": {"min": low, "max": high, "interval": 10},
        "grid": {"right": 56},
        "series": [
            {"type": "band", "data": band},
            {
                "type": "line", "data": line, "symbol": "none",
                "markLine": {
                    "data": [{"yAxis": mark, "name": f"{_('Pass mark')} {number(mark)}"}],
                    "label": {"position": "insideStartTop"},
                },
            },
        ],
    }  # fmt: skip


def trend_rows(points: Sequence[RollingPoint], zone: ZoneInfo) -> list[list[str]]:
    """The table twin of the trend: end of the four weeks, score, interval, n."""
    return [[day_label(point.until, zone), *_cells(point.score)] for point in points]


def known_points(points: Sequence[RollingPoint]) -> list[tuple[RollingPoint, Estimate]]:
    """The windows with enough evidence for a score."""
    return [(point, point.score) for point in points if isinstance(point.score, Estimate)]


def day_label(moment: datetime, zone: ZoneInfo) -> str:
    """The day, such as 17 Nov."""
    return when(moment, str(zone), "date")


def reviews_option(weeks: Sequence[ReviewWeek]) -> dict[str, Any]:
    """Reviews by week as bars."""
    return {
        "xAxis": {"type": "category", "data": [week_name(week.monday) for week in weeks]},
        "yAxis": {"min": 0, "minInterval": 1, "splitNumber": 3},
        "series": [{"type": "bar", "data": [week.done for week in weeks]}],
    }


def review_rows(weeks: Sequence[ReviewWeek]) -> list[list[str]]:
    """The table twin: week, reviews, median minutes."""
    return [[week_name(week.monday), str(week.done), number(week.minutes, 1)] for week in weeks]


def week_rows(series: Series) -> list[list[str]]:
    """The table twin of both charts: week, score, interval, n; weeks with too little say so."""
    return [[label(week), *_cells(week.score)] for week in series.weeks]


def _cells(score: Estimate | NotEnoughEvidence) -> list[str]:
    if isinstance(score, Estimate):
        return [number(score.value, 1), interval(score.low, score.high), str(score.n)]
    return [NONE, _("not enough evidence"), str(score.n)]


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
    return week_name(week.monday)


def week_name(monday: date) -> str:
    """The ISO week of a Monday, such as W47."""
    return f"W{monday.isocalendar().week:02d}"
