"""Findings about conditions: what they may look at, and what can never come true."""

import pytest

from scorecards.design.validation import findings
from tests.scorecards.design.cards import document, question, section
from tests.scorecards.design.findings import EVERYTHING, marks


@pytest.mark.parametrize(
    ("condition", "source", "expected"),
    [
        ({"question": "a", "in": ["no"]}, {}, None),
        ({"question": "a", "in": []}, {}, "condition.in"),
        ({"question": "a", "in": ["maybe"]}, {}, "condition.in"),
        ({"question": "a", "in": ["N/A"]}, {}, "condition.in"),
        ({"question": "z", "in": ["no"]}, {}, "condition.question"),
        ({"question": "q", "in": ["no"]}, {}, "condition.question"),
        ({"question": "later", "in": ["no"]}, {}, "condition.question"),
        ({"question": "a", "in": ["no"]}, {"required": False}, "condition.question"),
        ({"question": "a", "in": ["no"]}, {"type": "text"}, "condition.question"),
        ({"question": "a", "fact": "topic", "in": ["no"]}, {}, "condition"),
        ({"in": ["no"]}, {}, "condition"),
        ({"fact": "topic", "in": ["billing"]}, {}, None),
        ({"fact": "tropic", "in": ["billing"]}, {}, "condition.fact"),
        ({"fact": "channel", "in": ["phone", "chat"]}, {}, None),
        ({"fact": "channel", "in": ["chat"]}, {}, "condition.in"),
    ],
)
def test_conditions_look_back_and_can_come_true(condition, source, expected):
    found = findings(
        document(
            section("s", question("a", **source)),
            section("t", question("q", condition=condition), question("later")),
        )
    )
    place = "sections[1].questions[0]."
    assert [(item.level, item.where) for item in found] == (
        [("error", place + expected)] if expected else []
    )


def test_a_question_behind_one_that_is_never_shown_is_never_shown():
    found = findings(
        document(
            section(
                "s",
                question("a"),
                question("b", condition={"question": "a", "in": ["maybe"]}),
                question("c", condition={"question": "b", "in": ["yes"]}),
            )
        )
    )
    assert [(item.question, item.where) for item in found] == [
        ("b", "sections[0].questions[1].condition.in"),
        ("c", "sections[0].questions[2].condition.question"),
    ]


@pytest.mark.parametrize(
    ("condition", "source", "expected"),
    [
        ({"fact": "hold_s", "from": 60}, {}, None),
        ({"fact": "hold_s", "from": 60, "to": 300}, {}, None),
        ({"fact": "hold_s", "in": [60]}, {}, None),
        ({"fact": "hold_s", "in": ["60"]}, {}, "condition.in"),
        ({"fact": "hold_s", "from": 60, "to": 60}, {}, "condition.from"),
        ({"fact": "hold_s", "in": [1], "from": 60}, {}, "condition.from"),
        ({"fact": "topic", "from": 1}, {}, "condition.from"),
        ({"fact": "escalated", "in": [True]}, {}, None),
        ({"fact": "escalated", "in": ["yes"]}, {}, "condition.in"),
        ({"fact": "direction", "in": ["Inbound"]}, {}, None),
        ({"fact": "direction", "in": ["inwards"]}, {}, "condition.in"),
        ({"question": "a", "from": 1}, {}, "condition.from"),
        ({"question": "a", "from": 2}, {"type": "scale", "scale": {"min": 0, "max": 2}}, None),
        (
            {"question": "a", "from": 3},
            {"type": "scale", "scale": {"min": 0, "max": 2}},
            "condition.from",
        ),
        (
            {"question": "a", "to": 0},
            {"type": "scale", "scale": {"min": 0, "max": 2}},
            "condition.from",
        ),
        ({"question": "a", "to": 0}, {"type": "number", "ranges": [EVERYTHING]}, None),
    ],
)
def test_limits_and_facts_of_conditions(condition, source, expected):
    cards = section("s", question("a", **source), question("q", condition=condition))
    assert marks(cards) == ([("error", f"sections[0].questions[1].{expected}")] if expected else [])


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        ("topic", {"topics": ["Billing"]}),
        ("team", {"teams": ["North"]}),
        ("direction", {"directions": ["inbound"]}),
        ("channel", {"channels": ["phone"]}),
    ],
)
def test_a_condition_on_what_the_card_is_never_for_is_never_true(fact, rule):
    (name,) = rule.values()
    other = "outbound" if fact == "direction" else "chat"

    def found(value):
        asked = question("q", condition={"fact": fact, "in": [value]})
        return marks(section("s", question("a"), asked), channel=None, applies_to=rule)

    assert found(name[0].upper()) == []
    assert found(other) == [("error", "sections[0].questions[1].condition.in")]
