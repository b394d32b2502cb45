"""The two charts of the model card as plain options: what it finds, and if its chances hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

Held = Mapping[str, Any]
DASHED = {"color": "$ink-3", "type": "dashed", "width": 1}
DIAGONAL: Held = {
    "type": "line",
    "data": [[0, 0], [100, 100]],
    "symbol": "none",
    "silent": True,
    "lineStyle": DASHED,
}


def gains_option(card: Held) -> dict[str, Any]:
    """Recall over the share reviewed with its 95 % band, against random order, and the cut."""
    curve = card["figures"]["curve"]
    line = [[_points(share), _points(found["value"])] for share, found in curve]
    band = [[_points(share), _points(f["low"]), _points(f["high"])] for share, f in curve]
    tops = [[_points(t["share"]), _points(t["recall"]["value"])] for t in card["figures"]["tops"]]
    return {
        "xAxis": _axis(gettext("Share of interactions reviewed, highest risk first (%)")),
        "yAxis": _share_axis(),
        "grid": {"bottom": 24},
        "series": [
            {"type": "band", "data": band},
            DIAGONAL,
            *(_drop(x, y) for x, y in tops),
            {"type": "line", "data": line, "symbol": "none", "lineStyle": {"width": 2}},
            {"type": "scatter", "data": tops, "symbolSize": 9, "itemStyle": {"color": "$accent"}},
            _cut_label(card),
        ],
    }


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
        "xAxis": _axis(gettext("Predicted chance of low quality (%)")),
        "yAxis": _share_axis(),
        "grid": {"bottom": 24},
        "series": [DIAGONAL, {"type": "whisker", "data": marks}],
    }


def found_at(card: Held, share: float) -> float:
    """The part of all low ones among the riskiest `share`, on the card's curve (fractions)."""
    curve: Sequence[tuple[float, Held]] = card["figures"]["curve"]
    before = max((point for point in curve if point[0] <= share), key=lambda point: point[0])
    after = min((point for point in curve if point[0] >= share), key=lambda point: point[0])
    y0, y1 = float(before[1]["value"] or 0.0), float(after[1]["value"] or 0.0)
    width = after[0] - before[0]
    return y0 if not width else y0 + (y1 - y0) * (share - before[0]) / width


def cut_in_words(card: Held) -> str:
    """What a look at everything that is flagged finds: "Cut: top 20 % finds 46 %"."""
    share = float(card["cut"]["share"])
    return str(
        gettext(
            "Cut: top %(share)s %% finds %(found)s %%",
            share=round(100 * share),
            found=round(100 * found_at(card, share)),
        )
    )


def _cut_label(card: Held) -> dict[str, Any]:
    label = {
        "show": True,
        "position": "right",
        "formatter": cut_in_words(card),
        "color": "$accent",
        "fontSize": 12,
        "fontWeight": 500,
    }
    at = [_points(float(card["cut"]["share"])), 6]
    return {"type": "scatter", "data": [at], "symbolSize": 0, "silent": True, "label": label}


def _drop(x: float | None, y: float | None) -> dict[str, Any]:
    return {
        "type": "line",
        "data": [[x, 0], [x, y]],
        "symbol": "none",
        "silent": True,
        "lineStyle": {**DASHED, "color": "$accent"},
    }


def _axis(name: str) -> dict[str, Any]:
    return {"type": "value", "min": 0, "max": 100, "name": name}


def _share_axis() -> dict[str, Any]:
    label = {"formatter": "{value} %"}
    return {"type": "value", "min": 0, "max": 100, "interval": 25, "axisLabel": label}


def _points(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)
