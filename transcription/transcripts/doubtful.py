"""What of a turn's text is not to be relied on: words the engine was unsure of, quoted letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

UNSURE = 0.5
"""Words below this confidence are doubtful."""
UNCERTAIN_BELOW = 0.6
"""A turn whose confidence is lower is uncertain as a whole."""
UNCERTAIN_SHARE = 0.25
"""So is one of whose characters at least this share stands in doubtful words."""
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


def is_uncertain(
    text: str, confidence: float | None, words: Sequence[Sequence[object]] = ()
) -> bool:
    """Whether a turn's text as a whole is not to be relied on; never where no machine wrote it.

    `confidence` is the engine's of the turn (0 where it fell into a loop), `words` as above.
    """
    if confidence is None:
        return False
    if confidence < UNCERTAIN_BELOW:
        return True
    doubtful = sum(end - start for start, end in unsure_words(text, words))
    return doubtful > 0 and doubtful >= UNCERTAIN_SHARE * len(text.strip())
