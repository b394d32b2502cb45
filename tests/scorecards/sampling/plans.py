"""Short ways to write a plan and a frame for the tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scorecards.sampling.frame import FrameItem
from scorecards.sampling.plan_document import PlanDocument, parse_plan


def plan_of(**changes: Any) -> PlanDocument:
    """A weekly plan of five per agent by channel, with the changes."""
    document = {"format": 1, "title": "Weekly", "every": "weekly", "amount": {"per_agent": 5}}
    return parse_plan(json.dumps(document | changes))


def frame_of_counts(agent: str, counts: dict[str, int]) -> list[FrameItem]:
    """An agent's interactions: so many of each channel, named channel-number."""
    return [
        FrameItem("desk", f"{agent}-{channel}-{number:03d}", agent, (channel,))
        for channel, count in counts.items()
        for number in range(count)
    ]


def ids(items: Sequence[Any]) -> list[str]:
    """The external ids of drawn or reserve items, as they come."""
    return [entry.item.external_id for entry in items]
