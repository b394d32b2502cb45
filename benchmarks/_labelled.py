"""Labelled conversations for measuring redaction: what they are, and how people say numbers."""

from __future__ import annotations

import random
from dataclasses import dataclass

from transcription.redaction.kinds import Kind
from transcription.redaction.turns import TurnText

EACH = 200
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A made conversation, and the kind that must be masked in it until nothing of it is left.

    `secret` are the words or digits of which none may still stand in a row of four.
    """

    group: str
    kind: Kind
    turns: tuple[TurnText, ...]
    secret: tuple[str, ...]
    names: tuple[str, ...] = ()
    """What the record knows of the customer."""


def spoken(digits: str, chance: random.Random) -> str:
    """A number as people say it: digit by digit, with doubles, in pairs, with fillers."""
    style = chance.choice(("digits", "doubles", "pairs", "fillers"))
    said: list[str] = []
    at = 0
    while at < len(digits):
        pair = digits[at : at + 2]
        if style == "doubles" and len(pair) == 2 and pair[0] == pair[1]:
            said.append(f"double {WORDS[int(pair[0])]}")
            at += 2
        elif style == "pairs" and len(pair) == 2 and pair[0] != "0" and chance.random() < 0.5:
            said.append(_pair(pair))
            at += 2
        else:
            said.append("oh" if pair[0] == "0" and chance.random() < 0.5 else WORDS[int(pair[0])])
            at += 1
        if style == "fillers" and at % 4 == 0 and at < len(digits):
            said.append(chance.choice(("uh", "um,", "and then", "okay,")))
    return " ".join(said)


def _pair(pair: str) -> str:
    tens, unit = int(pair[0]), int(pair[1])
    if tens == 1:
        return TEENS[unit]
    return TENS[tens - 2] + (f" {WORDS[unit]}" if unit else "")
