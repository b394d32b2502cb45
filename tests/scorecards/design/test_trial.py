"""Answers and facts tried out on a card: what is asked then, and what it scores."""

import pytest

from scorecards.design.trial import asked_facts, tried
from tests.scorecards.design.cards import document, question, section

CARD = document(
    section(
        "s",
        question("a"),
        question("b", condition={"fact": "escalated", "in": [True]}),
        question("c", condition={"fact": "hold_s", "from": 60}),
        question("d", condition={"fact": "topic", "in": ["billing"]}),
    )
)


def shown(**fields):
    trial = tried(CARD, lambda name: [fields[name]] if name in fields else [])
    return [key for key in "abcd" if trial.state(key) != "hidden"]


def test_the_facts_that_a_card_asks_for_are_those_of_its_conditions():
    assert list(asked_facts(CARD)) == ["topic", "hold_s", "escalated"]
    assert asked_facts(document(section("s", question("a")))) == {}


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({}, ["a"]),
        ({"f.escalated": "true"}, ["a", "b"]),
        ({"f.escalated": "false"}, ["a"]),
        ({"f.hold_s": "60"}, ["a", "c"]),
        ({"f.hold_s": "59,5"}, ["a"]),
        ({"f.hold_s": "long"}, ["a"]),
        ({"f.topic": " Billing"}, ["a", "d"]),
    ],
)
def test_facts_decide_what_is_asked(fields, keys):
    assert shown(**fields) == keys


def test_tried_facts_count_in_the_score():
    fields = {"a.a": "yes", "a.b": "no", "f.escalated": "true"}
    trial = tried(CARD, lambda name: [fields[name]] if name in fields else [])
    assert trial.result is not None
    assert (trial.result.percent, trial.facts) == (50, {"escalated": True})
