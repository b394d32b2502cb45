"""Makes a draw's frame: which interactions could be drawn, what was left out, and why."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from scorecards.sampling.plan_document import PlanDocument, What

Key = tuple[str, str]
"""What names an interaction everywhere: (source, external id)."""


@dataclass(frozen=True, slots=True)
class FrameItem:
    """One interaction that can be drawn; `strata` holds its value for each of the plan's strata."""

    source: str
    external_id: str
    agent: str
    strata: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.source, self.external_id


@dataclass(frozen=True, slots=True)
class Candidate:
    """One interaction of the period, before it is known whether the plan covers it.

    `withheld` is the caller's reason why it can't be reviewed at all, such as "no_transcript" or
    "quarantined". That an interaction was drawn before is no such reason: leaving out what risk
    chose earlier would bend the frame.
    """

    source: str
    external_id: str
    agent: str
    channel: str
    started_on: date
    team: str | None = None
    topic: str | None = None
    direction: str | None = None
    language: str | None = None
    duration_s: float | None = None
    withheld: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The interactions that can be drawn, and how many were left out for each reason."""

    items: tuple[FrameItem, ...]
    left_out: Mapping[str, int]


def frame_of(candidates: Iterable[Candidate], plan: PlanDocument) -> Frame:
    """Sorts the candidates into the frame and the left out; the first reason in order counts.

    Reasons in order: "other_agent", "other_channel", "other_topic", "other_direction",
    "direction_unknown", "duration_unknown", "too_short", "too_long", then the candidate's own
    `withheld`.
    """
    items: list[FrameItem] = []
    left_out: Counter[str] = Counter()
    for candidate in candidates:
        reason = _reason_against(candidate, plan)
        if reason is None:
            items.append(_item(candidate, plan))
        else:
            left_out[reason] += 1
    return Frame(tuple(items), dict(sorted(left_out.items())))


def ordered(items: Iterable[FrameItem]) -> list[FrameItem]:
    """The items by (source, external id), in code point order so that every database agrees.

    Raises ValueError when two items have the same key.
    """
    result = sorted(items, key=lambda item: item.key)
    for first, second in pairwise(result):
        if first.key == second.key:
            raise ValueError(f"The frame holds {first.source} {first.external_id} twice.")
    return result


def digest(items: Sequence[FrameItem]) -> str:
    """SHA-256, in hex, of the ordered frame: one JSON line [source, external_id, agent, *strata]
    for each item. Agent and strata belong to it, for the draw depends on them too."""
    sha = hashlib.sha256()
    for item in items:
        line = [item.source, item.external_id, item.agent, *item.strata]
        sha.update(json.dumps(line, ensure_ascii=True).encode() + b"\n")
    return sha.hexdigest()


def _reason_against(candidate: Candidate, plan: PlanDocument) -> str | None:
    who, what = plan.who, plan.what
    if (who.teams or who.agents) and not (
        candidate.team in who.teams or candidate.agent in who.agents
    ):
        return "other_agent"
    if what.channels and candidate.channel not in what.channels:
        return "other_channel"
    if what.topics and candidate.topic not in what.topics:
        return "other_topic"
    if what.directions and candidate.direction not in what.directions:
        return "other_direction" if candidate.direction else "direction_unknown"
    return _reason_of_duration(candidate.duration_s, what) or candidate.withheld


def _reason_of_duration(seconds: float | None, what: What) -> str | None:
    limits = what.duration_s
    if limits is None:
        return None
    if seconds is None:
        return "duration_unknown"
    if limits.min is not None and seconds < limits.min:
        return "too_short"
    if limits.max is not None and seconds > limits.max:
        return "too_long"
    return None


def _item(candidate: Candidate, plan: PlanDocument) -> FrameItem:
    year, week, _ = candidate.started_on.isocalendar()
    values = {
        "channel": candidate.channel,
        "topic": candidate.topic or "",
        "direction": candidate.direction or "",
        "language": candidate.language or "",
        "week": f"{year}-W{week:02d}",
    }
    return FrameItem(
        candidate.source,
        candidate.external_id,
        candidate.agent,
        tuple(values[key] for key in plan.strata),
    )
