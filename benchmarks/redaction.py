"""Measures how many turns a second redaction reads, with and without something to mask.

Prints a table, or JSON with `--json`. Seconds are processor time. Where QA_DATA_DIR names real
dialogues (folder `satisfaction`), their turns are measured too, and how many were masked.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from transcription.redaction.redacting import redact
from transcription.redaction.turns import TurnText, redact_turns

PLAIN = (
    "Good morning, thank you for calling, how can I help you today?",
    "I ordered a kettle two weeks ago and it still has not arrived.",
    "I am sorry to hear that, let me look into it for you.",
    "It should have been here on the 14th, that is what the email said.",
    "One moment please. I see the parcel left our house on 2026-05-04 at 10:15.",
    "The price was 49.90, and I paid 12.50 more for the fast delivery.",
    "Would you like a refund, or shall I send you another one?",
    "No, thank you, that is everything. Have a good day!",
)
SECRETS = (
    "My card number is 4111 1111 1111 1111, it expires 12/27 and the code is 123.",
    "four one one one, one one one one, one one one one, one one one one",
    "You can write to me at customer@example.com or call 415-555-2671.",
    "My password is Kettle-2026 and the one-time code was 482913.",
    "Please pay it to GB82 WEST 1234 5698 7654 32.",
)
# Repeated to one long turn, each of these tempts a pattern to look back again and again.
TEMPTING = (
    "4", "4 ", "44 ", "4111 ", "4111 1111 1111 1111 ", "5 4 3 2 1 0 9 8 7 6 ", "@", "a@", "a.@",
    "a dot ", "one two three ", "double four ", "415-286-4371 ", "cvv ", "cvv 123 ",
    "security code ", "password ", "password is x, ", "password?", "password for a a ",
    "pin 1 ", "GB82 ", "1-", "(", "[", "[card]", "order 4152864371 ", "2024-05-06 ",
    "ssn 123456 ", "٤", "İ4", " ", "-",
)  # fmt: skip
LONGEST_TURN = 100_000
TURNS = 40_000
TURNS_IN_A_CONVERSATION = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """One set of turns; `seconds` are processor time."""

    name: str
    turns: int
    masks: int
    seconds: float

    @property
    def turns_per_second(self) -> float:
        """How many turns one core reads in a second."""
        return self.turns / self.seconds


def made_turns(share_with_secrets: float, seed: int) -> list[str]:
    """Return made turns, of which about the given share holds something to mask."""
    chance = random.Random(seed)
    return [
        chance.choice(SECRETS if chance.random() < share_with_secrets else PLAIN)
        for _ in range(TURNS)
    ]


def measure_turns(name: str, turns: Sequence[str]) -> Measured:
    """Redact each turn on its own."""
    begin = time.process_time()
    masks = sum(len(redact(turn).masks) for turn in turns)
    return Measured(name, len(turns), masks, time.process_time() - begin)


def measure_conversations(name: str, conversations: Sequence[Sequence[TurnText]]) -> Measured:
    """Redact whole conversations, with what reaches over several turns."""
    begin = time.process_time()
    masks = sum(len(each.masks) for turns in conversations for each in redact_turns(turns))
    seconds = time.process_time() - begin
    return Measured(name, sum(map(len, conversations)), masks, seconds)


def measure_slowest() -> Measured:
    """The one tempting text of the greatest length that takes longest."""
    found = [
        measure_turns(f"longest turn of {piece!r}", [piece * (LONGEST_TURN // len(piece))])
        for piece in TEMPTING
    ]
    return max(found, key=lambda each: each.seconds)


def conversations_of(turns: Sequence[str]) -> list[list[TurnText]]:
    """Cut turns into conversations of two speakers."""
    said = [TurnText(("agent", "customer")[at % 2], text) for at, text in enumerate(turns)]
    size = TURNS_IN_A_CONVERSATION
    return [said[at : at + size] for at in range(0, len(said), size)]


def real_dialogues(folder: Path) -> Iterator[list[TurnText]]:
    """Yield the dialogues of the data folder: speaker, tab, text; a blank line between them."""
    for path in sorted(folder.glob("*.txt")):
        turns: list[TurnText] = []
        for line in path.read_text(encoding="utf-8").split("\n"):
            cells = line.split("\t")
            if len(cells) > 1 and cells[1] != "OVERALL":
                turns.append(TurnText(cells[0], cells[1]))
            elif turns:
                yield turns
                turns = []


def measure() -> list[Measured]:
    """Measure every set that is there."""
    plain, mixed, secret = (made_turns(share, seed=1) for share in (0.0, 0.05, 1.0))
    found = [
        measure_turns("plain turns", plain),
        measure_turns("one turn in 20 with secrets", mixed),
        measure_turns("every turn with secrets", secret),
        measure_conversations("plain conversations", conversations_of(plain)),
        measure_conversations("conversations, one turn in 20", conversations_of(mixed)),
        measure_slowest(),
    ]
    if folder := os.environ.get("QA_DATA_DIR"):
        dialogues = list(real_dialogues(Path(folder) / "satisfaction"))
        if dialogues:
            found.append(measure_conversations("real dialogues", dialogues))
    return found


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    as_json = parser.parse_args().json
    found = measure()
    if as_json:
        rows = [asdict(each) | {"turns_per_second": each.turns_per_second} for each in found]
        json.dump(rows, sys.stdout, indent=2)
        print()
        return 0
    for each in found:
        print(f"{each.name:32} {each.turns:8,} {each.masks:7,} {each.turns_per_second:12,.1f} /s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
