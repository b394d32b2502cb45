"""Counts what an export claims to know of feelings, none of which is taken.

Nobody's emotion is inferred or kept of staff at work (Regulation (EU) 2024/1689, Article 5(1)(f)),
and an export does not always say whose it is; so all of it is left out and the batch says how much.
"""

import re
from collections import Counter
from typing import Any

_NAMES = re.compile(r"sentiment|emotion|\bmood|_mood|loudness|toneanalysis|tone_analysis", re.I)
_SHOWN = 5


class Feelings:
    """Counts the values by the names of their keys."""

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()

    def count(self, data: Any) -> None:
        """Count in one entry; what lies below such a key counts as one value."""
        waiting = [data]
        while waiting:
            each = waiting.pop()
            if isinstance(each, dict):
                for name, value in each.items():
                    if _NAMES.search(name):
                        self._found[name] += value not in (None, "", [], {})
                    elif isinstance(value, dict | list):
                        waiting.append(value)
            elif isinstance(each, list):
                waiting.extend(one for one in each if isinstance(one, dict | list))

    def notes(self) -> tuple[str, ...]:
        """What the batch says of it; nothing where there was none."""
        total = self._found.total()
        if not total:
            return ()
        most = [name for name, count in self._found.most_common(_SHOWN) if count]
        shown = ", ".join(f"{name[:60]} {self._found[name]:,}" for name in most)
        values = "value that claims" if total == 1 else "values that claim"
        return (f"left out: {total:,} {values} to know how somebody felt or sounded ({shown})",)
