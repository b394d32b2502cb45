"""Count what a transcript got wrong: words, times, and the channel that they came from; pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrong:
    """Word errors against `words` words that were said; each digit of a number is a word."""

    words: int = 0
    changed: int = 0
    missing: int = 0
    extra: int = 0

    @property
    def percent(self) -> float:
        """(changed + missing + extra) / words, the word error rate, in per cent."""
        return 100 * (self.changed + self.missing + self.extra) / max(1, self.words)

    def __add__(self, other: "Wrong") -> "Wrong":
        return Wrong(
            self.words + other.words,
            self.changed + other.changed,
            self.missing + other.missing,
            self.extra + other.extra,
        )


def words(text: str) -> list[str]:
    """Lower-case words without punctuation; numbers of three digits and more digit by digit.

    >>> words("It is 421, not 25.")
    ['it', 'is', '4', '2', '1', 'not', '25']
    """
    found: list[str] = []
    for word in re.findall(r"[a-z']+|\d+", text.lower()):
        found += list(word) if word.isdigit() and len(word) > 2 else [word]
    return found


def compare(said: str, written: str) -> Wrong:
    """The fewest changes that turn the words said into the words written (Levenshtein).

    >>> compare("one two three", "one too")
    Wrong(words=3, changed=1, missing=1, extra=0)
    """
    right, left = words(said), words(written)
    row = [Wrong(extra=at) for at in range(len(left) + 1)]
    for number, word in enumerate(right, start=1):
        above, row = row, [Wrong(missing=number)]
        for at, other in enumerate(left):
            same = above[at] + Wrong(changed=int(word != other))
            row.append(
                min(
                    same,
                    above[at + 1] + Wrong(missing=1),
                    row[at] + Wrong(extra=1),
                    key=_errors,
                )
            )
    return row[-1] + Wrong(words=len(right))


def _errors(wrong: Wrong) -> int:
    return wrong.changed + wrong.missing + wrong.extra


def total(parts: Iterable[Wrong]) -> Wrong:
    """All of them together."""
    return sum(parts, Wrong())


@dataclass(frozen=True, slots=True)
class Piece:
    """Something said on a channel: seconds and text."""

    channel: int
    start: float
    end: float
    text: str


def within(pieces: Sequence[Piece], channel: int, start: float, end: float) -> list[Piece]:
    """The pieces of a channel whose middle lies between two times."""
    return [
        piece
        for piece in pieces
        if piece.channel == channel and start <= (piece.start + piece.end) / 2 <= end
    ]
