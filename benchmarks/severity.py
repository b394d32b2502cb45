"""Measures how often true severity lies in its 95 % interval, and how long the model takes.

python -m benchmarks.severity [--simulations 200] [--json]

Four made-up centres of 3,000 answers (150 reviews, 20 questions) whose reviewers' true severity is
known: agents given at random; agents given to reviewers by strength, which a naive model takes for
severity; answers of yes or no only; hardly any difference between reviewers. Exit status 1 if the
interval holds the truth in fewer than 91 or, where reviewers do differ, more than 99 of 100.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass

import numpy as np

from scorecards.calibration.rows import Score
from scorecards.calibration.severity import severity
from scorecards.calibration.strictness import Adjusted, Severity, Strictness

QUESTIONS = 20


@dataclass(frozen=True)
class Kind:
    """A centre: its size, how much reviewers differ, who reviews whom, and which answers there are.

    `spread` is the standard deviation among reviewers, in points.
    """

    agents: int = 30
    reviewers: int = 8
    reviews: int = 150
    spread: float = 3.0
    by_strength: bool = False
    yes_no: bool = False


KINDS = {
    "at_random": Kind(),
    "by_strength": Kind(by_strength=True),
    "yes_no": Kind(yes_no=True),
    "hardly_any": Kind(spread=0.5),
}


@dataclass(frozen=True)
class Truth:
    """What a fitted model ought to find: by name, reviewers' leniency and agents' own level."""

    rows: list[Score]
    leniency: dict[str, float]
    level: dict[str, float]


def simulate(kind: Kind, seed: int) -> Truth:
    """One centre; 1 in 20 interactions is reviewed twice."""
    rng = np.random.default_rng(seed)
    level = 70 + rng.normal(0, 6, kind.agents)
    level = np.sort(level) if kind.by_strength else level
    lenient, hard = rng.normal(0, kind.spread, kind.reviewers), rng.normal(0, 8, QUESTIONS)
    rows: list[Score] = []
    for number in range(kind.reviews):
        agent = int(rng.integers(kind.agents))
        first = int(rng.integers(kind.reviewers))
        if kind.by_strength:
            near = round(agent / kind.agents * kind.reviewers + rng.normal())
            first = int(np.clip(near, 0, kind.reviewers - 1))
        other = int(first + rng.integers(1, kind.reviewers)) % kind.reviewers
        usual = level[agent] + rng.normal(0, 8)
        for reviewer in (first, other) if rng.random() < 0.05 else (first,):
            points = usual + lenient[reviewer] + hard
            answers = (
                100.0 * (rng.random(QUESTIONS) < points / 100)
                if kind.yes_no
                else points + rng.normal(0, 20, QUESTIONS)
            )
            rows += [
                Score(f"c{number}", f"a{agent}", f"r{reviewer}", f"q{q}", float(answer))
                for q, answer in enumerate(answers)
            ]
    return Truth(
        rows,
        {f"r{n}": float(one) for n, one in enumerate(lenient)},
        {f"a{n}": float(one + hard.mean()) for n, one in enumerate(level)},
    )


def hits(truth: Truth, found: Severity) -> tuple[list[bool], list[bool], list[float]]:
    """Of each reviewer and each agent: is the truth in the interval; and reviewers' widths."""
    reviewers, agents, widths = [], [], []
    for place, group in enumerate(found.groups):
        mean = float(np.mean([truth.leniency[name] for name in group]))
        for name in group:
            one = found.reviewers[name]
            if isinstance(one, Strictness):
                reviewers.append(one.low <= mean - truth.leniency[name] <= one.high)
                widths.append(one.high - one.low)
        for name, agent in found.agents.items():
            if isinstance(agent, Adjusted) and agent.group == place:
                own = agent.adjusted
                agents.append(own.low <= truth.level[name] + mean <= own.high)
    return reviewers, agents, widths


def coverage(kind: Kind, simulations: int) -> dict[str, float]:
    """How often the truth lay in the interval, in per cent, over all simulations."""
    reviewers: list[bool] = []
    agents: list[bool] = []
    widths: list[float] = []
    refused = 0
    for seed in range(simulations):
        truth = simulate(kind, seed)
        found = severity(truth.rows)
        if isinstance(found, Severity):
            for_reviewers, for_agents, wide = hits(truth, found)
            reviewers += for_reviewers
            agents += for_agents
            widths += wide
        else:
            refused += 1
    return {
        "reviewers_held_percent": round(100 * float(np.mean(reviewers)), 1),
        "agents_held_percent": round(100 * float(np.mean(agents)), 1),
        "width_points": round(float(np.mean(widths)), 1),
        "refused": refused,
    }


def seconds(kind: Kind) -> dict[str, float]:
    """Wall and processor time of one fit, the rows already there."""
    rows = simulate(kind, 1).rows
    wall, cpu = time.perf_counter(), time.process_time()
    found = severity(rows)
    assert isinstance(found, Severity)
    return {
        "rows": len(rows),
        "wall_s": round(time.perf_counter() - wall, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "steps": found.fit.steps,
    }


def main() -> int:
    """Prints coverage and times; 1 when an interval does not hold what it promises."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures = {name: coverage(kind, args.simulations) for name, kind in KINDS.items()}
    figures["small"] = seconds(KINDS["at_random"])
    figures["large"] = seconds(Kind(agents=400, reviewers=40, reviews=4_760))
    if args.json:
        print(json.dumps(figures))
    else:
        for name, part in figures.items():
            print(name, ", ".join(f"{key} {value}" for key, value in part.items()))
    held = {name: figures[name]["reviewers_held_percent"] for name in KINDS}
    good = all(share >= 91 for share in held.values()) and all(
        share <= 99 for name, share in held.items() if name != "hardly_any"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
