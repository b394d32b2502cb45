"""Answers after the score: words, levels, points, what comes first."""

import pytest

from scorecards.design.answers import Value
from scorecards.design.document import parse
from scorecards.design.scoring import score
from scorecards.reviews.answer_words import answer_words
from scorecards.reviews.answered import (
    Answered,
    Given,
    Quote,
    answered_sections,
    levels,
    strengths,
    weaknesses,
)
from scorecards.reviews.results import result_data

QUESTIONS = [
    {"key": "hello", "text": "Hello?", "type": "yes_no", "weight": 10},
    {
        "key": "tone", "text": "Tone?", "type": "scale", "weight": 30,
        "scale": {"min": 1, "max": 5, "labels": [{"value": 5, "label": "Warm"}]},
    },
    {
        "key": "safe", "text": "Safe?", "type": "yes_no", "weight": 10,
        "critical": "evaluation", "fatal_values": ["no"],
    },
    {
        "key": "found", "text": "What was found?", "type": "multiple", "weight": 10,
        "options": [
            {"value": "a", "label": "First", "score": 0.5},
            {"value": "b", "label": "Second", "score": 0.5},
        ],
    },
    {"key": "note", "text": "Note?", "type": "text", "required": False},
    {
        "key": "more", "text": "More?", "type": "yes_no", "weight": 10,
        "condition": {"question": "hello", "in": ["no"]},
    },
]  # fmt: skip
CARD = parse(
    {
        "format": 1, "title": "Card",
        "sections": [{"key": "all", "title": "All", "questions": QUESTIONS}],
    }
)  # fmt: skip
QUOTE = Quote(7, "I am sorry.", 12.0, None)
BY_KEY = {question.key: question for question in CARD.questions()}


def answered(**answers: Value) -> dict[str, Answered]:
    given = {key: Given(value) for key, value in answers.items()}
    if "tone" in given:
        given["tone"] = Given(answers["tone"], "Be warmer.", (QUOTE,))
    (section,) = answered_sections(CARD, result_data(score(CARD, answers)), given)
    return {each.key: each for each in section.questions}


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("hello", "yes", "Yes"),
        ("hello", "N/A", ""),
        ("hello", None, ""),
        ("tone", 3, "3 of 5"),
        ("tone", 5, "5 of 5: Warm"),
        ("found", ["a", "b"], "First, Second"),
        ("note", "As it is.", "As it is."),
    ],
)
def test_answers_in_words(key: str, value: Value, words: str) -> None:
    assert answer_words(BY_KEY[key], value) == words


def test_points_are_shares_of_100() -> None:
    found = answered(hello="yes", tone=2, safe="yes", found=["a"], note="x")
    assert {key: (each.points, each.possible) for key, each in found.items()} == {
        "hello": (16.666667, 16.6667),
        "tone": (12.5, 50.0),
        "safe": (16.666667, 16.6667),
        "found": (8.333333, 16.6667),
        "note": (None, None),
    }
    assert found["tone"].lost == 37.5
    assert (found["tone"].comment, found["tone"].quotes) == ("Be warmer.", (QUOTE,))


def test_levels_leave_out_text_and_hidden_questions() -> None:
    found = answered(hello="yes", tone=2, safe="N/A", found=["a"], note="x", more="yes")
    assert levels(found.values()) == ["full", "low", "n/a", "half"]
    assert "more" not in found
    assert [each.number for each in found.values()] == ["Q1", "Q2", "Q3", "Q4", "Q5"]


def test_a_full_answer_with_evidence_comes_first() -> None:
    found = list(answered(hello="yes", tone=5, safe="yes", found=["a", "b"]).values())
    assert [each.key for each in strengths(found, 2)] == ["tone", "hello"]


def test_a_fatal_answer_comes_before_a_costly_one() -> None:
    found = list(answered(hello="yes", tone=1, safe="no", found=["a"]).values())
    assert [each.key for each in weaknesses(found, 3)] == ["safe", "tone", "found"]
    assert weaknesses(list(answered(hello="yes").values())) == []


def test_a_question_s_pass_mark_stands_in_the_place_of_half() -> None:
    bands = [{"from": 0, "label": "Cold"}, {"from": 50, "label": "Fair"}]
    tone = {**QUESTIONS[1], "pass_percent": 75, "bands": bands}
    card = parse(
        {
            "format": 1, "title": "Card",
            "sections": [
                {"key": "all", "title": "All", "pass_percent": 60, "bands": bands,
                 "questions": [tone]}
            ],
        }
    )  # fmt: skip
    told = {}
    for value in (3, 4, 5):
        answers = {"tone": value}
        (section,) = answered_sections(card, result_data(score(card, answers)), {})
        one = section.questions[0]
        told[value] = (one.level, one.passed, one.band, section.passed, section.band)
    assert told == {
        3: ("low", False, "Fair", False, "Fair"),
        4: ("half", True, "Fair", True, "Fair"),
        5: ("full", True, "Fair", True, "Fair"),
    }


def test_causes_are_said_in_words() -> None:
    causes = [{"key": "tool", "label": "Tool", "children": [{"key": "slow", "label": "Slow"}]},
              {"key": "other", "label": "Other", "free_text": True}]  # fmt: skip
    card = parse(
        {
            "format": 1, "title": "Card",
            "sections": [
                {"key": "all", "title": "All",
                 "questions": [{**QUESTIONS[0], "root_causes": causes}]}
            ],
        }
    )  # fmt: skip
    given = {"hello": Given("no", causes=("tool", "slow", "other: no paper"))}
    (section,) = answered_sections(card, result_data(score(card, {"hello": "no"})), given)
    assert section.questions[0].causes == ("Tool › Slow", "Other: “no paper”")
