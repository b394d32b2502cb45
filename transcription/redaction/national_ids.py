"""Finds numbers that a state gave to a person: US social security, UK national insurance.

Others are masked where the words before them say what they are.
"""

import re
from collections.abc import Iterator

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
_CUE = re.compile(
    r"\b(?:social security|ssn|social insurance|national insurance|national id"
    r"|passport|driver'?s? licen[cs]e|tax(?:payer)? (?:id|number))\b",
    re.IGNORECASE,
)
_REACH = 40


def find(page: Page) -> Iterator[Found]:
    """Yield the national identity numbers of a page."""
    for pattern in (_SOCIAL_SECURITY, _NATIONAL_INSURANCE):
        for match in pattern.finditer(page.text):
            yield Found(Kind.NATIONAL_ID, match.start(), match.end())
    if not page.mentions("social", "ssn", "insurance", "national", "passport", "licen", "tax"):
        return
    for cue in _CUE.finditer(page.text):
        for run in page.after(cue.end(), _REACH):
            if "\0" in page.text[cue.end() : run.start] or len(run.digits) > 12:
                break
            if len(run.digits) >= 6:
                yield Found(Kind.NATIONAL_ID, run.start, run.end)
                break
