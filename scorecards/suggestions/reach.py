"""Which turns a rule looks at: those that surely belong to its stretch, and those that may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorecards.design.suggestion import Side, Stretch
from scorecards.suggestions.conversation import Conversation, Said


@dataclass(frozen=True)
class Reach:
    """Turns of a stretch; `unread` says whether turns that were not read may belong to it."""

    certain: tuple[Said, ...]
    possible: tuple[Said, ...]
    unread: bool


def is_by(said: Said, side: Side) -> bool:
    """Whether a turn surely is by a side; anyone is the agent, the customer, or one of the two."""
    return said.who == side or (side == "anyone" and said.who != "other")


def may_be_by(said: Said, side: Side) -> bool:
    """Whether a turn may be by a side: one whose speaker is not known may be by either."""
    return is_by(said, side) or said.who == "unknown"


def reach(conversation: Conversation, side: Side, within: Stretch | None) -> Reach:
    """The turns of a side in a stretch, or in the whole conversation without one."""
    if within is None:
        return _parted(conversation.turns, side, conversation.unread > 0)
    if within.unit == "seconds":
        return _seconds(conversation, side, within)
    return _turns(conversation, side, within)


def _parted(turns: Sequence[Said], side: Side, unread: bool) -> Reach:
    certain = tuple(said for said in turns if is_by(said, side))
    possible = tuple(said for said in turns if said.who == "unknown" and side != "anyone")
    return Reach(certain, possible, unread)


def _turns(conversation: Conversation, side: Side, within: Stretch) -> Reach:
    """The first or last n turns of a side: n of those whose speaker is known, and what is between.

    A turn of the side surely is among the first n where it still is with every turn before it
    that may be the side's.
    """
    count = int(within.count)
    near, cut = _from_end(conversation, within)
    certain: list[Said] = []
    possible: list[Said] = []
    known = candidates = 0
    for said in near:
        if known == count:
            break
        if not may_be_by(said, side):
            continue
        candidates += 1
        if not is_by(said, side):
            possible.append(said)
            continue
        known += 1
        (certain if candidates <= count else possible).append(said)
    return Reach(_in_order(certain), _in_order(possible), cut and known < count)


def _seconds(conversation: Conversation, side: Side, within: Stretch) -> Reach:
    """Turns that begin in the first or last so many seconds; one without a time may."""
    near, cut = _from_end(conversation, within)
    last = max((end for said in near if (end := _end(said)) is not None), default=0.0)
    certain: list[Said] = []
    possible: list[Said] = []
    left = False
    for said in near:
        if said.start is not None and _distance(said.start, within, last) > within.count:
            left = True
            continue
        if not may_be_by(said, side):
            continue
        is_sure = said.start is not None and is_by(said, side)
        (certain if is_sure else possible).append(said)
    return Reach(_in_order(certain), _in_order(possible), cut and not left)


def _from_end(conversation: Conversation, within: Stretch) -> tuple[Sequence[Said], bool]:
    """The turns beginning at the stretch's end, up to what is unread, and whether there is any."""
    turns, cut = conversation.turns, conversation.unread > 0
    if within.end == "first":
        return (turns[: conversation.head] if cut else turns), cut
    return tuple(reversed(turns[conversation.head :] if cut else turns)), cut


def _distance(start: float, within: Stretch, last: float) -> float:
    """Seconds between a turn's beginning and the end of the conversation that the rule names."""
    return start if within.end == "first" else last - start


def _end(said: Said) -> float | None:
    return said.end if said.end is not None else said.start


def _in_order(turns: Sequence[Said]) -> tuple[Said, ...]:
    return tuple(sorted(turns, key=lambda said: said.position))
