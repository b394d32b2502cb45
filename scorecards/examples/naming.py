"""Takes the agent's own name out of turns that colleagues read; pure."""

from __future__ import annotations

import re

SHORTEST = 2


def without_name(text: str, name: str, *, instead: str) -> str:
    """`text` with every word of the person's `name` replaced by `instead`, in any case.

    Words of one letter stay, and names of others too: what customers are called is not known.
    """
    words = [word for word in re.split(r"\W+", name) if len(word) >= SHORTEST]
    if not words:
        return text
    longest_first = sorted(words, key=len, reverse=True)
    pattern = r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b"
    return re.sub(pattern, lambda _match: instead, text, flags=re.IGNORECASE)
