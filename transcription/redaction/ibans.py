"""Finds international bank account numbers by country, length and check digits (ISO 13616)."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from transcription.redaction.kinds import Kind
from transcription.redaction.numerals import DIGIT_WORDS
from transcription.redaction.page import Found, Page
from transcription.redaction.spelling import NATO, Spelt, size_of, spelt

# Digits and digit words without borders: a rough, quick look, without the letter o.
# How a country begins an account: two letters one by one, two capitals, a word for a letter.
_HEAD = re.compile(
    rf"\b[a-z][ ,.\-]{{1,3}}[a-z]\b|(?-i:\b[A-Z]{{2}})(?=[\W\d])|\b[a-z]{{2}}\d\d"
    rf"|\b(?:de|nl|fr|gb|ch|pl) \d|\b[a-z],? (?:as in|for|like) |\b(?:{'|'.join(NATO)})\b",
    re.IGNORECASE,
)
_DIGIT = re.compile("|".join((r"\d", *(word for word in DIGIT_WORDS.split("|") if len(word) > 1))))

_BEGIN = re.compile(r"(?<![^\W_])(?:[A-Za-z]{2}|[A-Z]{2} )[0-9]{2}(?=[ -]?[A-Za-z0-9])")
_GAPS = " -\u00a0"
# Lengths from the IBAN registry of SWIFT.
_LENGTHS = {
    code: int(length)
    for code, length in re.findall(
        r"([A-Z]{2})(\d\d)",
        """AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22
        DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21
        HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24
        ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33
        SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
        YE30""",
    )
}


_SAID = re.compile(
    r"\bi ?ban\b|\bi\. ?b\. ?a\. ?n\b|\b(?:bank account|account) (?:number|no)\b|kontonummer"
    r"|rekeningnummer",
    re.IGNORECASE,
)
_SAID_REACH = 120
SHORTEST_SAID = 10
_MOST_READINGS = 1024


def find(page: Page) -> Iterator[Found]:
    """Yield the IBANs of a page, written or spelled out."""
    for match in _BEGIN.finditer(page.text):
        length = _LENGTHS.get(match.group()[:2].upper())
        if length and (end := _end(page.text, match.start(), length)):
            yield Found(Kind.IBAN, match.start(), end)
    if is_worth_spelling(page.text):
        for row in spelt(page.text, page.begin):
            yield from _spelled(row, page.text)


def is_worth_spelling(text: str) -> bool:
    """Tell cheaply whether a country is spelled and enough digits for an account (Norway's: 15)."""
    return _HEAD.search(text) is not None and len(_DIGIT.findall(text.lower())) >= SHORTEST_SAID


def _spelled(row: Sequence[Spelt], text: str) -> Iterator[Found]:
    """Yield the IBANs of what is spelled in a row, from the left."""
    place = 0
    while place < len(row):
        last = _spelled_end(row, place) or _announced_end(row, place, text)
        if last:
            yield Found(Kind.IBAN, row[place].start, row[last - 1].end)
        place = last or place + 1


def _spelled_end(row: Sequence[Spelt], first: int) -> int:
    """Return the piece after the IBAN that begins at a piece and has right check digits, or 0."""
    length = _LENGTHS.get(_head(row, first)[:2])
    if not length:
        return 0
    least = most = found = 0
    for last in range(first, len(row)):
        sizes = [len(reading) for reading in row[last].readings]
        least, most = least + min(sizes), most + max(sizes)
        if least > length:
            break
        # Of several readings that fit, the one that takes most words: a digit more is masked.
        if most >= length and _is_iban(row[first : last + 1], length):
            found = last + 1
    return found


def _announced_end(row: Sequence[Spelt], first: int, text: str) -> int:
    """The same where an account was asked for: one misheard character breaks the check."""
    head = _head(row, first)
    if head[:2] not in _LENGTHS or not head[2:4].isdigit() or len(head) < 4:
        return 0
    begin = max(0, row[first].start - _SAID_REACH)
    if not _SAID.search(text, begin, row[first].start):
        return 0
    return len(row) if SHORTEST_SAID <= size_of(row[first:]) <= 40 else 0


def _head(row: Sequence[Spelt], first: int) -> str:
    """The first characters from a piece on, as far as four."""
    read = "".join(piece.readings[0] for piece in row[first : first + 4])
    return read[:4]


def _is_iban(row: Sequence[Spelt], length: int) -> bool:
    """Whether one of its readings is right; O is a letter only behind another (INGB, RABO)."""
    before = ["", *(piece.readings[-1] for piece in row)]
    read = [piece.readings[:1] if "O" in piece.readings and not last.isalpha() else piece.readings
            for piece, last in zip(row, before, strict=False)]  # fmt: skip
    readings = ("".join(each) for each in islice(product(*read), _MOST_READINGS))
    return any(len(each) == length and has_valid_check_digits(each) for each in readings)


def has_valid_check_digits(iban: str) -> bool:
    """Whether the letters and digits leave 1 when divided by 97 (ISO 7064, MOD 97-10)."""
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def _end(text: str, start: int, length: int) -> int | None:
    """Return where the IBAN of so many characters ends, if there is one at `start`."""
    characters: list[str] = []
    at = start
    while len(characters) < length and at < len(text):
        char = text[at]
        if char.isascii() and char.isalnum():
            characters.append(char)
        elif char not in _GAPS or text[at - 1] in _GAPS:
            return None
        at += 1
    if len(characters) < length or text[at : at + 1].isalnum():
        return None
    return at if has_valid_check_digits("".join(characters)) else None
