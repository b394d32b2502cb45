"""Reads figures back from a stored model card, to compare versions and to show them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scorecards.flagging.drift import Reference
    from scorecards.flagging.metrics import Figures, Interval


def figures_from(card: Mapping[str, Any]) -> Figures:
    """The figures of a card; null stands for NaN, as `ModelCard.as_json` writes it."""
    # Imported here because numpy and scikit-learn take a second, which every page would pay.
    from scorecards.flagging.metrics import Figures, Top

    held = card["figures"]
    return Figures(
        n=held["n"],
        lows=held["lows"],
        base_rate=held["base_rate"],
        auc=_interval(held["auc"]),
        average_precision=_interval(held["average_precision"]),
        brier=_interval(held["brier"]),
        tops=tuple(
            Top(top["share"], _interval(top["recall"]), _interval(top["lift"]))
            for top in held["tops"]
        ),
        curve=tuple((share, _interval(found)) for share, found in held["curve"]),
    )


def reference_from(card: Mapping[str, Any]) -> Reference:
    """What the inputs looked like when the version was trained."""
    # Imported here because numpy and scikit-learn take a second, which every page would pay.
    from scorecards.flagging.drift import Reference

    held = card["drift_reference"]
    return Reference(
        categories=held["categories"],
        edges={name: tuple(edges) for name, edges in held["edges"].items()},
        counts={name: tuple(counts) for name, counts in held["counts"].items()},
        common={side: tuple(words) for side, words in held["common"].items()},
    )


def _interval(held: Mapping[str, float | None]) -> Interval:
    # Imported here because numpy and scikit-learn take a second, which every page would pay.
    from scorecards.flagging.metrics import Interval

    value, low, high = (
        math.nan if held[name] is None else float(held[name] or 0.0)
        for name in ("value", "low", "high")
    )
    return Interval(value, low, high)
