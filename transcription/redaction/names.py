"""Finds the names that the caller knows to be in the conversation, such as the customer's."""

import re
from collections.abc import Iterator
from functools import lru_cache

from transcription.redaction.kinds import Kind
from transcription.redaction.page import Found, Page

_SPELLED = 3
_BETWEEN = r"[\s.,\-–]{1,3}"


def find(page: Page) -> Iterator[Found]:
    """Yield the known names of a page.

    A name of one word counts only with its capital, so that Will does not hide every "will". Each
    also counts where it is spelled, letter by letter.
    """
    if page.names:
        for match in _pattern(page.names).finditer(page.text):
            if not match.group().isalpha() or match.group()[0].isupper():
                yield Found(Kind.NAME, match.start(), match.end())


@lru_cache(maxsize=1024)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True)
    whole = [r"\s".join(map(re.escape, name.split())) for name in longest_first]
    parts = {part for name in longest_first for part in name.split() if len(part) >= _SPELLED}
    spelled = [_BETWEEN.join(map(re.escape, part)) for part in sorted(parts, key=len, reverse=True)]
    words = "|".join((*whole, *spelled))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if words else r"(?!)", re.IGNORECASE)
