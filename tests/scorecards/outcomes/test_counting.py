"""Outcomes: a question counts once, as its last round left it; no rate from too few."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scorecards.outcomes.counting import NEEDED, Rate, Ruled, last_rounds, outcome, outcomes, rate
from scorecards.sampling.intervals import wilson

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def ruled(dispute: int = 1, days: float = 2, **others: Any) -> Ruled:
    values: dict[str, Any] = {
        "evaluation_id": dispute,
        "card": "Chat",
        "question": "greeting",
        "text": "Greeted?",
        "reviewer": "R",
        "team": "T",
        "cause": "other",
        "round": 1,
        "verdict": "reject",
        "opened_at": AT,
        "decided_at": AT + timedelta(days=days),
        **others,
    }
    return Ruled(dispute_id=dispute, **values)


def test_the_last_round_decides() -> None:
    first = ruled(1, evaluation_id=7)
    second = ruled(2, evaluation_id=7, round=2, verdict="accept")
    other = ruled(1, evaluation_id=7, question="solved")
    assert set(map(id, last_rounds([second, first, other]))) == {id(second), id(other)}


def test_counts_rate_and_median() -> None:
    rows = [
        ruled(1, 1, verdict="accept"),
        ruled(2, 2, verdict="part"),
        *(ruled(n, n, verdict="reject") for n in (3, 4, 9)),
    ]
    found = outcome("x", rows)
    assert found is not None
    assert (found.accepted, found.part, found.rejected, found.n, found.days) == (1, 1, 3, 5, 3)
    assert found.overturned == Rate(2, 5, 0.4, *wilson(0.4, 5))


def test_two_questions_of_one_dispute_count_its_days_once() -> None:
    rows = [ruled(1, 1), ruled(1, 1, question="solved"), ruled(2, 9), ruled(3, 9)]
    found = outcome("x", rows)
    assert found is not None
    assert found.days == 9


def test_below_the_least_number_there_is_no_rate() -> None:
    assert rate(1, NEEDED - 1) == Rate(1, NEEDED - 1, None, None, None)
    assert rate(0, 0).share is None
    assert rate(0, NEEDED).share == 0
    assert outcome("x", []) is None


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("question", ["Chat\0Greeted?", "Mail\0Greeted?"]),
        ("reviewer", ["R", "S"]),
        ("team", ["T", ""]),
        ("cause", ["other", "outside"]),
        ("round", ["1", "2"]),
    ],
)
def test_groups_the_most_disputed_first(by: Any, names: list[str]) -> None:
    odd = ruled(3, card="Mail", reviewer="S", team="", cause="outside", round=2)
    assert [each.name for each in outcomes([odd, ruled(1), ruled(2)], by)] == names


def test_by_round_each_round_stands_for_itself() -> None:
    rows = [ruled(1, evaluation_id=7), ruled(2, evaluation_id=7, round=2, verdict="accept")]
    assert [(each.name, each.rejected, each.accepted) for each in outcomes(rows, "round")] == [
        ("1", 1, 0), ("2", 0, 1),
    ]  # fmt: skip
