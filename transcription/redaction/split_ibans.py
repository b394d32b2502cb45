"""Finds account numbers that are dictated over several turns, and where others repeat them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from transcription.redaction import ibans
from transcription.redaction.kinds import Kind
from transcription.redaction.numerals import DIGIT_WORDS
from transcription.redaction.page import Found, Page
from transcription.redaction.spelling import NATO, Spelt, size_of, spelt
from transcription.redaction.split_cards import Whole, parts_over

# A part of an account: a digit, a word for one, two letters said one by one, a bank's capitals.
_PART = re.compile(
    r"\d|\b(?:" + DIGIT_WORDS + r")\b|\b[A-Za-z][ ,.-]{1,3}[A-Za-z]\b|\b(?-i:[A-Z]{4})\b"
    rf"|\b[A-Za-z] (?:as in|for) \w|\b(?:{'|'.join(NATO)})\b",
    re.IGNORECASE,
)
# As of cards: whoever repeats no more than four characters gives nothing away.
_SHOWN = 4


def split_ibans(turns: Sequence[tuple[str, str]]) -> dict[int, list[Found]]:
    """Return, by turn, the parts of accounts that no single turn holds whole.

    `turns` are speakers with their texts. What another repeats of them is masked there too.
    """
    if not ibans.is_worth_spelling(" ".join(text for _, text in turns)):
        return {}
    parts, said = parts_over(turns, _has_part, _is_aside, _over)
    if said:
        _add_echoes(parts, turns, said)
    return parts


def _has_part(text: str) -> bool:
    return _PART.search(text) is not None


def _is_aside(text: str) -> bool:
    """Whether a short turn spells nothing but one character, as in "one moment" and "I see"."""
    return sum(size_of(row) for row in spelt(text)) <= 1


def _over(texts: Sequence[str]) -> Iterator[Whole]:
    """Yield the characters of each account that takes more than one text, and its parts."""
    pages = [Page.of(text) for text in texts]
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    for found in ibans.find(Page("\n".join(page.text for page in pages))):
        first = bisect_right(starts, found.start) - 1
        last = bisect_right(starts, found.end - 1) - 1
        if first == last:
            continue
        inside: list[tuple[int, list[Spelt]]] = []
        for nth in range(first, last + 1):
            begin, end = found.start - starts[nth], found.end - starts[nth]
            inside.append((nth, _pieces(pages[nth].text, begin, end)))
        characters = "".join(piece.readings[0] for _, row in inside for piece in row)
        yield (
            characters,
            [(nth, Found(Kind.IBAN, row[0].start, row[-1].end)) for nth, row in inside if row],
        )


def _pieces(text: str, begin: int, end: int) -> list[Spelt]:
    return [
        piece for row in spelt(text) for piece in row if begin <= piece.start and piece.end <= end
    ]


def _add_echoes(
    parts: dict[int, list[Found]], turns: Sequence[tuple[str, str]], said: set[str]
) -> None:
    for place, (_, text) in enumerate(turns):
        known = parts.get(place, [])
        echoes = [
            Found(Kind.IBAN, row[0].start, row[-1].end)
            for row in spelt(text)
            if size_of(row) > _SHOWN
            and any("".join(piece.readings[0] for piece in row) in whole for whole in said)
            and not any(part.start < row[-1].end and row[0].start < part.end for part in known)
        ]
        if echoes:
            parts[place] = known + echoes
