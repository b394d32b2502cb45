"""A made-up contact centre whose reviewers' true severity is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecards.calibration.rows import Score


@dataclass(frozen=True)
class Centre:
    """Rows, and by name what is true: reviewers' points more than average, agents' own level."""

    rows: list[Score]
    leniency: dict[str, float]
    level: dict[str, float]


def centre(
    seed: int,
    *,
    agents: int = 12,
    reviewers: int = 5,
    evaluations: int = 150,
    questions: int = 6,
    spread: float = 5.0,
    by_strength: bool = False,
) -> Centre:
    """One row an answer. `by_strength` gives each reviewer the agents of about their own rank."""
    rng = np.random.default_rng(seed)
    level = 75 + rng.normal(0, 6, agents)
    level = np.sort(level) if by_strength else level
    lenient, hard = rng.normal(0, spread, reviewers), rng.normal(0, 8, questions)
    rows = []
    for number in range(evaluations):
        agent = int(rng.integers(agents))
        near = round(agent / agents * reviewers + rng.normal(0, 0.8))
        reviewer = int(np.clip(near, 0, reviewers - 1) if by_strength else rng.integers(reviewers))
        usual = float(level[agent] + lenient[reviewer] + rng.normal(0, 6))
        rows += [
            Score(
                f"c{number}", f"a{agent}", f"r{reviewer}", f"q{q}", usual + float(hard[q] + noise)
            )
            for q, noise in enumerate(rng.normal(0, 15, questions))
        ]
    mean = float(hard.mean())
    return Centre(
        rows,
        {f"r{n}": float(one) for n, one in enumerate(lenient)},
        {f"a{n}": float(one) + mean for n, one in enumerate(level)},
    )
