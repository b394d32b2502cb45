"""A conversation as the rules look at it: whose turns, when, their words, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from transcription.redaction.kinds import PLACEHOLDERS

Who = Literal["agent", "customer", "other", "unknown"]
# Personal data that was masked is one word that no phrase has.
_TOKEN = re.compile("|".join([*map(re.escape, PLACEHOLDERS.values()), r"\w+(?:['’]\w+)*"]))


@dataclass(frozen=True, slots=True)
class Word:
    """A word without case and punctuation, where it stands, and whether the engine was unsure."""

    text: str
    start: int
    end: int
    doubtful: bool = False


@dataclass(frozen=True)
class Said:
    """One turn; `start` and `end` are seconds since the conversation began, where they are known.

    `doubts` are the stretches of characters that the engine was unsure of.
    """

    id: int
    position: int
    who: Who
    text: str
    start: float | None = None
    end: float | None = None
    doubts: tuple[tuple[int, int], ...] = ()

    @cached_property
    def folded(self) -> str:
        """The text as its words are compared, in one piece."""
        return self.text.casefold().replace("’", "'")

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in order."""
        return tuple(words_of(self.text, self.doubts))


@dataclass(frozen=True)
class Conversation:
    """The turns in order; of a very long one the first and the last, with `unread` in between.

    The unread ones follow the first `head` turns.
    """

    turns: tuple[Said, ...]
    unread: int = 0
    head: int = 0


def words_of(text: str, doubts: Sequence[tuple[int, int]] = ()) -> list[Word]:
    """The words of a text as they are compared: lower case, one kind of apostrophe."""
    return [
        Word(
            found[0].casefold().replace("’", "'"),
            found.start(),
            found.end(),
            any(start < found.end() and found.start() < end for start, end in doubts),
        )
        for found in _TOKEN.finditer(text)
    ]
