"""Measures flagging: what it finds and costs on real dialogues, and 100,000 made-up chats.

python benchmarks/flagging.py [--chats 100000] [--labelled 3500] [--seed 7] [--json]

Where QA_DATA_DIR names rated dialogues (folder `satisfaction`), a version is trained on them and
its held-out figures are given; else the same number of made-up dialogues is used, whose figures
say nothing about finding. Then a stream of made-up chats is read and scored, and a thousand of
them get their reasons.
"""

import argparse
import json
import os
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scorecards.flagging.card import figures_of
from scorecards.flagging.cut import cut_for
from scorecards.flagging.estimator import Model, train
from scorecards.flagging.example import Conversation, Label, Line
from scorecards.flagging.metrics import Figures
from scorecards.flagging.reading import Reading
from scorecards.flagging.reasons import Reasons
from scorecards.flagging.storage import pack

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
SENTENCES = (
    "I ordered a kettle two weeks ago and it still has not arrived.",
    "Could you tell me when the parcel number 4711 will be here?",
    "I am sorry to hear that, let me look into it for you.",
    "Unfortunately I cannot see the order in our system.",
    "You will receive a new one within 3 working days.",
    "That is not what I asked, I already told you the number.",
    "Great, thank you, that helps a lot.",
    "The invoice shows an amount that I do not understand.",
    "Is there anything else that I can do for you today?",
    "No, please cancel my contract, I want to speak to your supervisor.",
)
Labelled = list[tuple[Conversation, Label]]


def rated(folder: Path) -> Labelled:
    """The dialogues of a folder of rated text files; low is a most frequent rating below 3.

    Where several ratings are equally frequent, the lowest counts.
    """
    found: Labelled = []
    for path in sorted(folder.glob("*.txt")):
        for k, block in enumerate(path.read_text(encoding="utf-8").split("\n\n")):
            lines = [line.split("\t") for line in block.split("\n") if "\t" in line]
            ratings = [row[3] for row in lines if row[1] == "OVERALL"]
            if not ratings:
                continue
            turns = tuple(
                Line("customer" if row[0] == "USER" else "agent", row[1])
                for row in lines
                if row[1] != "OVERALL"
            )
            chat = _chat(f"{path.stem}-{k}", path.stem, START + timedelta(hours=k), turns)
            found.append((chat, Label(_mode(ratings[0]) < 3)))
    return found


def _mode(ratings: str) -> int:
    counted = Counter(int(r) for r in ratings.split(","))
    return min(r for r, n in counted.items() if n == max(counted.values()))


def _chat(name: str, topic: str, at: datetime, turns: tuple[Line, ...]) -> Conversation:
    return Conversation(name, "one", None, "chat", topic, "en", at, turns)


def made_up(n: int, seed: int) -> Iterator[Conversation]:
    """Chats of 6 to 30 turns, the same every time."""
    rng = random.Random(seed)
    for i in range(n):
        at = START + timedelta(minutes=i)
        turns = tuple(
            Line(
                "customer" if k % 2 else "agent",
                " ".join(rng.choices(SENTENCES, k=rng.randint(1, 2))),
                at=at + timedelta(seconds=30 * k),
            )
            for k in range(rng.randint(6, 30))
        )
        yield Conversation(
            str(i), f"agent {i % 40}", None, "chat", f"topic {i % 5}", "en", at, turns
        )


def _guessed(chats: Iterator[Conversation], seed: int) -> Labelled:
    rng = random.Random(seed)
    return [(c, Label(rng.random() < (0.4 if len(c.turns) > 20 else 0.1))) for c in chats]


def training(labelled: Labelled, seed: int) -> tuple[Model, dict[str, object]]:
    """Train, and say what it took and what the held-out models found."""
    began = time.perf_counter()
    trained = train([c for c, _ in labelled], [label for _, label in labelled], seed)
    seconds = time.perf_counter() - began
    figures = figures_of(trained.tested, seed)
    return trained.model, {
        "labels": len(labelled),
        "low": trained.lows,
        "split": trained.split.sentence,
        "seconds": round(seconds, 1),
        "model_mb": round(len(pack(trained.model).data) / 1e6, 2),
        **_figures(figures),
    }


def _figures(figures: Figures) -> dict[str, object]:
    named = {
        "auc": figures.auc,
        "average_precision": figures.average_precision,
        "brier": figures.brier,
        "lift_10": figures.top(0.10).lift,
        "lift_20": figures.top(0.20).lift,
        "recall_20": figures.top(0.20).recall,
    }
    return {name: [round(v, 3) for v in (i.value, i.low, i.high)] for name, i in named.items()}


def flagging(model: Model, chats: Iterator[Conversation]) -> dict[str, object]:
    """Read and score a stream, cut it at a tenth, and explain its first thousand."""
    began = time.perf_counter()
    chances: list[float] = []
    first: list[Reading] = []
    for reading, chance in model.score(chats):
        chances.append(chance)
        if len(first) < 1000:
            first.append(reading)
    scored = time.perf_counter() - began
    cut = cut_for(chances, len(chances) // 10)
    began = time.perf_counter()
    Reasons(model).explain(first)
    explained = time.perf_counter() - began
    return {
        "chats": len(chances),
        "seconds": round(scored, 1),
        "chats_per_second": round(len(chances) / scored),
        "flagged": sum(map(cut.flags, chances)),
        "ms_per_explanation": round(1000 * explained / len(first), 2),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--labelled", type=int, default=3500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    data = os.environ.get("QA_DATA_DIR")
    real = rated(Path(data) / "satisfaction") if data else []
    labelled = real or _guessed(made_up(given.labelled, 2), 2)
    model, trained = training(labelled[: given.labelled] if not real else labelled, given.seed)
    flagged = flagging(model, made_up(given.chats, 3))
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    result = {"real_dialogues": bool(real), "train": trained, "flag": flagged, "peak_mb": peak}
    if given.json:
        print(json.dumps(result))
        return
    for part, figures in result.items():
        print(part if isinstance(figures, dict) else f"{part}: {figures}")
        if isinstance(figures, dict):
            for name, value in figures.items():
                print(f"  {name}: {value}")


if __name__ == "__main__":
    main()
