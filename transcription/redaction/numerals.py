"""Finds runs of digits in a text, written or spoken, so that every detector reads them alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

_UNITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "one": "1", "two": "2",
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6",
    "seventy": "7", "eighty": "8", "ninety": "9",
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_PLAIN = {**_UNITS, **_TEENS, **{word: digit + "0" for word, digit in _TENS.items()}}

_units = "|".join(_UNITS)


def _word(word: str) -> str:
    # A border before the word would keep the pattern from skipping ahead by first letter: the
    # look-behind after it asks the same and leaves the search several times faster.
    return rf"{word}(?<!\w{word})"


_TOKEN = re.compile(
    rf"\d+|(?:(?P<times>{'|'.join(map(_word, _TIMES))})[ -](?P<what>{_units}|\d)"
    rf"|(?P<tens>{'|'.join(map(_word, _TENS))})[ -](?P<unit>{'|'.join(list(_UNITS)[5:])})"
    rf"|{'|'.join(map(_word, _PLAIN))})\b"
)

DIGIT_WORDS = "|".join((*_PLAIN, *_TIMES))

# What may stand between two digits of one number: blanks, dashes, stops and marks that people and
# speech recognisers put there, and the words with which a speaker fills a pause.
_MARKS = r"[\s\-‐‑‒–—−.,?_/·•|()\u200b-\u200d\u2060\ufeff\u00ad]"
_GAP = re.compile(
    rf"{_MARKS}{{0,6}}(?:(?:uh|uhm|um|er|erm|and|then|ok|okay|yes|yeah|yep|right|got it"
    rf"|mhm|next|dash|hyphen|space)\b{_MARKS}{{1,6}}){{0,2}}",
    re.IGNORECASE,
)
_WIDEST_GAP = 6 + 2 * (6 + 6)


@dataclass(frozen=True, slots=True)
class Item:
    """One group of digits as it stands in the text, such as `4111`, `four` or `double one`."""

    start: int
    end: int
    digits: str
    spoken: bool


@dataclass(frozen=True)
class Run:
    """Items with nothing between them but what people put inside one number."""

    items: tuple[Item, ...]

    @property
    def start(self) -> int:
        """The offset of the first character."""
        return self.items[0].start

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.items[-1].end

    @cached_property
    def digits(self) -> str:
        """All digits, without what stands between them."""
        return "".join(item.digits for item in self.items)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """For each item, and once for the end, how many digits stand before it."""
        return (0, *accumulate(len(item.digits) for item in self.items))

    def part(self, first: int, last: int) -> "Run":
        """Return the run of the items first … last - 1."""
        return Run(self.items[first:last])


def runs(text: str, begin: int = 0) -> Iterator[Run]:
    """Yield the runs of digits from `begin` on, in order of place."""
    items: list[Item] = []
    for item in items_of(text, begin):
        if items and not _joins(text, items[-1].end, item.start):
            yield Run(tuple(items))
            items = []
        items.append(item)
    if items:
        yield Run(tuple(items))


def digits_of(text: str) -> str:
    """Return all digits of a text, written or spoken, without what stands between them."""
    return "".join(item.digits for item in items_of(text))


def items_of(text: str, begin: int = 0) -> Iterator[Item]:
    """Yield the groups of digits from `begin` on, one by one, in order of place."""
    for match in _TOKEN.finditer(_lowered(text), begin):
        token = match.group()
        if token[0].isdecimal():
            yield Item(match.start(), match.end(), _ascii(token), False)
        else:
            yield Item(match.start(), match.end(), _spoken_digits(match), True)


def _lowered(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    # A few letters, such as İ, grow when lowered: they would move every offset after them.
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _ascii(digits: str) -> str:
    # Full-width or Arabic-Indic digits spell a card number as well as 0-9 do.
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def _spoken_digits(match: re.Match[str]) -> str:
    if times := match["times"]:
        what = match["what"]
        return (_UNITS.get(what) or _ascii(what)) * _TIMES[times]
    if tens := match["tens"]:
        return _TENS[tens] + _UNITS[match["unit"]]
    return _PLAIN[match.group()]


def _joins(text: str, end: int, start: int) -> bool:
    return start - end <= _WIDEST_GAP and _GAP.fullmatch(text, end, start) is not None
