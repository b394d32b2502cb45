"""When who spoke: waits, silence and overlap, from turns with times."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from scorecards.flagging.example import AGENT, CUSTOMER, Conversation, Line

# Talk over each other below this is a natural change of speaker.
OVERLAP_S = 0.5

Sides = Sequence[str | None]
# Numbers by name, and the turns behind them by the same names.
Part = tuple[dict[str, float], dict[str, tuple[int, ...]]]


def clock(conversation: Conversation, line: Line) -> tuple[float, float] | None:
    """Begin and end of a turn in seconds from the start, or None where no time was given."""
    if line.start_s is not None:
        return line.start_s, line.end_s if line.end_s is not None else line.start_s
    if line.at is not None:
        seconds = (line.at - conversation.started_at).total_seconds()
        return seconds, seconds
    return None


@dataclass(frozen=True, slots=True)
class Gap:
    """Time without a word before turn `turn`; `wait` if the customer was waiting for the agent."""

    turn: int
    seconds: float
    wait: bool


def gaps(conversation: Conversation, side: Sides) -> list[Gap]:
    """The time between each turn of customer or agent and all that was said before it.

    Negative where they spoke at once.
    """
    found: list[Gap] = []
    until: float | None = None
    before: str | None = None
    for i, (line, who) in enumerate(zip(conversation.turns, side, strict=True)):
        times = clock(conversation, line)
        if who is None or times is None:
            continue
        if until is not None:
            found.append(Gap(i, times[0] - until, before == CUSTOMER and who == AGENT))
        until = times[1] if until is None else max(until, times[1])
        before = who
    return found


def timing(conversation: Conversation, side: Sides) -> Part:
    """Waits, silence, overlap and duration, and the turns behind them; nothing without times."""
    found = gaps(conversation, side)
    if not found:
        return {}, {}
    numbers: dict[str, float] = {}
    marks: dict[str, tuple[int, ...]] = {}
    waits = [g for g in found if g.wait]
    if waits:
        longest = max(waits, key=lambda g: g.seconds)
        numbers["longest_wait_s"] = max(0.0, longest.seconds)
        numbers["typical_wait_s"] = max(0.0, median(g.seconds for g in waits))
        marks["longest_wait_s"] = (longest.turn,)
    numbers["duration_s"] = _duration(conversation)
    if any(t.end_s is not None for t in conversation.turns):
        numbers.update(_silence(found, numbers["duration_s"]))
        marks["longest_silence_s"] = (max(found, key=lambda g: g.seconds).turn,)
        marks["overlaps"] = tuple(g.turn for g in found if g.seconds < -OVERLAP_S)
    return numbers, marks


def _silence(found: Sequence[Gap], duration: float) -> dict[str, float]:
    total = sum(max(0.0, g.seconds) for g in found)
    return {
        "silence_share": total / duration if duration else math.nan,
        "longest_silence_s": max(0.0, max(g.seconds for g in found)),
        "overlaps": float(sum(g.seconds < -OVERLAP_S for g in found)),
    }


def _duration(conversation: Conversation) -> float:
    times = [t for t in (clock(conversation, line) for line in conversation.turns) if t]
    return max(0.0, max(t[1] for t in times) - min(t[0] for t in times))
