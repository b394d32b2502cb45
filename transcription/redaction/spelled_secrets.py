"""Finds secrets that are spelled out after a word that names them: passwords, ids, bank accounts.

What is spelled is letters and digits in a row (spelling.py). Without such a row nothing is found
here: a word after "my password is" is looked at in passwords.py.
"""

import re
from collections.abc import Iterator

from transcription.redaction.kinds import Kind
from transcription.redaction.page import Found, Page
from transcription.redaction.spelling import Spelt, size_of, spelt

_PASSWORD = re.compile(
    r"\b(?:pass ?(?:word|code|phrase)|passwort|kennwort|mot de passe|wachtwoord)\b", re.IGNORECASE
)
_ID = re.compile(
    r"\b(?:social(?: security)?(?: number)?|ssn|national insurance|ni number|passport|national id"
    r"|driver'?s? licen[cs]e|identity card|tax(?:payer)? (?:id|number)|personalausweis\w*"
    r"|reisepass\w*|paspoort\w*|rijbewijs\w*)\b",
    re.IGNORECASE,
)
_BANK = re.compile(
    r"\b(?:sort code|routing number|bank account(?: number)?|bankleitzahl|kontonummer"
    r"|rekeningnummer|(?<=sort code)[^\n]{0,60}account number"
    r"|account number(?=[^\n]{0,60}\b(?:sort code|routing)))\b",
    re.IGNORECASE,
)
_REACH = 40
_BREAK = re.compile(r"[!;]|\.(?=\s)|\0")
_SENTENCE_END = re.compile(r"[!?\n\0]|\.(?=\s|\Z)|, (?:and|but|is|that)\b")
# How many characters make a secret of each kind; a bank's numbers have at most twelve digits.
_SIZES = {Kind.NATIONAL_ID: range(7, 16), Kind.IBAN: range(6, 19)}


_NUMBERS = (
    (Kind.NATIONAL_ID, _ID, ("social", "ssn", "insurance", "ni num", "pass", "national", "licen",
                             "identity", "tax", "ausweis", "pasp", "rijbe")),
    (Kind.IBAN, _BANK, ("sort code", "routing", "account", "bankleit", "kontonum", "rekening")),
)  # fmt: skip


def find(page: Page) -> Iterator[Found]:
    """Yield what is spelled behind its name."""
    for kind, cue, words in _NUMBERS:
        if page.mentions(*words):
            for match in cue.finditer(page.text):
                yield from _number(page, match.end(), kind)
    if page.mentions("pass", "kennwort", "wachtwoord"):
        for match in _PASSWORD.finditer(page.text):
            yield from _password(page, match.end())


def _number(page: Page, cue_end: int, kind: Kind) -> Iterator[Found]:
    row = _row_after(page, cue_end)
    if row and size_of(row) in _SIZES[kind] and _digits_in(row) * 2 >= size_of(row):
        yield Found(kind, row[0].start, row[-1].end)


def _password(page: Page, cue_end: int) -> Iterator[Found]:
    """From the first character to the end of what is said: words may stand among letters."""
    row = _row_after(page, cue_end)
    if row is None or size_of(row) < 3 or not any(_is_letter(piece) for piece in row):
        return
    end = _SENTENCE_END.search(page.text, row[-1].end, row[-1].end + _REACH)
    stop = end.start() if end else row[-1].end
    yield Found(Kind.PASSWORD, row[0].start, len(page.text[:stop].rstrip(" ,")))


def _row_after(page: Page, cue_end: int) -> list[Spelt] | None:
    """The first row that is spelled in the turn within reach of a cue, which a question may be."""
    for row in spelt(page.text, max(cue_end, page.begin)):
        row = _without_small_words(row, page.text)
        if not row or size_of(row) < 3:
            continue
        begin = page.begin if cue_end < page.begin else cue_end
        if row[0].start - begin > _REACH or _BREAK.search(page.text, begin, row[0].start):
            return None
        asked = _BREAK.search(page.text, cue_end, begin - 2) if cue_end < page.begin else None
        return None if asked else row
    return None


def _without_small_words(row: list[Spelt], text: str) -> list[Spelt]:
    """The row without a leading "a" or "I" that is a word: "it is a B C one two"."""
    while row and text[row[0].start : row[0].end] in ("a", "I"):
        row = row[1:]
    return row


def _is_letter(piece: Spelt) -> bool:
    return piece.readings[-1].isalpha()


def _digits_in(row: list[Spelt]) -> int:
    return sum(len(piece.readings[0]) for piece in row if piece.readings[0].isdigit())
