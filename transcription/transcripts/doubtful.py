"""What of a turn's text is not to be relied on: words the engine was unsure of, quoted letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

UNSURE = 0.5
"""Words below this confidence are doubtful."""
# Where a letter begins to repeat what was written before it.
_QUOTED = re.compile(r"^(?:>.*|On .{6,80} wrote:|-{2,} ?Original Message ?-{2,}.*)$", re.M)


def own_length(text: str) -> int:
    """How many characters of a letter are its own; what follows repeats earlier text."""
    found = _QUOTED.search(text)
    return found.start() if found and found.start() > 0 else len(text)


def unsure_words(text: str, words: Sequence[Sequence[object]]) -> list[tuple[int, int]]:
    """Where the words that the engine was unsure of stand in the text.

    `words` are [start, end, text, confidence]; one that is not found in order is left out.
    """
    found: list[tuple[int, int]] = []
    cursor = 0
    for word in words:
        spoken = str(word[2]).strip()
        at = text.find(spoken, cursor) if spoken else -1
        if at < 0:
            continue
        cursor = at + len(spoken)
        confidence = word[3] if len(word) > 3 else None
        if isinstance(confidence, int | float) and confidence < UNSURE:
            found.append((at, cursor))
    return found
