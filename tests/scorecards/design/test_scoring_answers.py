"""What each type of question earns, what is missing, and which answers are refused."""

import pytest

from scorecards.design.findings import AnswersInvalid, ScorecardInvalid
from scorecards.design.scoring import (
    missing_required,
    open_root_causes,
    required_comments,
    score,
)
from tests.scorecards.design.cards import document, question, section


@pytest.mark.parametrize(
    ("cap", "chosen", "expected"),
    [
        (None, ["a", "b"], 100),
        (0.6, ["a", "b"], 60),
        (1.5, ["a", "b"], 110),
        (None, ["b", "c"], 0),
        (None, ["c"], -50),
        (None, [], 0),
        (0, ["a"], 0),
    ],
)
def test_multiple_choice_sums_what_is_chosen_up_to_its_cap(cap, chosen, expected):
    options = [
        {"value": "a", "score": 0.6},
        {"value": "b", "score": 0.5},
        {"value": "c", "score": -0.5},
    ]
    asked = question("q", type="multiple", options=options, cap=cap)
    result = score(document(section("s", asked)), {"q": chosen})
    assert result.raw_percent == expected


@pytest.mark.parametrize(("point", "expected"), [(1, 0), (2, 25), (4, 75), (5, 100)])
def test_a_scale_point_is_its_part_of_the_way(point, expected):
    asked = question("q", type="scale", scale={"min": 1, "max": 5})
    assert score(document(section("s", asked)), {"q": point}).percent == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, 100), (19.999, 100), (20, 50), (59, 50), (60, 10), (120, 10)]
)
def test_a_range_includes_its_start_and_only_the_last_its_end(number, expected):
    ranges = [
        {"from": 60, "to": 120, "score": 0.1},
        {"from": 0, "to": 20, "score": 1},
        {"from": 20, "to": 60, "score": 0.5},
    ]
    asked = question("q", type="number", ranges=ranges)
    assert score(document(section("s", asked)), {"q": number}).percent == expected


def test_ranges_may_be_open_at_their_ends():
    ranges = [{"from": None, "to": 0, "score": 0}, {"from": 0, "to": None, "score": 1}]
    card = document(section("s", question("q", type="number", ranges=ranges)))
    assert score(card, {"q": -7}).percent == 0
    assert score(card, {"q": 10**6}).percent == 100


def test_what_is_still_missing_for_submission():
    card = document(
        section(
            "s",
            question("a", comment_required_for=["no", "N/A"]),
            question("b", condition={"question": "a", "in": ["no"]}),
            question("c", required=False),
            question(
                "d",
                type="multiple",
                options=TWO,
                comment_required_for=["x"],
                root_causes=[{"key": "why", "label": "Why"}],
                root_causes_for=["y"],
            ),
            question("e", type="text"),
        )
    )
    assert missing_required(card, {"e": "  "}) == ("a", "d", "e")
    assert missing_required(card, {"a": "no", "d": ["x"], "e": "Said hello"}) == ("b",)
    assert required_comments(card, {"a": "N/A", "b": "no", "d": ["y", "x"]}) == ("a", "d")
    assert required_comments(card, {"a": "yes", "b": "no", "d": ["y"]}) == ()
    assert open_root_causes(card, {"d": ["y", "x"]}) == ("d",)
    assert open_root_causes(card, {"d": ["x"]}) == ()


TWO = [{"value": "x", "score": 0.5}, {"value": "y", "score": 0.5}]


def test_unknown_questions_and_values_are_named():
    card = document(
        section(
            "s",
            question("a", na_allowed=False),
            question("b", type="scale", scale={"min": 1, "max": 5}),
            question("c", type="multiple", options=TWO),
            question("d", type="number", ranges=[{"from": 0, "to": 9, "score": 1}]),
            question("e", type="text"),
            question("f", type="choice", options=TWO),
        )
    )
    answers = {
        "a": "N/A",
        "b": 6,
        "c": ["x", "x"],
        "d": 10,
        "e": 3,
        "f": "z",
        "greeting": "yes",
    }
    with pytest.raises(AnswersInvalid) as refused:
        score(card, answers)
    assert [(item.where, item.message) for item in refused.value.findings] == [
        ("a", "“N/A” is not allowed for this question."),
        ("b", "“6” is not a point of its scale. Write a whole number from 1 to 5, without quotes."),
        ("c", "An answer is chosen twice: name each once."),
        ("d", "10 lies outside its ranges. Write a number that one of them holds."),
        ("e", "Write the answer as text, in quotes."),
        ("f", "“z” is not one of its answers. Choose from: x, y."),
        (
            "greeting",
            "The scorecard has no question “greeting”. Remove the answer or mend its key.",
        ),
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("yes_no", True),
        ("yes_no", "Yes"),
        ("scale", "3"),
        ("scale", 2.5),
        ("scale", True),
        ("multiple", "x"),
        ("multiple", [1]),
        ("number", "5"),
        ("number", float("nan")),
    ],
)
def test_values_of_the_wrong_kind_are_refused(kind, value):
    card = document(section("s", question("q", type=kind, scale={"min": 1, "max": 5}, options=TWO)))
    with pytest.raises(AnswersInvalid):
        score(card, {"q": value})


def test_a_card_with_a_key_used_twice_cannot_be_scored():
    with pytest.raises(ScorecardInvalid):
        score(document(section("s", question("a"), question("a"))), {})
