"""Finds phrases in a turn: whole words, without regard to case, punctuation and unsure words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scorecards.suggestions.conversation import Said, Word, words_of


@dataclass(frozen=True)
class Hit:
    """A stretch of a turn that is a phrase; not `certain` where it needs an unsure word."""

    turn: int
    start: int
    end: int
    certain: bool


def find(said: Said, phrases: Sequence[str]) -> Hit | None:
    """The first certain place of any phrase in a turn, else the first possible one.

    A word that the engine was unsure of may be any one word, so a phrase can only be possible
    there.
    """
    possible: Hit | None = None
    for phrase in phrases:
        wanted = _wanted(phrase)
        # Most turns lack a word of the phrase; they need not be taken apart.
        if not said.doubts and not all(text in said.folded for text in wanted):
            continue
        for hit in _places(said, wanted):
            if hit.certain:
                return hit
            possible = possible or hit
    return possible


@lru_cache(maxsize=1_000)
def _wanted(phrase: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(phrase))


def _places(said: Said, wanted: Sequence[str]) -> list[Hit]:
    words, length = said.words, len(wanted)
    if not length:
        return []
    found = []
    for at in range(len(words) - length + 1):
        part = words[at : at + length]
        if all(_may_be(word, text) for word, text in zip(part, wanted, strict=True)):
            certain = not any(word.doubtful for word in part)
            found.append(Hit(said.id, part[0].start, part[-1].end, certain))
    return found


def _may_be(word: Word, text: str) -> bool:
    return word.doubtful or word.text == text


def places(said: Said, phrases: Sequence[str]) -> list[Hit]:
    """Every certain place of the phrases in a turn, in order; of overlapping ones all."""
    found: dict[tuple[int, int], Hit] = {}
    for phrase in phrases:
        wanted = _wanted(phrase)
        if all(text in said.folded for text in wanted):
            found |= {(hit.start, hit.end): hit for hit in _places(said, wanted) if hit.certain}
    return [found[key] for key in sorted(found)]
