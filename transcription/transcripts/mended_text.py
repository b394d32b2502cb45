"""What a mended text keeps of the words and masks that stood there before; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from transcription.redaction.kinds import PLACEHOLDERS

_SHOWN = frozenset(PLACEHOLDERS.values())


def kept_words(text: str, words: Sequence[Sequence[Any]] | None) -> list[list[Any]] | None:
    """The words with times that still stand in a mended text, in order; None where none does.

    `words` are [start, end, text, confidence]. A word that a person wrote has no time.
    """
    if not words:
        return None
    before = [_key(str(word[2])) for word in words]
    after = [_key(part) for part in _parts(text)]
    blocks = SequenceMatcher(a=before, b=after, autojunk=False).get_matching_blocks()
    kept = [list(words[at]) for block in blocks for at in range(block.a, block.a + block.size)]
    return kept or None


def moved_originals(text: str, originals: Sequence[tuple[int, str]]) -> list[int | None]:
    """Where the placeholder of each masked original stands in a mended text; None where it went.

    `originals` are (old place, placeholder) in order of place. The first of a kind is taken for
    the first of that kind in the new text, and so on: people seldom change masks about.
    """
    seen: Counter[str] = Counter()
    places: list[int | None] = []
    for _, placeholder in sorted(originals):
        places.append(_nth(text, placeholder, seen[placeholder]))
        seen[placeholder] += 1
    return places


def _nth(text: str, placeholder: str, number: int) -> int | None:
    at = -1
    for _ in range(number + 1):
        at = text.find(placeholder, at + 1)
        if at < 0:
            return None
    return at


def _parts(text: str) -> list[str]:
    """The words of a text; a placeholder is one, also where it holds a blank."""
    parts: list[str] = []
    while text:
        hits = [(text.find(each), each) for each in _SHOWN if each in text]
        at, placeholder = min(hits, default=(len(text), ""))
        parts += text[:at].split()
        parts += [placeholder] if placeholder else []
        text = text[at + len(placeholder) :]
    return parts


def _key(word: str) -> str:
    return word if word in _SHOWN else word.strip(".,;:!?…\"'").casefold()
