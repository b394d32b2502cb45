"""What the model card shows, worked out from a stored card: charts, tables and short facts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

Held = Mapping[str, Any]

REVIEWED = _("Share reviewed, highest risk first, in percent")
PREDICTED = _("Predicted chance of low quality, in percent")

MEASURED = {
    "repeated": _("The customer says the same in other words"),
    "no_next_step": _("No learned phrase for time, channel or follow-up"),
    "wait": _("Pauses, silence and holds, against what is typical"),
    "late": _("Time to the first answer or to the solution"),
    "repeat_contact": _("The same customer came within seven days before"),
    "escalation": _("Supervisor, complaint, cancel or close to it"),
    "handed_over": _("Imported: transferred or escalated"),
    "reopened": _("Imported: opened again"),
    "overlap": _("Both speak at the same time"),
    "customer_no": _("Turns of the customer that refuse or object"),
    "no_thanks": _("Turns of the customer that agree or thank"),
    "cannot": _("Turns of the agent that say what is not possible"),
    "agent_repeated": _("The agent says the same in other words"),
    "no_greeting": _("No learned phrase of greeting at the start"),
    "questions": _("Share of the customer's turns that ask"),
    "agent_questions": _("Share of the agent's turns that ask"),
    "share": _("The agent's part of all words"),
    "agent_turns": _("Words in a turn of the agent"),
    "customer_turns": _("Words in a turn of the customer"),
    "unanswered": _("Nobody answered the customer's last turn"),
    "exclaims": _("Exclamation marks of the customer"),
    "length": _("Outside the usual length of its channel"),
    "words_customer": _("Words that are said more often where handling was low"),
    "words_agent": _("Words that are said more often where handling was low"),
    "channel": _("Imported channel"),
    "topic": _("Imported topic"),
}


@dataclass(frozen=True)
class GroupRow:
    """One row of the group table, shares in percent; `first` begins a new kind of group."""

    kind: str
    name: str
    n: int
    value: float
    low: float
    high: float
    low_when_reviewed: float | None
    look: bool
    first: bool


def gains_option(card: Held) -> dict[str, Any]:
    """Recall over the share reviewed, with its 95 % band, against random order."""
    curve = card["figures"]["curve"]
    line = [[_points(share), _points(found["value"])] for share, found in curve]
    band = [[_points(share), _points(f["low"]), _points(f["high"])] for share, f in curve]
    tops = [[_points(t["share"]), _points(t["recall"]["value"])] for t in card["figures"]["tops"]]
    return {
        "xAxis": {"type": "value", "min": 0, "max": 100, "name": str(REVIEWED)},
        "yAxis": {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value} %"}},
        "grid": {"bottom": 24},
        "series": [
            {"type": "band", "data": band},
            {"type": "line", "data": [[0, 0], [100, 100]], "symbol": "none", "silent": True,
             "lineStyle": {"color": "$ink-3", "type": "dashed", "width": 1}},
            {"type": "line", "data": line, "symbol": "none", "lineStyle": {"width": 2}},
            {"type": "scatter", "data": tops, "symbolSize": 9, "itemStyle": {"color": "$accent"}},
        ],
    }  # fmt: skip


def calibration_option(card: Held) -> dict[str, Any]:
    """Predicted chance against the share found low, with intervals, and the diagonal."""
    marks = [
        [
            _points(one["predicted"]),
            *(_points(one["observed"][k]) for k in ("value", "low", "high")),
        ]
        for one in card["calibration"]
    ]
    return {
        "xAxis": {"type": "value", "min": 0, "max": 100, "name": str(PREDICTED)},
        "yAxis": {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value} %"}},
        "grid": {"bottom": 24},
        "series": [
            {"type": "line", "data": [[0, 0], [100, 100]], "symbol": "none", "silent": True,
             "lineStyle": {"color": "$ink-3", "type": "dashed", "width": 1}},
            {"type": "whisker", "data": marks},
        ],
    }  # fmt: skip


def lift_rows(card: Held) -> list[tuple[object, ...]]:
    """Share reviewed, share of the low ones found, lift, each with its interval, as fractions."""
    return [
        (
            top["share"],
            *(top["recall"][name] for name in ("value", "low", "high")),
            *(top["lift"][name] for name in ("value", "low", "high")),
        )
        for top in card["figures"]["tops"]
    ]


def calibration_rows(card: Held) -> list[tuple[object, ...]]:
    """Number, predicted chance, share found low and its interval, per bin, as fractions."""
    return [
        (one["n"], one["predicted"], *(one["observed"][k] for k in ("value", "low", "high")))
        for one in card["calibration"]
    ]


def meets(one: Held) -> bool:
    """Whether a calibration bin's interval holds the predicted chance."""
    return bool(one["observed"]["low"] <= one["predicted"] <= one["observed"]["high"])


def group_rows(card: Held) -> list[GroupRow]:
    """Flag rates of the groups that are compared, in percent."""
    rows: list[GroupRow] = []
    for one in card["groups"]:
        kind, _colon, name = one["group"].partition(": ")
        reviewed = one["low_when_reviewed"]
        rows.append(
            GroupRow(
                kind=kind,
                name=name,
                n=one["n"],
                value=100 * one["flagged"]["value"],
                low=100 * one["flagged"]["low"],
                high=100 * one["flagged"]["high"],
                low_when_reviewed=reviewed and reviewed["value"],
                look=one["look"],
                first=bool(rows) and rows[-1].kind != kind,
            )
        )
    return rows


def axis_end(rows: Sequence[GroupRow]) -> int:
    """The end of the axis of flag rates: a multiple of 20 that holds every interval."""
    return max(20, 20 * math.ceil(max((row.high for row in rows), default=0.0) / 20))


def flagged_share(card: Held) -> float | None:
    """The flag rate of all tested interactions in percent, weighted over one kind of group."""
    kinds: dict[str, list[GroupRow]] = {}
    for row in group_rows(card):
        kinds.setdefault(row.kind, []).append(row)
    if not kinds:
        return None
    rows = next(iter(kinds.values()))
    return sum(row.value * row.n for row in rows) / sum(row.n for row in rows)


def moment(text: str) -> datetime:
    """A time of the card."""
    return datetime.fromisoformat(text)


def _points(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
