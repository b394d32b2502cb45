"""Finds text that a speech engine repeats in a loop, its commonest invention; pure."""

from collections.abc import Sequence

LONGEST = 12
"""The longest phrase, in words, whose repetition is looked for."""


def without_loops(text: str) -> tuple[str, bool]:
    """The text with each loop said once, and whether there was one.

    A loop is a phrase of two or more words said four times or more in a row, or one word said
    seven times or more: people say "no no no no", nobody says "thank you" five times over.
    """
    words = text.split()
    keys = [word.strip(".,;:!?…\"'").casefold() for word in words]
    kept: list[str] = []
    at = 0
    while at < len(words):
        length, times = _loop_at(keys, at)
        kept.extend(words[at : at + length])
        at += length * times
    return (" ".join(kept), True) if len(kept) < len(words) else (text, False)


def _loop_at(keys: Sequence[str], at: int) -> tuple[int, int]:
    """The length in words and the number of the repetitions that begin here; (1, 1) for none."""
    for length in range(1, min(LONGEST, len(keys) - at) + 1):
        phrase = keys[at : at + length]
        times = 1
        while keys[at + times * length : at + (times + 1) * length] == phrase:
            times += 1
        if times >= (7 if length == 1 else 4):
            return length, times
    return 1, 1
