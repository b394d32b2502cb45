"""Writes what the model of severity says as JSON data, and reads it back. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from scorecards.calibration.strictness import (
    NotEstimable,
    Severity,
    Strictness,
)


@dataclass(frozen=True, slots=True)
class Component:
    """How much of what makes scores differ one part makes out: a share of 1."""

    name: str
    variance: float
    share: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A fit as it was kept: reviewers by id; `groups` are ids who can be compared."""

    reviewers: Mapping[int, Strictness | NotEstimable]
    components: tuple[Component, ...]
    spread: tuple[float, float, float]
    groups: tuple[tuple[int, ...], ...]


def kept(found: Severity) -> dict[str, Any]:
    """As JSON data; names must be ids in text."""
    return {
        "reviewers": {name: asdict(one) for name, one in found.reviewers.items()},
        "variances": {
            name: value for name, value in found.fit.variances.items() if math.isfinite(value)
        },
        "spread": list(found.spread),
        "groups": [list(group) for group in found.groups],
    }


def read(data: Mapping[str, Any]) -> Kept:
    """Reads what `kept` wrote."""
    return Kept(
        {int(name): _strictness(one) for name, one in data["reviewers"].items()},
        components(data["variances"]),
        tuple(data["spread"]),
        tuple(tuple(int(name) for name in group) for group in data["groups"]),
    )


def components(variances: Mapping[str, float]) -> tuple[Component, ...]:
    """The parts with their shares, the largest first; none where nothing varies."""
    whole = sum(variances.values())
    if whole <= 0:
        return ()
    found = [Component(name, value, value / whole) for name, value in variances.items()]
    return tuple(sorted(found, key=lambda one: (-one.share, one.name)))


def _strictness(data: Mapping[str, Any]) -> Strictness | NotEstimable:
    return NotEstimable(**data) if "why" in data else Strictness(**data)
