"""Finds numbers that a state gave to a person: US, UK, Germany, France, the Netherlands.

A number whose form or check digits give it away is masked wherever it stands; others are masked
where the words before them say what they are.
"""

import re
from collections.abc import Callable, Iterator

from transcription.redaction.kinds import Kind
from transcription.redaction.page import Found, Page

# ssa.gov: no area 000, 666 or 9xx, no group 00, no serial 0000.
_SOCIAL_SECURITY = re.compile(
    r"[0-8](?<![\w-].)[0-9]{2}(?<!000|666)-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![\w-])"
)
# gov.uk: two letters, six digits, a suffix A to D.
_NATIONAL_INSURANCE = re.compile(
    r"[A-CEGHJ-PR-TW-Z](?<!\w.)[A-CEGHJ-NPR-TW-Z](?<!BG|GB|NK|KN|TN|NT|ZZ)"
    r" ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b"
)
# Numéro de sécurité sociale: sex, year, month, department, commune, order, key.
_FRENCH = re.compile(
    r"(?<![\w-])[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB])"
    r" ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}(?![\w-])"
)
# Rentenversicherungsnummer: area, day of birth, first letter of the name, order and check digit.
_GERMAN_PENSION = re.compile(
    r"(?<![\w-])[0-9]{2} ?(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2} ?[A-Z]"
    r" ?[0-9]{3}(?![\w-])"
)
# Steuer-Identifikationsnummer as it is printed: 12 345 678 903.
_GERMAN_TAX = re.compile(r"(?<![\w-])[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}(?![\w-]| [0-9])")
_CUE = re.compile(
    r"\b(?:social security|ssn|social insurance|national insurance|national id|ni number"
    r"|passport|driver'?s? licen[cs]e|tax(?:payer)? (?:id|number)|identity card"
    r"|steuer-?(?:id|identifikation\w*|nummer)|identifikationsnummer|(?:personal)?ausweis\w*"
    r"|reisepass\w*|(?:sozial|renten)versicherung\w*|sécurité sociale|numéro fiscal"
    r"|carte d'identité"
    r"|burgerservicenummer|bsn|sofinummer|rijbewijs\w*|paspoort\w*)\b",
    re.IGNORECASE,
)
_MENTIONS = (
    "social", "ssn", "insurance", "national", "ni number", "passport", "licen", "tax", "identi",
    "steuer", "ausweis", "reisepass", "versicherung", "sécurité", "fiscal", "burgerservice", "bsn",
    "sofinummer", "rijbewijs", "paspoort",
)  # fmt: skip
_REACH = 40
# Identity cards and passports mix letters and digits, such as L01X00T47.
_MIXED = re.compile(r"\b(?=[A-Z0-9]*[0-9][A-Z0-9]*[0-9])(?=[A-Z0-9]*[A-Z])[A-Z0-9]{8,10}\b")


def has_french_key(digits: str) -> bool:
    """Whether the last two digits are 97 less the rest of the others (INSEE)."""
    number = digits.replace("2A", "19").replace("2B", "18")
    return 97 - int(number[:-2]) % 97 == int(number[-2:])


def has_german_check_digit(digits: str) -> bool:
    """Whether the eleventh digit fits (ISO 7064, MOD 11,10), and one digit stands 2 or 3 times."""
    rest = 10
    for digit in digits[:10]:
        rest = (int(digit) + rest) % 10 or 10
        rest = rest * 2 % 11
    repeated = sorted(digits[:10].count(digit) for digit in set(digits[:10]))
    return (11 - rest) % 10 == int(digits[10]) and repeated[-1] in {2, 3}


_Check = Callable[[str], bool]
_FORMS: tuple[tuple[re.Pattern[str], _Check | None], ...] = (
    (_SOCIAL_SECURITY, None),
    (_NATIONAL_INSURANCE, None),
    (_FRENCH, has_french_key),
    (_GERMAN_PENSION, None),
    (_GERMAN_TAX, has_german_check_digit),
)


def find(page: Page) -> Iterator[Found]:
    """Yield the national identity numbers of a page."""
    for pattern, check in _FORMS:
        for match in pattern.finditer(page.text):
            if check is None or check(match.group().replace(" ", "")):
                yield Found(Kind.NATIONAL_ID, match.start(), match.end())
    if page.mentions(*_MENTIONS):
        for cue in _CUE.finditer(page.text):
            yield from _after(page, cue)


def _after(page: Page, cue: re.Match[str]) -> Iterator[Found]:
    mixed = _MIXED.search(page.text, cue.end(), cue.end() + _REACH + 10)
    if mixed and "\0" not in page.text[cue.end() : mixed.start()]:
        yield Found(Kind.NATIONAL_ID, mixed.start(), mixed.end())
        return
    for run in page.after(cue.end(), _REACH):
        if "\0" in page.text[cue.end() : run.start] or len(run.digits) > 15:
            return
        if len(run.digits) >= 6:
            yield Found(Kind.NATIONAL_ID, run.start, run.end)
            return
