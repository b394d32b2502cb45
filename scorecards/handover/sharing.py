"""Shares items out among other reviewers, and says of each that cannot move why; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from scorecards.absences.days import Away, away_throughout
from scorecards.sampling.assigning import Reviewer, Work, divide

Why = Literal["submitted", "nobody", "other_team", "own_work", "own_team", "had_it", "away"]

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """An item in somebody's queue; `had_by` are those who have or had its interaction.

    `keeps_apart`: nobody of its team may review it. `is_submitted`: waits to become final. `due`:
    the day by which it must be done; None: any.
    """

    id: int
    interaction: int
    agent: int
    team: int | None
    reviewer: int
    had_by: frozenset[int] = frozenset()
    keeps_apart: bool = True
    is_submitted: bool = False
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Taker:
    """Who is to get items, in which share; `teams` they belong to or lead, `covers` those whose
    work they may review (None = all); `absences` are (first day, last day), both included."""

    id: int
    share: float = 1.0
    teams: frozenset[int] = frozenset()
    covers: frozenset[int] | None = None
    absences: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who gets which item, and why the others stay; both in the order of the items."""

    moves: tuple[tuple[Item, int], ...]
    stay: tuple[tuple[Item, Why], ...]


def share_out(items: Sequence[Item], takers: Sequence[Taker], *, on: date) -> Sharing:
    """Each item to one of the takers by shares, as a draw divides its work (Sainte-Laguë).

    Never to the agent themselves, to who has or had it, or across teams that may not, or to who is
    away from the day `on` until it is due. An
    interaction that is reviewed twice goes to two people: its second item is given in a round of
    its own, after the first. Raises ValueError when a taker is named twice.
    """
    given: dict[int, int] = {}
    bars: dict[int, dict[int, Why | None]] = {}
    taken: dict[int, frozenset[int]] = {}
    for part in _rounds(items):
        part = [replace(one, had_by=one.had_by | taken.get(one.interaction, _NONE)) for one in part]
        bars |= {one.id: {taker.id: _bars(one, taker, on) for taker in takers} for one in part}
        new = _divided(part, takers, bars, on)
        given |= new
        for one in part:
            if one.id in new:
                taken[one.interaction] = taken.get(one.interaction, _NONE) | {new[one.id]}
    return Sharing(
        tuple((item, given[item.id]) for item in items if item.id in given),
        tuple((item, _why(item, bars[item.id])) for item in items if item.id not in given),
    )


def _rounds(items: Sequence[Item]) -> list[list[Item]]:
    """The items in rounds, of each interaction one in a round."""
    rounds: list[list[Item]] = []
    seen: Counter[int] = Counter()
    for item in items:
        place = seen[item.interaction]
        seen[item.interaction] += 1
        if place == len(rounds):
            rounds.append([])
        rounds[place].append(item)
    return rounds


def _divided(
    items: Sequence[Item],
    takers: Sequence[Taker],
    bars: Mapping[int, Mapping[int, Why | None]],
    on: date,
) -> dict[int, int]:
    work = [
        Work(
            ("item", str(item.id)),
            str(item.agent),
            not_by=frozenset(str(who) for who, why in bars[item.id].items() if why),
        )
        for item in items
        if not item.is_submitted
    ]
    reviewers = [Reviewer(str(taker.id), share=taker.share) for taker in takers]
    division = divide(work, reviewers, never_own_team=False, first_day=on, last_day=on)
    return {int(one.key[1]): int(one.reviewer) for one in division.assigned}


def _bars(item: Item, taker: Taker, on: date) -> Why | None:
    """What keeps the taker from the item; None where nothing does."""
    if taker.covers is not None and item.team not in taker.covers:
        return "other_team"
    if taker.id == item.agent:
        return "own_work"
    if taker.id == item.reviewer or taker.id in item.had_by:
        return "had_it"
    if item.keeps_apart and item.team in taker.teams:
        return "own_team"
    return "away" if away_throughout(taker.absences, on, max(item.due or on, on)) else None


def _why(item: Item, bars: dict[int, Why | None]) -> Why:
    """What barred the taker who came nearest."""
    if item.is_submitted:
        return "submitted"
    order: tuple[Why, ...] = ("away", "own_team", "had_it", "own_work", "other_team")
    return next((why for why in order if why in bars.values()), "nobody")
