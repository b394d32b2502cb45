"""Finds payment card numbers: 13 to 19 digits that pass the Luhn check, written or spoken.

Prefixes and lengths follow ISO/IEC 7812 and what the card networks publish. A number with a known
prefix is masked wherever it stands; any other Luhn-valid number is masked where it is all that
was said, unless it reads as a date, a clock stamp or an order number.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, pairwise, product

from transcription.redaction.dates import is_clock_stamp, without_dates
from transcription.redaction.kinds import Kind
from transcription.redaction.numerals import Run
from transcription.redaction.page import Found, Page
from transcription.redaction.spelling import meant_by

SHORTEST, LONGEST = 13, 19

_BRANDS = re.compile(
    r"(?P<visa>4)|(?P<mastercard>5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)|(?P<amex>3[47])"
    r"|(?P<diners>30[0-5]|3095|3[689])|(?P<jcb>35(?:2[89]|[3-8]))|(?P<mir>220[0-4])"
    r"|(?P<maestro>50|5[6-9])|(?P<six>6)|(?P<rupay>8[12])|(?P<troy>9792)"
)
_LENGTHS = {
    "visa": (19, 16, 13),
    "mastercard": (16,),
    "amex": (15,),
    "diners": (19, 16, 14),
    "jcb": (19, 18, 17, 16),
    "mir": (19, 18, 17, 16),
    "maestro": (19, 18, 17, 16, 15, 14, 13),
    "six": (19, 18, 17, 16),
    "rupay": (16,),
    "troy": (16,),
}
_SAID = re.compile(
    r"\b(?:(?:credit|debit|bank|payment|visa|master|amex)[ -]?card|card (?:number|no|details)"
    r"|visa|mastercard|amex|american express|long number)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?:order|tracking|invoice|ticket|reference|booking)\b", re.IGNORECASE)
_SAID_REACH = 60
_FEWEST_SAID, _MOST_READINGS = 7, 512
_DOUBLED = tuple(sum(divmod(2 * digit, 10)) for digit in range(10))


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    doubled = sum(map(_DOUBLED.__getitem__, map(int, digits[-2::-2])))
    total = sum(map(int, digits[::-2])) + doubled
    return total % 10 == 0


def find(page: Page) -> Iterator[Found]:
    """Yield the card numbers of a page."""
    for run in page.runs:
        if len(run.digits) >= SHORTEST:
            for start, end in _cards(run, page):
                yield Found(Kind.CARD, start, end)


def _cards(run: Run, page: Page) -> Iterator[tuple[int, int]]:
    if len(run.digits) <= LONGEST and (
        _is_card(run, page) or _is_said_card(run, page) or _is_card_in_pairs(run, page)
    ):
        yield run.start, run.end
        return
    for part in without_dates(run, page.text):
        yield from _cards_within(part, page)


def _is_card(run: Run, page: Page) -> bool:
    """Whether a run as a whole is a card number, of a known network or not."""
    if not SHORTEST <= len(run.digits) <= LONGEST or not passes_luhn(run.digits):
        return False
    if len(run.digits) in _known_lengths(run.digits, 0):
        return True
    return not (
        (len(run.items) == 1 and is_clock_stamp(run.digits))
        or without_dates(run, page.text) != [run]
        or page.cues.name_order(run.start)
    )


def _is_card_in_pairs(run: Run, page: Page) -> bool:
    """Whether a spoken run is a card where some "thirty three" mean 30 3 and not 33."""
    if len(run.items) < _FEWEST_SAID or not all(item.spoken for item in run.items):
        return False
    readings = product(*(meant_by(item, page.text) for item in run.items))
    return any(
        len(digits) in _known_lengths(digits, 0) and passes_luhn(digits)
        for digits in map("".join, islice(readings, _MOST_READINGS))
        if digits.isdigit()
    )


def _is_said_card(run: Run, page: Page) -> bool:
    """Whether a card was announced: one misheard digit breaks the Luhn check, not the promise."""
    begin = max(0, run.start - _SAID_REACH)
    *_, said = (None, *_SAID.finditer(page.text, begin, run.start))
    return said is not None and not _OTHER.search(page.text, said.end(), run.start)


def _cards_within(run: Run, page: Page) -> Iterator[tuple[int, int]]:
    """Yield the card numbers among other digits, from the left, the longest first."""
    place = 0
    while place < len(run.items):
        last = _end_of_card(run, place, page)
        if last:
            yield run.items[place].start, run.items[last - 1].end
        place = last or place + 1


def _end_of_card(run: Run, first: int, page: Page) -> int:
    """Return the item after the card number that begins at item `first`, or 0."""
    item = run.items[first]
    if len(item.digits) >= SHORTEST:
        return first + 1 if _is_unbroken_card(run.part(first, first + 1), page) else 0
    begin = run.starts[first]
    for length in _known_lengths(run.digits, begin):
        last = _item_at(run, first, begin + length)
        if (
            last
            and passes_luhn(run.digits[begin : begin + length])
            and _is_grouped_like_one_number(run.part(first, last), page)
        ):
            return last
    return 0


def _is_unbroken_card(run: Run, page: Page) -> bool:
    """Whether one group of digits is a card, or begins or ends with one (expiry run into it)."""
    digits = run.digits
    if len(digits) <= LONGEST and (_is_card(run, page) or page.cues.name_order(run.start)):
        return _is_card(run, page)
    if any(passes_luhn(digits[:length]) for length in _known_lengths(digits, 0)):
        return True
    return any(
        length in _known_lengths(digits, len(digits) - length) and passes_luhn(digits[-length:])
        for length in range(SHORTEST, LONGEST + 1)
    )


def _known_lengths(digits: str, begin: int) -> tuple[int, ...]:
    brand = _BRANDS.match(digits, begin)
    return _LENGTHS[str(brand.lastgroup)] if brand else ()


def _item_at(run: Run, first: int, digits: int) -> int:
    """Return the item that begins when `digits` digits of the run are read, or 0."""
    place = bisect_left(run.starts, digits, first + 1)
    return place if place < len(run.starts) and run.starts[place] == digits else 0


_STRONG = re.compile(r"[\s\-‐‑‒–—−\u200b-\u200d\u2060\ufeff\u00ad]*\Z")


def _is_grouped_like_one_number(run: Run, page: Page) -> bool:
    """Whether stops, commas and words part the groups only where one number would have them.

    Blanks and dashes may stand anywhere. Prices and short counts in a list have groups of one to
    three unequal digits; a card read out has single digits, or groups of four and more.
    """
    items = run.items
    if all(_STRONG.match(page.text, left.end, right.start) for left, right in pairwise(items)):
        return True
    if all(item.spoken or len(item.digits) == 1 for item in items):
        return True
    return min(len(item.digits) for item in items[:-1]) >= 4
