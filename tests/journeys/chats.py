"""Chats with what three raters said of them: made here, or of real rated dialogues, as files."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.factories.flagging import GOOD, MORE, POOR, SINCE, THINGS

AGENTS = 20
SOURCE = "journey"
SCORECARD = "Chats, short"
PASS_PERCENT = 50
Said = tuple[str, str]


@dataclass(frozen=True)
class Chat:
    """A chat as speakers and texts, with the ratings (1 to 5) that people gave it."""

    name: str
    topic: str
    at: datetime
    agent: int
    said: tuple[Said, ...]
    ratings: tuple[int, ...]

    @property
    def is_low(self) -> bool:
        """Whether the first rater's verdict, which becomes the label, is under the pass mark."""
        return percent_of(self.ratings[0]) < PASS_PERCENT


def percent_of(rating: int) -> int:
    """A rating of 1 to 5 as 0 to 100 per cent."""
    return 25 * (rating - 1)


def made(count: int, seed: int = 5) -> list[Chat]:
    """Chats of a small shop, one in three handled badly; one rating in ten is another's view."""
    draw = random.Random(seed)
    chats = []
    for number in range(count):
        poor = draw.random() < 1 / 3
        texts = [(speaker.value, text) for speaker, text in (POOR if poor else GOOD)]
        thing, more = draw.choice(THINGS), draw.choice(MORE)
        said = tuple(
            (who, text.format(thing=thing) + more * (who == "customer")) for who, text in texts
        )
        ratings = tuple(
            draw.choice((1, 2) if poor != (draw.random() < 0.1) else (3, 4, 5)) for _ in range(3)
        )
        at = SINCE + timedelta(minutes=47 * number)
        chats.append(Chat(f"made-{number}", "damage", at, draw.randrange(AGENTS), said, ratings))
    return chats


def rated(folder: Path, each: int = 1) -> list[Chat]:
    """Every `each`th dialogue of a folder of rated texts, the domain as its topic."""
    return list(_rated(folder))[::each]


def _rated(folder: Path) -> Iterator[Chat]:
    draw, number = random.Random(11), 0
    for path in sorted(folder.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            rows = [line.split("\t") for line in block.split("\n") if "\t" in line]
            whole = [row[3] for row in rows if row[1] == "OVERALL"]
            if not whole:
                continue
            said = tuple(
                ("customer" if row[0] == "USER" else "agent", row[1])
                for row in rows
                if row[1] != "OVERALL"
            )
            number += 1
            ratings = tuple(int(rating) for rating in whole[0].split(","))
            at = SINCE + timedelta(minutes=13 * number)
            yield Chat(
                f"{path.stem}-{number}", path.stem, at, draw.randrange(AGENTS), said, ratings
            )


def interchange(chats: Iterable[Chat]) -> str:
    """The chats as JSON lines."""
    return "".join(
        json.dumps(
            {
                "format": 1,
                "source": SOURCE,
                "external_id": chat.name,
                "channel": "chat",
                "topic": chat.topic,
                "language": "en",
                "started_at": chat.at.isoformat(),
                "agent": {"id": f"agent-{chat.agent}", "team": f"Team {chat.agent % 3}"},
                "turns": [
                    {
                        "speaker": speaker,
                        "text": text,
                        "at": (chat.at + timedelta(seconds=25 * place)).isoformat(),
                    }
                    for place, (speaker, text) in enumerate(chat.said)
                ],
            }
        )
        + "\n"
        for chat in chats
    )


HEAD = (
    "source",
    "external_id",
    "scorecard",
    "reviewer",
    "submitted_at",
    "overall_percent",
    "pool",
    "inclusion_probability",
)


def write_evaluations(
    path: Path, chats: Iterable[Chat], raters: int = 3, drawn: float | None = None
) -> int:
    """One past evaluation per chat and rater as a CSV of totals; gives how many rows.

    `drawn` is the probability with which each chat was drawn at random; None: chosen by hand.
    """
    rows = [
        [
            SOURCE,
            chat.name,
            SCORECARD,
            f"rater-{place + 1}@example.org",
            (chat.at + timedelta(days=1, minutes=place)).isoformat(),
            percent_of(rating),
            *(("random", drawn) if drawn else ("", "")),
        ]
        for chat in chats
        for place, rating in enumerate(chat.ratings[:raters])
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return len(rows)


def scorecard() -> dict[str, object]:
    """A scorecard of two questions whose pass mark parts the ratings 1 and 2 from the others."""
    return {
        "format": 1,
        "title": SCORECARD,
        "channel": "chat",
        "pass_percent": PASS_PERCENT,
        "sections": [
            {
                "key": "help",
                "title": "Help",
                "questions": [
                    {
                        "key": "solved",
                        "text": "Was the customer's request solved?",
                        "guidance": "5: solved; 1: the customer leaves as they came.",
                        "type": "scale",
                        "weight": 30,
                        "scale": {"min": 1, "max": 5},
                    },
                    {
                        "key": "kind",
                        "text": "Did the agent take the customer seriously?",
                        "guidance": "No: the request is brushed aside.",
                        "type": "yes_no",
                        "weight": 10,
                    },
                ],
            }
        ],
    }
