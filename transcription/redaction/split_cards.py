"""Finds card numbers that reach over several turns of a speaker, and where others repeat them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from transcription.redaction import cards
from transcription.redaction.kinds import Kind
from transcription.redaction.numerals import DIGIT_WORDS, digits_of
from transcription.redaction.page import Found, Page

Whole = tuple[str, list[tuple[int, Found]]]
"""Characters that several texts hold together, and the part in each by its place among them."""

# Digits and digit words without borders: a rough, quick look. The letter o alone is left out,
# since it is in every other word; so five of a card's digits may be missing from the count.
_DIGITS = re.compile("|".join((r"\d", *(word for word in DIGIT_WORDS.split("|") if len(word) > 1))))
_WORTH = cards.SHORTEST - 5
# A number goes on from one turn to the next only if it stands this near to their edges.
_EDGE = 40
# A turn without digits up to this length, such as "hold on", does not end a number.
_ASIDE = 60
# The last four digits of a card may be shown (PCI DSS 3.4.1).
_SHOWN = 4


def split_cards(turns: Sequence[tuple[str, str]]) -> dict[int, list[Found]]:
    """Return, by turn, the parts of card numbers that no single turn holds whole.

    `turns` are speakers with their texts. A part that the other speaker repeats is masked there
    too, if it is longer than the four digits that may be shown of a card.
    """
    parts, said = parts_over(turns, _has_digits, _is_aside, _cards_over)
    if said:
        _add_echoes(parts, turns, said)
    return parts


def parts_over(
    turns: Sequence[tuple[str, str]],
    says_some: Callable[[str], bool],
    is_aside: Callable[[str], bool],
    over: Callable[[Sequence[str]], Iterable[Whole]],
) -> tuple[dict[int, list[Found]], set[str]]:
    """What `over` finds in each speaker's chains of turns: its parts by turn, and its characters.

    `over` reads the texts of a chain and gives each whole with the parts by their place in it.
    """
    parts: dict[int, list[Found]] = {}
    said: set[str] = set()
    for speaker in dict.fromkeys(speaker for speaker, _ in turns):
        for chain in chains(turns, speaker, says_some, is_aside):
            for characters, places in over([turns[place][1] for place in chain]):
                said.add(characters)
                for nth, found in places:
                    parts.setdefault(chain[nth], []).append(found)
    return parts, said


def chains(
    turns: Sequence[tuple[str, str]],
    speaker: str,
    says_some: Callable[[str], bool],
    is_aside: Callable[[str], bool],
) -> Iterator[list[int]]:
    """Yield a speaker's turns over which a number may go on; a short aside ends no number.

    `says_some` tells whether the edge of a turn holds a part of such a number, `is_aside` whether
    a short turn holds none at all.
    """
    chain: list[int] = []
    goes_on = False
    for place, (who, text) in enumerate(turns):
        if who != speaker:
            continue
        begins, ends = says_some(text[:_EDGE]), says_some(text[-_EDGE:])
        if len(text) <= _ASIDE and (not (begins or ends) or is_aside(text)):
            continue
        if not (goes_on and begins):
            if _is_worth_joining(turns, chain):
                yield chain
            chain = []
        chain.append(place)
        goes_on = ends
    if _is_worth_joining(turns, chain):
        yield chain


def _has_digits(text: str) -> bool:
    return _DIGITS.search(text.lower()) is not None


def _is_aside(text: str) -> bool:
    """Whether a short turn holds no number but one word, as in "one moment"."""
    items = [item for run in Page.of(text).runs for item in run.items]
    if len(items) != 1 or not items[0].spoken:
        return not items
    return any(char.isalpha() for char in text[: items[0].start] + text[items[0].end :])


def _is_worth_joining(turns: Sequence[tuple[str, str]], chain: Sequence[int]) -> bool:
    if len(chain) < 2:
        return False
    return sum(len(_DIGITS.findall(turns[place][1].lower())) for place in chain) >= _WORTH


def _cards_over(texts: Sequence[str]) -> Iterator[Whole]:
    """Yield the digits of each card that takes more than one text, and its part in each."""
    pages = [Page.of(text) for text in texts]
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    joined = Page("\n".join(page.text for page in pages))
    for found in cards.find(joined):
        first = bisect_right(starts, found.start) - 1
        last = bisect_right(starts, found.end - 1) - 1
        if first < last:
            parts = [
                (nth, _within(pages[nth], found.start - starts[nth], found.end - starts[nth]))
                for nth in range(first, last + 1)
            ]
            digits = digits_of(joined.text[found.start : found.end])
            yield digits, [(nth, part) for nth, part in parts if part]


def _within(page: Page, start: int, end: int) -> Found | None:
    """Return the digits of a page between two offsets, which may lie outside it."""
    items = [i for run in page.runs for i in run.items if start <= i.start and i.end <= end]
    return Found(Kind.CARD, items[0].start, items[-1].end) if items else None


def _add_echoes(
    parts: dict[int, list[Found]], turns: Sequence[tuple[str, str]], said: set[str]
) -> None:
    for place, (_, text) in enumerate(turns):
        known = parts.get(place, [])
        echoes = [
            Found(Kind.CARD, run.start, run.end)
            for run in Page.of(text).runs
            if len(run.digits) > _SHOWN
            and any(run.digits in digits for digits in said)
            and not any(part.start < run.end and run.start < part.end for part in known)
        ]
        if echoes:
            parts[place] = known + echoes
