"""Gives the detectors one turn to read, with what was said just before it."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from transcription.redaction.cues import Cues
from transcription.redaction.kinds import PLACEHOLDERS, Kind
from transcription.redaction.numerals import DIGIT_WORDS, Run, runs

_PLACEHOLDER = re.compile("|".join(re.escape(words) for words in PLACEHOLDERS.values()))
_CARD = re.compile(re.escape(PLACEHOLDERS[Kind.CARD]))
_OPAQUE = "\0"

# Searched in lower case and without word borders: that lets the pattern skip by first letter.
_WORTH_READING = re.compile(
    rf"[\d@]|(?:{DIGIT_WORDS})\W{{1,6}}(?:{DIGIT_WORDS}|\d)|pass|kennwort|wachtwoord|pin\b|pwd"
    r"| dot |i live (?:at|on|in)|address is"
)
_ASKED = re.compile(r"\bpass ?(?:word|code|phrase)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a page that a detector wants masked."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True)
class Page:
    """A text to read: what was said before, a line break, and the turn itself from `begin` on.

    Placeholders are replaced by as many opaque characters, so that no detector reads into them.
    """

    text: str
    begin: int = 0
    names: tuple[str, ...] = ()
    card_ends: tuple[int, ...] = ()
    """Where the placeholders of cards end: what follows may belong to the card."""

    @classmethod
    def of(cls, turn: str, before: str = "", names: tuple[str, ...] = ()) -> "Page":
        """Return the page of a turn."""
        head = f"{before}\n" if before else ""
        whole = head + turn
        cards = tuple(match.end() for match in _CARD.finditer(whole))
        return cls(_hide_placeholders(whole), len(head), names, cards)

    def mentions(self, *parts: str) -> bool:
        """Whether any of these lower-case parts of words is on the page: a cheap first look."""
        return any(part in self._lower for part in parts)

    @cached_property
    def _lower(self) -> str:
        return self.text.lower()

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The runs of digits of the turn itself."""
        return tuple(runs(self.text, self.begin))

    @cached_property
    def cues(self) -> Cues:
        """The words that name numbers, also those of what was said before."""
        return Cues.read(self.text)

    def after(self, cue_end: int, reach: int) -> Iterator[Run]:
        """Yield the runs of digits that begin within `reach` characters after a cue."""
        for place in range(bisect_left(self._run_starts, cue_end), len(self.runs)):
            run = self.runs[place]
            if run.start > cue_end + reach:
                return
            yield run

    @cached_property
    def _run_starts(self) -> list[int]:
        return [run.start for run in self.runs]


Detector = Callable[[Page], Iterator[Found]]


def is_worth_reading(turn: str, before: str) -> bool:
    """Tell cheaply whether any detector could find something: most turns stop here."""
    return _WORTH_READING.search(turn.lower()) is not None or (
        bool(before) and _ASKED.search(before) is not None
    )


def _hide_placeholders(text: str) -> str:
    if "[" not in text:
        return text
    return _PLACEHOLDER.sub(lambda match: _OPAQUE * len(match.group()), text)
