"""Finds card codes and one-time codes: short numbers that only the words around them give away."""

import re
from collections.abc import Iterator

from transcription.redaction.dates import is_amount
from transcription.redaction.kinds import Kind
from transcription.redaction.numerals import Run
from transcription.redaction.page import Found, Page

_CARD_CODE = (
    r"cvv2?|cvc2?|cvn|csc|cid|c v v|c v c|card (?:security |verification )?code"
    r"|card verification (?:number|value)|(?<!social )security (?:code|number)"
    r"|(?<!last )(?:three|four|3|4)[ -]digits?(?: security)?(?: code| number)?"
    r"|(?:code|digits|number) on the back"
)
_ONE_TIME_CODE = (
    r"otp|one[ -]?time[ -]?(?:pass)?[ -]?(?:code|word|pin|password)?|verification (?:code|number)"
    r"|authenti(?:cation|cator) code|log[ -]?in code|sign[ -]?in code|access code"
    r"|(?:sms|text|2fa|mfa|two[ -]factor|activation|passcode|safety|reset) ?code"
    r"|code (?:that )?(?:we|i|you|they)(?:'ve| have)? (?:just )?(?:sent|texted|got|received)"
    r"|(?<!social )security (?:code|number)|(?:one[ -]?time )?passcode"
    r"|code (?:in|from|on) (?:the|your|that) (?:text|sms|message|e-?mail|app|phone)(?: message)?"
)
_CUE = re.compile(
    rf"\b(?:(?P<card_code>{_CARD_CODE})|(?P<one_time_code>{_ONE_TIME_CODE}))\b", re.IGNORECASE
)
_ENDS_BEFORE = re.compile(
    r"[ \t]{1,3}(?:is|was|would be|'s)[ \t]{1,3}(?:my|the|your|our|a)[ \t]{1,3}"
    r"(?:card'?s?[ \t]{1,3})?"
    rf"(?:(?P<card_code>{_CARD_CODE})|(?P<one_time_code>{_ONE_TIME_CODE}|code))\b",
    re.IGNORECASE,
)
# From the cue to the code at most this far, not over the end of a statement or a placeholder.
_REACH = 60
_ANSWER_REACH = 20
_BREAK = re.compile(r"[.!;](?=\s)|\0")
_MIXED_CODE = re.compile(
    r"(?:is|was|:|=)\s{0,3}(?P<code>(?:[A-Z]{1,3}-(?=\d)|(?=[A-Z0-9]{0,9}\d)(?=[A-Z0-9]{0,9}[A-Z]))"
    r"[A-Z0-9]{4,10})\b"
)
# "The code is 123456": no other word names the code, so it is none of a booking or a postcode.
_THE_CODE = re.compile(
    r"(?:\A|[\n,.;:!?][ \t]{0,3}|\b(?:the|my|your|our|this|that|and|ok|okay|yes|so)[ \t]{1,3})"
    r"code(?:[ \t]{1,3}(?:is|was)|'s)[ \t:]{1,3}(?=\S)",
    re.IGNORECASE,
)
# "[card], code 123": what follows a card within a few words.
_BESIDE_CARD = re.compile(
    r"[\s,.;:-]{1,3}(?:[^\W\d]{1,12}[\s,.;:]{1,3}){0,4}?"
    r"(?<!zip )(?<!post )(?<!postal )(?<!area )(?<!country )(?<!promo )(?<!discount )(?<!voucher )"
    r"code[ \t:,]{1,3}(?:(?:is|was)[ \t:]{1,3})?",
    re.IGNORECASE,
)


def find(page: Page) -> Iterator[Found]:
    """Yield the card codes and one-time codes of a page."""
    if not page.mentions(
        "cv", "c v", "csc", "cid", "code", "digit", "back", "otp", "time", "secur", "verif"
    ):
        return
    for cue in _CUE.finditer(page.text):
        yield from _after(page, cue)
    yield from _said_plainly(page)
    for run in page.runs:
        named = _ENDS_BEFORE.match(page.text, run.end)
        if named and 3 <= len(run.digits) <= 8:
            yield Found(_kind(named, len(run.digits)), run.start, run.end)


def _said_plainly(page: Page) -> Iterator[Found]:
    """Codes that are called no more than "code", where that is enough to know them."""
    starts = {run.start: run for run in page.runs}
    for cue in _THE_CODE.finditer(page.text):
        run = starts.get(cue.end())
        if run and 4 <= len(run.digits) <= 8 and not is_amount(page.text, run.start, run.end):
            yield Found(Kind.ONE_TIME_CODE, run.start, run.end)
    for end in page.card_ends:
        beside = _BESIDE_CARD.match(page.text, end)
        run = starts.get(beside.end()) if beside else None
        if run and 3 <= len(run.digits) <= 4:
            yield Found(Kind.CARD_CODE, run.start, run.end)


def _after(page: Page, cue: re.Match[str]) -> Iterator[Found]:
    for run in page.after(cue.end(), _REACH):
        if _is_parted(page, cue.end(), run.start):
            break
        if part := _code(run, page.text):
            yield Found(_kind(cue, len(part.digits)), part.start, part.end)
            return
    if cue.lastgroup == "one_time_code":
        mixed = _MIXED_CODE.search(page.text, cue.end(), cue.end() + _REACH)
        if mixed and not _BREAK.search(page.text, cue.end(), mixed.start()):
            yield Found(Kind.ONE_TIME_CODE, *mixed.span("code"))


def _is_parted(page: Page, cue_end: int, start: int) -> bool:
    """Whether a statement ends in between; the end of what the other has just said does not count.

    "I have sent you a passcode." "Eight eight one two."
    """
    if cue_end >= page.begin or start - page.begin > _ANSWER_REACH:
        return _BREAK.search(page.text, cue_end, start) is not None
    return bool(
        _BREAK.search(page.text, cue_end, page.begin - 2)
        or _BREAK.search(page.text, page.begin, start)
    )


def _code(run: Run, text: str) -> Run | None:
    """Return the first groups of a run that make 3 to 8 digits, as a code is read out."""
    if len(run.digits) <= 2 or is_amount(text, run.start, run.end):
        return None
    if len(run.digits) <= 8:
        return run
    for last, digits in enumerate(run.starts):
        if 3 <= digits <= 8:
            return run.part(0, last)
    return None


def _kind(cue: re.Match[str], digits: int) -> Kind:
    # A "security code" of five digits or more is not on a card: it was sent to a phone.
    if cue.lastgroup == "card_code" and (digits <= 4 or "secur" not in cue.group().lower()):
        return Kind.CARD_CODE
    return Kind.ONE_TIME_CODE
