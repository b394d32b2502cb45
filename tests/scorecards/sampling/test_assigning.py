"""Who reviews what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.sampling.assigning import (
    Assigned,
    Division,
    Reviewer,
    Unassigned,
    Work,
    divide,
    presence,
)

MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)


def work_of(count: int, agent: str = "ann", team: str = "Day", double: int = 0) -> list[Work]:
    return [Work(("desk", f"{agent}{i}"), agent, team, i < double) for i in range(count)]


def divided(work: Sequence[Work], *reviewers: Reviewer, never_own_team: bool = False) -> Division:
    return divide(work, reviewers, never_own_team=never_own_team, first_day=MONDAY, last_day=SUNDAY)


def loads(division: Division) -> Counter[str]:
    return Counter(assigned.reviewer for assigned in division.assigned)


def test_a_division_by_hand() -> None:
    # Shares 2 : 1 with half a review ahead: r 1/4, then s 1/2, r 3/4, r 5/4.
    assert divided(work_of(4), Reviewer("r", 2), Reviewer("s", 1)) == Division(
        (
            Assigned(("desk", "ann0"), "r"),
            Assigned(("desk", "ann1"), "s"),
            Assigned(("desk", "ann2"), "r"),
            Assigned(("desk", "ann3"), "r"),
        ),
        (),
    )


def test_shares_hold_for_many() -> None:
    assert loads(divided(work_of(100), Reviewer("r", 2), Reviewer("s", 1), Reviewer("t", 1))) == {
        "r": 50,
        "s": 25,
        "t": 25,
    }


def test_who_is_away_half_the_days_gets_half() -> None:
    week = (date(2026, 3, 5), date(2026, 3, 20))  # Thursday on: 3 of 7 days are left
    division = divided(work_of(100), Reviewer("r"), Reviewer("s", absences=(week,)))
    assert loads(division) == {"r": 70, "s": 30}


def test_nobody_reviews_themselves() -> None:
    division = divided(work_of(4), Reviewer("ann", agent="ann"), Reviewer("s"))
    assert loads(division) == {"s": 4}
    alone = divided(work_of(1), Reviewer("ann", agent="ann"))
    assert alone.unassigned == (Unassigned(("desk", "ann0"), "own_interaction"),)


def test_ones_own_team_only_if_the_plan_allows_it() -> None:
    day, night = Reviewer("d", teams=frozenset({"Day"})), Reviewer("n", teams=frozenset({"Night"}))
    assert loads(divided(work_of(4), day, night)) == {"d": 2, "n": 2}
    assert loads(divided(work_of(4), day, night, never_own_team=True)) == {"n": 4}
    alone = divided(work_of(1), day, never_own_team=True)
    assert alone.unassigned == (Unassigned(("desk", "ann0"), "own_team"),)


def test_without_anyone_there_the_work_is_named() -> None:
    away = Reviewer("r", absences=((MONDAY, SUNDAY),))
    for division in (divided(work_of(1)), divided(work_of(1), away)):
        assert division == Division((), (Unassigned(("desk", "ann0"), "no_reviewer"),))


def test_the_second_review_goes_to_somebody_else() -> None:
    division = divided(work_of(10, double=4), Reviewer("r"), Reviewer("s"), Reviewer("t"))
    assert sum(assigned.second for assigned in division.assigned) == 4
    first = {a.key: a.reviewer for a in division.assigned if not a.second}
    assert all(first[a.key] != a.reviewer for a in division.assigned if a.second)
    assert max(loads(division).values()) - min(loads(division).values()) <= 1


def test_without_somebody_else_the_first_review_is_still_done() -> None:
    division = divided(work_of(1, double=1), Reviewer("r"))
    assert division == Division(
        (Assigned(("desk", "ann0"), "r"),),
        (Unassigned(("desk", "ann0"), "no_second_reviewer", second=True),),
    )


def test_reviewers_meet_the_agents_in_turn() -> None:
    work = [one for pair in zip(work_of(4, "ann"), work_of(4, "ben"), strict=True) for one in pair]
    division = divided(work, Reviewer("r"), Reviewer("s"))
    met = Counter((a.reviewer, a.key[1][:3]) for a in division.assigned)
    assert met == {("r", "ann"): 2, ("r", "ben"): 2, ("s", "ann"): 2, ("s", "ben"): 2}


def test_the_hard_to_place_go_first() -> None:
    # Only s may review ann, so r takes what others leave and both end up even.
    work = work_of(2, "ben") + work_of(2, "ann")
    division = divided(work, Reviewer("r", agent="ann"), Reviewer("s"))
    assert loads(division) == {"r": 2, "s": 2}
    assert [a.key for a in division.assigned] == [one.key for one in work]


def test_presence_counts_each_day_once() -> None:
    absences = ((date(2026, 2, 20), MONDAY), (MONDAY, date(2026, 3, 3)))
    assert presence(Reviewer("r", absences=absences), MONDAY, SUNDAY) == Fraction(5, 7)
    with pytest.raises(ValueError, match="lies before"):
        presence(Reviewer("r"), SUNDAY, MONDAY)


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        divided([], Reviewer("r"), Reviewer("r"))


people = st.builds(
    Reviewer,
    st.text(min_size=1, max_size=3),
    st.sampled_from([0.5, 1.0, 2.0]),
    st.sampled_from([None, "a", "b"]),
    st.frozensets(st.sampled_from(["Day", "Night"])),
)
tasks = st.tuples(st.sampled_from("abc"), st.sampled_from(["Day", "Night"]), st.booleans())


@given(st.lists(tasks, max_size=30), st.lists(people, unique_by=lambda r: r.name), st.booleans())
def test_laws(rows: list[tuple[str, str, bool]], reviewers: list[Reviewer], apart: bool) -> None:
    work = [Work(("s", str(i)), a, team, double) for i, (a, team, double) in enumerate(rows)]
    division = divided(work, *reviewers, never_own_team=apart)
    assert divided(work, *reversed(reviewers), never_own_team=apart) == division
    assert len(division.assigned) + len(division.unassigned) == len(work) + sum(r[2] for r in rows)
    by_name = {reviewer.name: reviewer for reviewer in reviewers}
    by_key = {one.key: one for one in work}
    for given_to in division.assigned:
        reviewer, one = by_name[given_to.reviewer], by_key[given_to.key]
        assert reviewer.agent != one.agent
        assert not (apart and one.team in reviewer.teams)
    pairs = [(a.key, a.reviewer) for a in division.assigned]
    assert len(set(pairs)) == len(pairs)


@given(st.integers(0, 60), st.integers(1, 7))
def test_equal_shares_differ_by_one_at_most(count: int, reviewers: int) -> None:
    division = divided(work_of(count), *(Reviewer(str(i)) for i in range(reviewers)))
    counted = [loads(division)[str(i)] for i in range(reviewers)]
    assert sum(counted) == count
    assert max(counted) - min(counted) <= 1
