"""Strengths are only what the evidence carries."""

from __future__ import annotations

from qa_app.dashboards.agent_home import strengths_of
from scorecards.sampling.estimation import Estimate


def score(value: float, low: float, high: float = 100) -> Estimate:
    return Estimate(value, low, high, n=9, population=90, standard_error=4, df=8)


def test_what_lies_under_the_mark_is_no_strength() -> None:
    assert strengths_of([("a", score(79.9, 70)), ("b", score(40, 30))], 80) == ()


def test_sure_ones_come_first_then_the_higher_ones() -> None:
    known = [
        ("high, unsure", score(99, 60)),
        ("sure", score(88, 81)),
        ("low, unsure", score(80, 60)),
        ("sure and high", score(95, 80)),
    ]
    found = strengths_of(known, 80)
    assert [(one.text, one.sure) for one in found] == [
        ("sure and high", True),
        ("sure", True),
        ("high, unsure", False),
    ]
