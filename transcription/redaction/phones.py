"""Finds telephone numbers: valid ones for the region, and any number that is called one."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache, partial

import phonenumbers

from transcription.redaction.dates import is_amount, without_dates
from transcription.redaction.kinds import Kind
from transcription.redaction.numerals import Run
from transcription.redaction.page import Detector, Found, Page

# ITU-T E.164: at most 15 digits; seven is the shortest number that people give.
SHORTEST, LONGEST = 7, 15
_PREFIX = re.compile(r"(?:\+|\(|\+\()\Z")
# A number is written in at most so many groups; or digit by digit, with little else around it.
_FEW, _EDGE = 5, 2
_LOOSE = re.compile(r"\s|,")
_GLUE = re.compile(r"[^\W_]|[@#]")


def in_region(region: str) -> Detector:
    """Return the detector for centres whose local numbers are those of `region` (ISO 3166)."""
    return partial(_find, region)


def _find(region: str, page: Page) -> Iterator[Found]:
    for run in page.runs:
        if len(run.digits) < SHORTEST:
            continue
        for part in without_dates(run, page.text):
            if len(part.digits) >= SHORTEST:
                yield from _phones(part, page, region)


def _phones(run: Run, page: Page, region: str) -> Iterator[Found]:
    """Yield the numbers of a run from the left, trying the longest stretch of groups first."""
    cuts = [place for place in range(len(run.items) + 1) if _may_cut(run, place, page.text)]
    position = 0
    while position < len(cuts) - 1:
        last = _end_of_phone(run, cuts, position, page, region)
        if last:
            start = _with_prefix(page.text, run.items[cuts[position]].start)
            yield Found(Kind.PHONE, start, run.items[cuts[last] - 1].end)
        position = last or position + 1


def _end_of_phone(run: Run, cuts: list[int], position: int, page: Page, region: str) -> int:
    """Return the cut at which the telephone number ends that begins at a cut, or 0."""
    first = cuts[position]
    begin = run.items[first].start
    start = _with_prefix(page.text, begin)
    plus = "+" if "+" in page.text[start:begin] else ""
    for last in reversed(_ends(run, cuts, position)):
        digits = plus + run.digits[run.starts[first] : run.starts[cuts[last]]]
        end = run.items[cuts[last] - 1].end
        valid = _is_valid(digits, region)
        # No order or account is written (202) 555-0155, whatever was asked for before it.
        is_order = page.cues.name_order(start) and not (valid and page.text[start] == "(")
        if (page.cues.name_phone(start) or valid) and not (
            is_order or _is_glued_or_counted(page.text, start, end)
        ):
            return last
    return 0


def _ends(run: Run, cuts: list[int], position: int) -> list[int]:
    """Return the cuts at which a number of plausible length and grouping would end."""
    first = cuts[position]
    nearest = bisect_left(cuts, bisect_left(run.starts, run.starts[first] + SHORTEST))
    ends: list[int] = []
    for last in range(nearest, len(cuts)):
        if run.starts[cuts[last]] - run.starts[first] > LONGEST:
            break
        if _is_plausible(run, first, cuts[last]):
            ends.append(last)
    return ends


def _is_plausible(run: Run, first: int, last: int) -> bool:
    """Whether groups make one number: few of them, or (read digit by digit) most of the run."""
    return last - first <= _FEW or (first <= _EDGE and last >= len(run.items) - _EDGE)


def _may_cut(run: Run, place: int, text: str) -> bool:
    """Whether a number may begin or end before this item: not inside 123-4567890-1."""
    if place in (0, len(run.items)):
        return True
    return bool(_LOOSE.search(text, run.items[place - 1].end, run.items[place].start))


def _with_prefix(text: str, start: int) -> int:
    prefix = _PREFIX.search(text, max(0, start - 2), start)
    return prefix.start() if prefix else start


def _is_glued_or_counted(text: str, start: int, end: int) -> bool:
    glued = _GLUE.match(text[max(0, start - 1) : start]) or _GLUE.match(text, end)
    return bool(glued) or is_amount(text, start, end)


@lru_cache(maxsize=4096)
def _is_valid(digits: str, region: str) -> bool:
    if not _outline(region).fullmatch(digits):
        return False
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)


@lru_cache(maxsize=64)
def _outline(region: str) -> re.Pattern[str]:
    """Return what a number dialled in the region looks like, to spare most of them the parsing."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    own = (
        metadata.general_desc.national_number_pattern
        if metadata and metadata.general_desc
        else None
    )
    if not metadata or not own or metadata.national_prefix_transform_rule:
        return re.compile(r"\+?\d{7,17}")
    return re.compile(
        rf"\+\d{{7,15}}|(?:{metadata.international_prefix})\d{{7,14}}"
        rf"|(?:{metadata.country_code})?(?:{metadata.national_prefix_for_parsing or ''})?(?:{own})"
    )
