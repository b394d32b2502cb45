"""Finds international bank account numbers by country, length and check digits (ISO 13616)."""

import re
from collections.abc import Iterator

from transcription.redaction.kinds import Kind
from transcription.redaction.page import Found, Page

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


def find(page: Page) -> Iterator[Found]:
    """Yield the IBANs of a page."""
    for match in _BEGIN.finditer(page.text):
        length = _LENGTHS.get(match.group()[:2].upper())
        if length and (end := _end(page.text, match.start(), length)):
            yield Found(Kind.IBAN, match.start(), end)


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
