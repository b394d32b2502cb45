"""Plan documents: what is read, and each refusal by name."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from scorecards.sampling.plan_document import (
    Amount,
    DurationRange,
    Every,
    PlanDocument,
    PlanError,
    ReviewerShare,
    What,
    Who,
    exact,
    parse_plan,
)

SMALL: dict[str, Any] = {
    "format": 1,
    "title": "Weekly",
    "every": "weekly",
    "amount": {"per_agent": 5},
}
FULL: dict[str, Any] = {
    "format": 1,
    "title": "Calls by theme",
    "who": {"teams": ["Night"], "agents": ["a-7"]},
    "what": {
        "channels": ["phone"],
        "topics": ["billing"],
        "directions": ["inbound"],
        "duration_s": {"min": 60, "max": 1800},
    },
    "every": {"days": 10},
    "amount": {"share": 0.1},
    "strata": ["channel", "topic"],
    "risk_share": 0.5,
    "double_share": 0.1,
    "due_days": 3,
    "reviewers": [{"reviewer": "r1@example.org", "share": 2}, {"reviewer": "r2@example.org"}],
    "never_own_team": True,
}


def problems_of(**changes: Any) -> tuple[str, ...]:
    with pytest.raises(PlanError) as caught:
        parse_plan(json.dumps(SMALL | changes))
    return caught.value.problems


def test_the_shortest_plan_has_the_documented_defaults() -> None:
    assert parse_plan(json.dumps(SMALL)) == PlanDocument(
        format=1,
        title="Weekly",
        who=Who(),
        what=What(),
        every="weekly",  # type: ignore[arg-type]  # written as in a document
        amount=Amount(per_agent=5),
        strata=("channel",),
        risk_share=0.0,
        double_share=0.05,
        due_days=7,
        reviewers=(),
        never_own_team=False,
    )


def test_every_key_is_read() -> None:
    plan = parse_plan(json.dumps(FULL))
    assert plan.who == Who(teams=("Night",), agents=("a-7",))
    assert plan.what == What(
        channels=("phone",),
        topics=("billing",),
        directions=("inbound",),
        duration_s=DurationRange(min=60, max=1800),
    )
    assert plan.every == Every(unit="days", days=10)
    assert plan.amount == Amount(share=0.1)
    assert plan.strata == ("channel", "topic")
    assert plan.reviewers == (
        ReviewerShare(reviewer="r1@example.org", share=2),
        ReviewerShare(reviewer="r2@example.org", share=1),
    )
    assert (plan.risk_share, plan.double_share, plan.due_days) == (0.5, 0.1, 3)
    assert plan.never_own_team is True


@pytest.mark.parametrize("document", [SMALL, FULL, SMALL | {"who": "all", "every": "monthly"}])
def test_a_plan_survives_being_written_and_read(document: dict[str, Any]) -> None:
    plan = parse_plan(json.dumps(document))
    assert parse_plan(plan.model_dump_json()) == plan


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"colour": 1}, 'unknown key "colour"'),
        ({"amount": {"per_agent": 5, "each": 2}}, 'unknown key "amount.each"'),
        ({"who": {"team": ["x"]}}, 'unknown key "who.team"'),
        ({"format": 2}, '"format": Input should be 1'),
        ({"every": "daily"}, '"every": say "weekly", "monthly" or {"days": N}'),
        ({"every": {"days": 0}}, '"every.days": Input should be greater than or equal to 1'),
        ({"who": {"teams": []}}, '"who": say "all", or name at least one team or agent'),
        (
            {"amount": {"share": 0.1, "total": 9}},
            '"amount": give exactly one of "per_agent", "share" and "total"',
        ),
        ({"amount": {"total": "9"}}, '"amount.total": Input should be a valid integer'),
        ({"risk_share": 0.71}, '"risk_share": Input should be less than or equal to 0.7'),
        ({"strata": ["channel", "channel"]}, '"strata" names the same key twice'),
        (
            {"reviewers": [{"reviewer": "A@b.org"}, {"reviewer": "a@B.org"}]},
            '"reviewers" names the same reviewer twice',
        ),
        ({"what": {"duration_s": {}}}, '"what.duration_s": give "min", "max" or both'),
        (
            {"what": {"duration_s": {"min": 9, "max": 8}}},
            '"what.duration_s": "min" is greater than "max"',
        ),
    ],
)
def test_each_fault_is_named(changes: dict[str, Any], problem: str) -> None:
    assert problems_of(**changes) == (problem,)


def test_all_faults_are_told_at_once() -> None:
    assert problems_of(due_days=0, colour=1) == (
        '"due_days": Input should be greater than or equal to 1',
        'unknown key "colour"',
    )


def test_a_missing_key_is_named() -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan('{"format": 1, "title": "x", "every": "weekly"}')
    assert caught.value.problems == ('"amount" is missing',)


def test_what_is_no_json_is_said_to_be_none() -> None:
    with pytest.raises(PlanError, match=r"^not a JSON document: EOF while parsing"):
        parse_plan("{")


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(PlanError, match=r"^not a JSON document: "):
        parse_plan(b'{"title": "\xe9"}')


def test_a_share_is_taken_as_it_is_written() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert exact(0.05) * 20 == 1
