"""Times a weekly draw: 200 agents, 100,000 interactions, with strata and a part by risk.

python benchmarks/draw.py [--agents 200] [--interactions 100000] [--rounds 5] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time

from scorecards.sampling.draw import draw
from scorecards.sampling.frame import FrameItem, Key
from scorecards.sampling.plan_document import parse_plan

PLAN = parse_plan(
    '{"format": 1, "title": "Benchmark", "every": "weekly", "amount": {"per_agent": 10},'
    ' "strata": ["channel", "topic"], "risk_share": 0.5}'
)
CHANNELS = ("phone", "phone", "chat", "email", "social")
TOPICS = ("question", "billing", "order", "complaint", "feedback")


def frame_of(agents: int, interactions: int) -> list[FrameItem]:
    """A made-up frame, the same every time."""
    rng = random.Random(1)
    return [
        FrameItem(
            "desk",
            f"i{number:08d}",
            f"agent{rng.randrange(agents):04d}",
            (rng.choice(CHANNELS), rng.choice(TOPICS)),
        )
        for number in range(interactions)
    ]


def seconds(frame: list[FrameItem], risk: dict[Key, float] | None, rounds: int) -> list[float]:
    """How long each of the draws took."""
    taken = []
    for seed in range(rounds):
        start = time.perf_counter()
        draw(frame, plan=PLAN, seed=seed, risk=risk)
        taken.append(time.perf_counter() - start)
    return taken


def main() -> None:
    """Times draws with and without risk, and prints the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--interactions", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    frame = frame_of(args.agents, args.interactions)
    rng = random.Random(2)
    risk = {item.key: rng.random() for item in frame}
    figures = {
        "agents": args.agents,
        "interactions": args.interactions,
        "random_s": round(statistics.median(seconds(frame, None, args.rounds)), 3),
        "with_risk_s": round(statistics.median(seconds(frame, risk, args.rounds)), 3),
    }
    if args.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name}: {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
