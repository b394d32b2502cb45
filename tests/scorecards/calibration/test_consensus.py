"""Consensus strictly above half, and who departs from it in which direction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.calibration.consensus import (
    Deviation,
    Standard,
    Tally,
    deviations,
    participants,
    standards,
    tallies,
)
from scorecards.calibration.rows import Row, Value

POINTS: dict[Value, float | None] = {"yes": 1.0, "partly": 0.5, "no": 0.0, "N/A": None}


def session(**verdicts: str) -> list[Row]:
    """One question about one call: rater = verdict."""
    return [Row("call", rater, "q", value, POINTS[value]) for rater, value in verdicts.items()]


@pytest.mark.parametrize(
    ("verdicts", "consensus"),
    [
        (("yes", "yes", "no"), "yes"),
        (("yes", "yes", "no", "no"), None),
        (("yes", "no", "partly"), None),
        (("N/A", "N/A", "yes"), "N/A"),
        (("N/A", "N/A", "yes", "yes"), None),
        (("no",), "no"),
    ],
)
def test_consensus_is_strictly_more_than_half(
    verdicts: tuple[str, ...], consensus: str | None
) -> None:
    rows = session(**{f"r{n}": value for n, value in enumerate(verdicts)})
    assert tallies(rows)[0].consensus == consensus


def test_tally_of_each_item() -> None:
    rows = [
        *session(a="yes", b="yes", c="no"),
        Row("call", "a", "tone", 4.0, 0.8),
        Row("mail", "a", "q", "no", 0.0),
    ]
    assert tallies(rows) == [
        Tally(("call", "q"), (("yes", 2), ("no", 1)), "yes", 1 / 3),
        Tally(("call", "tone"), ((4.0, 1),), 4.0, None),
        Tally(("mail", "q"), (("no", 1),), "no", None),
    ]
    assert [tally.given for tally in tallies(rows)] == [3, 1, 1]


@given(st.lists(st.sampled_from(sorted(map(str, POINTS))), min_size=1, max_size=9))
def test_there_is_never_a_second_consensus(verdicts: list[str]) -> None:
    tally = tallies(session(**{f"r{n}": value for n, value in enumerate(verdicts)}))[0]
    most = max(verdicts.count(value) for value in verdicts)
    assert (tally.consensus is not None) == (2 * most > len(verdicts))
    if tally.consensus is not None:
        assert verdicts.count(str(tally.consensus)) == most


def test_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="a answered q twice about call"):
        tallies([*session(a="yes"), *session(a="no")])


def test_the_agreed_verdict_goes_before_the_experts_and_that_before_the_consensus() -> None:
    rows = session(ex="no", a="yes", b="yes", c="yes")
    agreed = [Row("call", "facilitator", "q", "partly", 0.5)]
    item = ("call", "q")
    assert standards(rows) == {item: Standard("yes", 1.0, "consensus")}
    assert standards(rows, expert="ex") == {item: Standard("no", 0.0, "expert")}
    assert standards(rows, expert="ex", agreed=agreed) == {item: Standard("partly", 0.5, "agreed")}
    assert standards(session(a="yes", b="no"), expert="ex") == {}


def test_directions() -> None:
    rows = session(a="yes", b="partly", c="no", d="N/A")
    item = ("call", "q")
    assert deviations(rows, {item: Standard("partly", 0.5, "agreed")}) == [
        Deviation(item, "a", "milder", 0.5),
        Deviation(item, "b", "same", 0.0),
        Deviation(item, "c", "stricter", -0.5),
        Deviation(item, "d", "other", None),
    ]


def test_against_na_nobody_is_milder() -> None:
    rows = session(a="yes", b="N/A")
    item = ("call", "q")
    assert deviations(rows, {item: Standard("N/A", None, "expert")}) == [
        Deviation(item, "a", "other", None),
        Deviation(item, "b", "same", None),
    ]


def test_another_answer_of_the_same_points_is_another() -> None:
    item = ("call", "q")
    found = deviations([Row("call", "a", "q", "B", 1.0)], {item: Standard("A", 1.0, "agreed")})
    assert found == [Deviation(item, "a", "other", 0.0)]


def test_items_without_a_standard_are_left_out() -> None:
    assert deviations(session(a="yes"), {}) == []


def test_participants_summed_up_without_the_expert() -> None:
    rows = []
    for number in range(8):
        item = {"ex": 0.5, "mild": 1.0, "same": 0.5, "mixed": 1.0 if number % 2 else 0.0}
        rows += [Row("call", rater, f"q{number}", v, v) for rater, v in item.items()]
    found = participants(deviations(rows, standards(rows, expert="ex")), expert="ex")
    assert [one.rater for one in found] == ["mild", "mixed", "same"]
    mild, mixed, same = found
    assert mild.counts == {"same": 0, "milder": 8, "stricter": 0, "other": 0}
    assert (mild.points, mixed.points, same.points) == (0.5, 0.0, 0.0)
    assert [one.leaning for one in found] == ["milder", "cannot_tell", "cannot_tell"]
    assert (same.same.value, same.same.high, same.same.n) == (1.0, 1.0, 8)
    assert same.same.low == pytest.approx(0.6756, abs=1e-4)


def test_five_in_one_direction_may_be_chance_and_six_hardly() -> None:
    """Sign test: 2 · (1/2)⁵ = .0625, 2 · (1/2)⁶ = .031."""
    for count, leaning in ((5, "cannot_tell"), (6, "stricter")):
        rows = [Row("call", "a", f"q{n}", "no", 0.0) for n in range(count)]
        standard = {("call", f"q{n}"): Standard("yes", 1.0, "agreed") for n in range(count)}
        assert participants(deviations(rows, standard))[0].leaning == leaning


def test_without_points_there_is_no_mean() -> None:
    standard = {("call", "q"): Standard("N/A", None, "agreed")}
    assert participants(deviations(session(a="N/A"), standard))[0].points is None
