"""Divides drawn interactions among reviewers by their shares; nobody reviews themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from scorecards.sampling.frame import Key
from scorecards.sampling.plan_document import exact

Reason = Literal[
    "no_reviewer", "own_interaction", "own_team", "reviewed_before", "no_second_reviewer"
]


@dataclass(frozen=True, slots=True)
class Work:
    """One drawn interaction to be reviewed; `double` asks for a second reviewer as well.

    `not_by` names reviewers who had it already and are not to get it again.
    """

    key: Key
    agent: str
    team: str | None = None
    double: bool = False
    not_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who can review. `agent` is their own agent id if they also serve customers; `teams` are
    those they belong to or lead; `covers` are the teams whose work they may review (None = all);
    absences are (first day, last day), both included."""

    name: str
    share: float = 1.0
    agent: str | None = None
    teams: frozenset[str] = frozenset()
    covers: frozenset[str] | None = None
    absences: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Assigned:
    """One review given to one reviewer; `second` marks the hidden second one."""

    key: Key
    reviewer: str
    second: bool = False


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A review that nobody may or can do, and why."""

    key: Key
    reason: Reason
    second: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """What was given to whom, in the order of the work, and what could not be given."""

    assigned: tuple[Assigned, ...]
    unassigned: tuple[Unassigned, ...]


def divide(
    work: Sequence[Work],
    reviewers: Sequence[Reviewer],
    *,
    never_own_team: bool,
    first_day: date,
    last_day: date,
) -> Division:
    """Gives each review to the reviewer who is furthest behind their part of the work.

    A part is the share times the present part of the days from `first_day` to `last_day`. Reviews
    with the fewest possible reviewers are given first; among equals the one who has reviewed that
    agent least in this work goes first, then the name; a second review goes to who has doubled
    that first reviewer least. The same input gives the same division,
    in whatever order reviewers come. Raises ValueError when two reviewers have one name.
    """
    parts = _parts(reviewers, first_day, last_day)
    able = [r for r in sorted(reviewers, key=lambda r: r.name) if parts[r.name] > 0]
    choices = [[r for r in able if _may(r, one, never_own_team)] for one in work]
    order = sorted(range(len(work)), key=lambda place: (len(choices[place]), place))
    ledger = _Ledger(parts)
    first = {place: ledger.give(work[place], choices[place]) for place in order}
    again = {
        place: ledger.give(
            work[place], [r for r in choices[place] if r.name != taken.name], after=taken.name
        )
        for place in order
        if work[place].double and (taken := first[place])
    }
    return _division(work, able, first, again)


class _Ledger:
    """Who has been given how much, and whose interactions."""

    def __init__(self, parts: Mapping[str, Fraction]) -> None:
        self._parts = parts
        self._load: Counter[str] = Counter()
        self._met: Counter[tuple[str, str]] = Counter()
        self._doubled: Counter[frozenset[str]] = Counter()

    def give(
        self, one: Work, free: Sequence[Reviewer], *, after: str | None = None
    ) -> Reviewer | None:
        """The one of the free reviewers whose turn it is, now with one more review; None if none.

        Whose load with half the new review is smallest beside their part: Sainte-Laguë's rule. A
        second review `after` somebody's goes, among equals, to who has doubled that one least.
        """
        if not free:
            return None
        chosen = min(free, key=lambda r: self._turn(r.name, one.agent, after))
        self._load[chosen.name] += 1
        self._met[chosen.name, one.agent] += 1
        if after is not None:
            self._doubled[frozenset((chosen.name, after))] += 1
        return chosen

    def _turn(self, name: str, agent: str, after: str | None) -> tuple[Fraction, int, int, str]:
        behind = (self._load[name] + Fraction(1, 2)) / self._parts[name]
        doubled = 0 if after is None else self._doubled[frozenset((name, after))]
        return behind, doubled, self._met[name, agent], name


def _division(
    work: Sequence[Work],
    able: Sequence[Reviewer],
    first: Mapping[int, Reviewer | None],
    again: Mapping[int, Reviewer | None],
) -> Division:
    assigned: list[Assigned] = []
    unassigned: list[Unassigned] = []
    for place, one in enumerate(work):
        reviewer, other = first[place], again.get(place)
        if reviewer:
            assigned.append(Assigned(one.key, reviewer.name))
        else:
            unassigned.append(Unassigned(one.key, _why(able, one)))
        if other:
            assigned.append(Assigned(one.key, other.name, second=True))
        elif one.double:
            unassigned.append(Unassigned(one.key, "no_second_reviewer", second=True))
    return Division(tuple(assigned), tuple(unassigned))


def presence(reviewer: Reviewer, first_day: date, last_day: date) -> Fraction:
    """The part of the days on which the reviewer is there, 0 to 1; overlapping absences count once.

    Raises ValueError when the last day lies before the first.
    """
    days = (last_day - first_day).days + 1
    if days < 1:
        raise ValueError("The last day lies before the first.")
    away = {
        day
        for first, last in reviewer.absences
        for day in range(max(first, first_day).toordinal(), min(last, last_day).toordinal() + 1)
    }
    return Fraction(days - len(away), days)


def _parts(reviewers: Sequence[Reviewer], first_day: date, last_day: date) -> dict[str, Fraction]:
    parts = {r.name: exact(r.share) * presence(r, first_day, last_day) for r in reviewers}
    if len(parts) != len(reviewers):
        raise ValueError("Two reviewers have the same name.")
    return parts


def _may(reviewer: Reviewer, one: Work, never_own_team: bool) -> bool:
    if reviewer.agent == one.agent or reviewer.name in one.not_by:
        return False
    return _covers(reviewer, one) and not (never_own_team and one.team in reviewer.teams)


def _covers(reviewer: Reviewer, one: Work) -> bool:
    return reviewer.covers is None or one.team in reviewer.covers


def _why(able: Sequence[Reviewer], one: Work) -> Reason:
    able = [reviewer for reviewer in able if _covers(reviewer, one)]
    if not able:
        return "no_reviewer"
    able = [reviewer for reviewer in able if reviewer.agent != one.agent]
    if not able:
        return "own_interaction"
    return "reviewed_before" if all(r.name in one.not_by for r in able) else "own_team"
