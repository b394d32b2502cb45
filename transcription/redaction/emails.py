"""Finds email addresses, written with an at sign or spoken as "name at example dot com"."""

import re
from collections.abc import Iterator

from transcription.redaction.kinds import Kind
from transcription.redaction.page import Found, Page

# RFC 5321 4.5.3.1: 64 octets before the at sign, 255 after it.
_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}\Z")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,63}")
_TRIMMED = ".'`*|{}!?#$&/=^~"
_SPOKEN = re.compile(
    r"(?<![\w.])[\w.+-]{1,64}(?:[ ](?:dot|underscore|dash|hyphen)[ ][\w+-]{1,32}){0,4}"
    r"[ ]at[ ][\w-]{1,63}(?:[ ]dot[ ][\w-]{1,32}){0,3}"
    r"[ ]dot[ ](?:com|org|net|edu|gov|info|biz|co|io|de|uk|fr|es|it|nl|eu|ca|au|in|us)\b",
    re.IGNORECASE,
)


# "J o h n at …": the letters before the last one.
_SPELLED = re.compile(r"(?:(?<!\w)\w[ ,.-]{1,3}){2,30}\Z")


def find(page: Page) -> Iterator[Found]:
    """Yield the email addresses of a page."""
    at = page.text.find("@")
    while at >= 0:
        if found := _around(page.text, at):
            yield found
        at = page.text.find("@", at + 1)
    if " dot " in page.text.lower():
        for match in _SPOKEN.finditer(page.text):
            spelled = _SPELLED.search(page.text, max(page.begin, match.start() - 60), match.start())
            start = spelled.start() if spelled else match.start()
            yield Found(Kind.EMAIL, start, match.end())


def _around(text: str, at: int) -> Found | None:
    """Read outwards from one at sign, so that the work is bounded whatever surrounds it."""
    begin = at
    while begin > max(0, at - 64) and not _ends_local(text[begin - 1]):
        begin -= 1
    begin += len(text[begin:at]) - len(text[begin:at].lstrip(_TRIMMED))
    local = _LOCAL.match(text[begin:at])
    domain = _DOMAIN.match(text, at + 1)
    return Found(Kind.EMAIL, begin, domain.end()) if local and domain else None


def _ends_local(char: str) -> bool:
    return _LOCAL.match(char) is None
