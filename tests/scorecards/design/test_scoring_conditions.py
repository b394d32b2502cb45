"""Which questions are shown, and what hidden ones count for."""

from fractions import Fraction

import pytest

from scorecards.design.scoring import (
    score,
    to_public,
    visible_questions,
)
from tests.scorecards.design.cards import document, question, section


def chained():
    return document(
        section(
            "s",
            question("a"),
            question("b", condition={"question": "a", "in": ["no"]}),
            question("c", condition={"question": "b", "in": ["no"]}),
        )
    )


def test_a_hidden_question_s_stored_answer_is_ignored():
    # b was answered "no" while a was "no"; then a was changed to "yes".
    result = score(chained(), {"a": "yes", "b": "no", "c": "no"})
    assert result.percent == 100
    assert [item.state for item in result.questions.values()] == ["answered", "hidden", "hidden"]


@pytest.mark.parametrize("first", ["N/A", None])
def test_a_condition_on_a_question_without_an_answer_is_false(first):
    shown = visible_questions(chained(), {"a": first, "b": "no"})
    assert [item.key for item in shown] == ["a"]


def test_conditions_chain():
    result = score(chained(), {"a": "no", "b": "no", "c": "yes"})
    assert result.percent == Fraction(100, 3)
    assert to_public(result)["percent"] == 33.333333


def test_a_condition_on_a_fact():
    card = document(
        section(
            "s",
            question("a"),
            question("b", condition={"fact": "topic", "in": ["billing"]}),
            question("c", condition={"fact": "channel", "in": ["phone"]}),
            question("d", condition={"fact": "escalated", "in": [True]}),
            question("e", condition={"fact": "transfers", "in": [1, 0.1]}),
        )
    )
    shown = [item.key for item in visible_questions(card, {})]
    assert shown == ["a", "c"]
    facts = {"topic": "billing", "channel": "chat", "escalated": True, "transfers": True}
    assert [item.key for item in visible_questions(card, {}, facts)] == ["a", "b", "d"]
    facts = {"escalated": 1, "transfers": 0.1}
    assert [item.key for item in visible_questions(card, {}, facts)] == ["a", "c", "e"]


@pytest.mark.parametrize(
    ("limits", "shown_for"),
    [
        ({"from": 60}, [60, 300]),
        ({"to": 60}, [0, 59.5]),
        ({"from": 59.5, "to": 300}, [59.5, 60]),
    ],
)
def test_limits_include_their_start_and_not_their_end(limits, shown_for):
    card = document(section("s", question("a", condition={"fact": "hold_s", **limits})))
    holds = [0, 59.5, 60, 300, None, True, "60"]
    assert [held for held in holds if visible_questions(card, {}, {"hold_s": held})] == shown_for


def test_text_facts_are_compared_loosely_and_answers_exactly():
    card = document(
        section(
            "s",
            question("a", condition={"fact": "topic", "in": ["Complaint"]}),
            question("b", type="choice", options=[{"value": v, "score": 1} for v in ("A", "a")]),
            question("c", condition={"question": "b", "in": ["A"]}),
        )
    )
    shown = [q.key for q in visible_questions(card, {"b": "a"}, {"topic": " complaint"})]
    assert shown == ["a", "b"]
