"""A small made-up centre with skewed scores, to see how often the intervals hold the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from scorecards.sampling.draw import DrawResult
from scorecards.sampling.frame import FrameItem
from scorecards.sampling.weighing import Scored

# Beta(a, b) and the share of fatal answers, which make the score 0.
KINDS = {"good": (14.0, 1.6, 0.01), "usual": (9.0, 1.8, 0.02), "poor": (5.0, 2.2, 0.03)}
CHANNELS = {"phone": 0.5, "chat": 0.35, "email": 0.15}

Truth = Mapping[FrameItem, float]


def truth_of(rng: np.random.Generator, agents: int = 12, size: int = 150) -> Truth:
    """True scores in steps of five, skewed and piled up below 100, lower on the phone."""
    truth: dict[FrameItem, float] = {}
    for number in range(agents):
        a, b, fatal = list(KINDS.values())[number % len(KINDS)]
        for channel, share in CHANNELS.items():
            harder = 1.3 if channel == "phone" else 1.0
            scores = np.round(rng.beta(a, b * harder, round(size * share)) * 20) * 5
            scores[rng.random(len(scores)) < fatal] = 0
            for place, score in enumerate(scores):
                key = f"{number}-{channel}-{place}"
                truth[FrameItem("desk", key, f"a{number:02d}", (channel,))] = float(score)
    return truth


def scored_of(result: DrawResult, truth: Truth) -> list[Scored]:
    """What the random part of the draw would be scored."""
    sizes = {(s.agent, s.stratum): s.size for s in result.strata}
    return [
        Scored(truth[d.item], d.probability, d.stratum, d.agent, sizes[d.agent, d.stratum])
        for d in result.items
        if d.probability is not None
    ]


def true_means(truth: Truth) -> dict[str, float]:
    """The mean over all interactions of each agent, and under "" that of all."""
    values: dict[str, list[float]] = defaultdict(list)
    for item, value in truth.items():
        values[item.agent].append(value)
        values[""].append(value)
    return {agent: float(np.mean(own)) for agent, own in values.items()}
