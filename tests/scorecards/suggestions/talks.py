"""Short conversations and rules for tests, and a plain second reading of phrases."""

from __future__ import annotations

import re
from typing import Any

from scorecards.design.document import parse_part
from scorecards.design.suggestion import Suggestion
from scorecards.suggestions.conversation import Conversation, Said, Who

NAMES: dict[str, Who] = {"A": "agent", "C": "customer", "B": "other", "?": "unknown"}


def talk(*lines: str, seconds: float | None = None, unread: int = 0, head: int = 0) -> Conversation:
    """Turns written `A: hello`; each begins `seconds` after the one before it."""
    turns = []
    for place, line in enumerate(lines):
        who, _, text = line.partition(": ")
        start = None if seconds is None else place * seconds
        turns.append(Said(place + 1, place, NAMES[who], text, start, start))
    return Conversation(tuple(turns), unread, head)


def rules(*found: dict[str, Any], holds: str = "all") -> Suggestion:
    """A suggestion of yes and no with these rules."""
    data = {"holds": holds, "rules": list(found), "met": "yes", "not_met": "no"}
    return parse_part(Suggestion, data)


def phrase(*phrases: str, by: str = "agent", **more: Any) -> dict[str, Any]:
    """A rule that one of the phrases is said."""
    return {"kind": "phrase", "phrases": list(phrases), "by": by, **more}


def said_plainly(text: str, phrases: list[str]) -> bool:
    """Whether a phrase stands in a text, read another way: letters between single spaces."""
    return any(f" {_spaced(one)} " in f" {_spaced(text)} " for one in phrases)


def _spaced(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
