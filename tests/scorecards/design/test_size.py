"""What is too large for any page is refused before anything walks it by recursion."""

from __future__ import annotations

from typing import Any

import pytest

from scorecards.design.findings import ScorecardInvalid
from scorecards.design.size import DEEPEST, LONGEST_TEXT, MOST_QUESTIONS, check_size
from tests.factories.scorecards import card_json


def nested(levels: int) -> Any:
    found: Any = "leaf"
    for _ in range(levels):
        found = {"children": [found]} if levels % 2 else [found]
    return found


def card(questions: int) -> dict[str, Any]:
    halves = questions // 2, questions - questions // 2
    return {"sections": [{"questions": [{"key": "q"}] * half} for half in halves]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (nested(400), "nested more than 30 levels"),
        (nested(100_001), "nested more than 30 levels"),
        ({"title": "x" * (LONGEST_TEXT + 1)}, "has 20,001 characters"),
        (card(MOST_QUESTIONS + 1), "has 1,001 questions"),
    ],
)
def test_what_is_too_large_is_refused_in_words(data: Any, said: str) -> None:
    with pytest.raises(ScorecardInvalid, match=said):
        check_size(data)


@pytest.mark.parametrize(
    "data",
    [
        nested(DEEPEST),
        {"title": "x" * LONGEST_TEXT},
        card(MOST_QUESTIONS),
        card_json("Card"),
        # What is of another shape is the format's to refuse.
        None,
        [],
        {"sections": "none"},
        {"sections": [1, {"questions": 2}]},
    ],
)
def test_what_fits_passes(data: Any) -> None:
    check_size(data)
