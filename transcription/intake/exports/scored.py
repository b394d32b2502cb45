"""Chooses whom an interaction is scored for where several agents took part."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

Rule = Literal["most_active", "last", "first", "assignee"]
RULES: tuple[Rule, ...] = ("most_active", "last", "first", "assignee")
DEFAULT: Rule = "most_active"
Why = Literal["only", "most_active", "last", "first", "assignee", "bot", "given", "assigned_only"]


def choose(
    spoke: Sequence[str], rule: Rule, *, assignee: str | None = None
) -> tuple[str, Why] | None:
    """The agent who is scored and why; `spoke` are the agents' ids, turn by turn.

    most_active: who has most turns, of several the one who came first. assignee: whom the source
    names, and where it names nobody the most active. One agent alone is "only", whatever the rule;
    an assignee who never spoke where nobody else did is "assigned_only". None without anybody.
    """
    if rule == "assignee" and assignee is not None and set(spoke) != {assignee}:
        return assignee, "assignee" if spoke else "assigned_only"
    if not spoke:
        return (assignee, "assigned_only") if assignee is not None else None
    if len(set(spoke)) == 1:
        return spoke[0], "only"
    if rule == "first":
        return spoke[0], "first"
    if rule == "last":
        return spoke[-1], "last"
    counts = Counter(spoke)
    most = max(counts.values())
    return next(agent for agent in spoke if counts[agent] == most), "most_active"
