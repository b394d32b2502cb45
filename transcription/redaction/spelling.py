"""Reads what people spell out loud, letters and digits in a row, as the characters they mean.

"D E eight nine", "delta echo 89", "D as in David, E for Echo" and "DE 89" all read DE89. Words for
letters are those of the alphabet of ICAO and NATO; digits are read as numerals.py reads them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transcription.redaction.numerals import Item, items_of

NATO = {
    "alfa": "A", "alpha": "A", "bravo": "B", "charlie": "C", "delta": "D", "echo": "E",
    "foxtrot": "F", "golf": "G", "hotel": "H", "india": "I", "juliet": "J", "juliett": "J",
    "kilo": "K", "lima": "L", "mike": "M", "november": "N", "oscar": "O", "papa": "P",
    "quebec": "Q", "romeo": "R", "sierra": "S", "tango": "T", "uniform": "U", "victor": "V",
    "whiskey": "W", "whisky": "W", "x-ray": "X", "xray": "X", "yankee": "Y", "zulu": "Z",
}  # fmt: skip
# A letter by itself, with the word that it begins; a word for a letter; capitals in a row, such as
# the four letters of a bank; two letters before a number.
_LETTERS = re.compile(
    r"(?<![^\W\d_])(?<!['’])(?:"
    r"(?P<letter>[A-Za-z])(?:,? (?:as in|for|like) (?P<like>[A-Za-z]{3,12}))?"
    rf"|(?P<nato>{'|'.join(sorted(NATO, key=len, reverse=True))})"
    r"|(?P<capitals>[A-Z]{2,6})"
    r")(?![^\W\d_])",
    re.IGNORECASE,
)
# Countries that may stand apart from the digits without being a word: not "is 12".
_APART = {"de", "nl", "fr", "gb", "ch", "pl"}
_MARKS = r"[\s.,\-‐‑–—/_·()\u00a0]"
_GAP = re.compile(
    rf"{_MARKS}{{0,6}}(?:(?:uh|uhm|um|er|erm|and|then|okay|ok|yes|yeah|yep|so|next|capital|dash"
    rf"|hyphen|space)\b{_MARKS}{{1,6}}){{0,2}}",
    re.IGNORECASE,
)
_WIDEST_GAP = 30
_TIMES = re.compile(r"double|triple|treble", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelt:
    """One piece of what is spelled: where it stands, and what it may mean, the likeliest first.

    O may be a nought, and "seventy two" 72 or 70 2.
    """

    start: int
    end: int
    readings: tuple[str, ...]


def spelt(text: str, begin: int = 0) -> Iterator[list[Spelt]]:
    """Yield what is spelled from `begin` on: pieces with nothing but marks and fillers between."""
    row: list[Spelt] = []
    for piece in _pieces(text, begin):
        if row and piece.start < row[-1].end:
            continue
        if row and not _joins(text, row[-1].end, piece.start):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def size_of(row: Sequence[Spelt]) -> int:
    """How many characters are spelled."""
    return sum(len(piece.readings[0]) for piece in row)


def _pieces(text: str, begin: int) -> list[Spelt]:
    digits = [Spelt(item.start, item.end, meant_by(item, text)) for item in items_of(text, begin)]
    letters = [
        Spelt(match.start(), match.end(), (read,))
        for match in _LETTERS.finditer(text, begin)
        if (read := _read(match)) is not None
    ]
    # A digit goes before a letter at the same place: the letter O is a digit that may be a letter.
    return sorted([*digits, *letters], key=lambda piece: piece.start)


def meant_by(item: Item, text: str) -> tuple[str, ...]:
    """What a group of digits may stand for, the likeliest first."""
    if item.spoken and text[item.start : item.end].lower() == "o":
        return "0", "O"
    is_pair = (
        item.spoken and len(item.digits) == 2 and item.digits[0] > "1" and item.digits[1] != "0"
    )
    # "Double two" is a pair that was said as one.
    if is_pair and not _TIMES.match(text, item.start):
        return item.digits, f"{item.digits[0]}0{item.digits[1]}"
    return (item.digits,)


def _read(match: re.Match[str]) -> str | None:
    if letter := match["letter"]:
        like = match["like"]
        return None if like and like[0].lower() != letter.lower() else letter.upper()
    if word := match["nato"]:
        return NATO[word.lower()]
    # The pattern ignores case for its words: capitals must be capitals, or two before a number.
    row, after = match["capitals"], match.string[match.end() : match.end() + 2]
    is_pair = len(row) == 2 and (
        after[:1].isdigit() or row.lower() in _APART and after[1:].isdigit()
    )
    return row.upper() if row.isupper() or is_pair else None


def _joins(text: str, end: int, start: int) -> bool:
    return start - end <= _WIDEST_GAP and _GAP.fullmatch(text, end, start) is not None
