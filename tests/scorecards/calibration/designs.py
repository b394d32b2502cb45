"""Small made-up data sets in which agents, reviewers and questions cross unevenly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecards.calibration.equations import Factor, Floats, Ints


@dataclass(frozen=True)
class Design:
    """The rows: points and codes of 9 agents, 4 reviewers and 3 questions."""

    y: Floats
    agent: Ints
    reviewer: Ints
    question: Ints

    def factors(self, *, agents_fixed: bool = False) -> list[Factor]:
        return [
            Factor("agent", self.agent, fixed=agents_fixed),
            Factor("reviewer", self.reviewer),
            Factor("question", self.question),
        ]


def design(seed: int, rows: int = 80) -> Design:
    """At random, but every agent, reviewer and question occurs."""
    rng = np.random.default_rng(seed)
    agent, reviewer, question = (
        np.concatenate([np.arange(size), rng.integers(size, size=rows - size)])
        for size in (9, 4, 3)
    )
    effects = (rng.normal(0, 5, 9)[agent], rng.normal(0, 3, 4)[reviewer])
    y = sum(effects) + rng.normal(0, 4, 3)[question] + rng.normal(0, 8, rows)
    return Design(y, agent, reviewer, question)


def balanced(
    seed: int, agents: int = 12, reviewers: int = 8, times: int = 3, spread: float = 3.0
) -> Design:
    """Every agent judged equally often by every reviewer, on one question."""
    rng = np.random.default_rng(seed)
    agent, reviewer, _ = np.meshgrid(
        np.arange(agents), np.arange(reviewers), np.arange(times), indexing="ij"
    )
    a, r = agent.ravel(), reviewer.ravel()
    y = 70 + rng.normal(0, 5, agents)[a] + rng.normal(0, spread, reviewers)[r]
    return Design(y + rng.normal(0, 6, a.size), a, r, np.zeros(a.size, dtype=np.int64))
