"""What blocks the publication of a scorecard and what is only advised, at its place."""

import pytest

from scorecards.design.validation import errors, findings
from tests.scorecards.design.cards import document, question, section


def marks(*sections, **others):
    return [(item.level, item.where) for item in findings(document(*sections, **others))]


def alone(**change):
    """The findings on one question beside a good one, by their place in the question."""
    asked = question("q", **({"weight": 1} | change))
    found = findings(document(section("s", question("good"), asked)))
    place = "sections[0].questions[1]."
    assert all(item.where.startswith(place) and item.question == "q" for item in found)
    return [(item.level, item.where.removeprefix(place)) for item in found]


ONE = [{"value": "x", "score": 1}]
TWO = [{"value": "x", "score": 0}, {"value": "y", "score": 1}]
EVERYTHING = {"from": None, "to": None, "score": 1}
CAUSE = [{"key": "why", "label": "Why"}]


def deep(levels):
    return [{"key": f"k{levels}", "label": "L", "children": deep(levels - 1) if levels > 1 else []}]


def test_a_good_card_has_no_findings():
    assert marks(section("s", question("a"))) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"text": " "}, [("error", "text")]),
        ({"options": ONE}, [("error", "options")]),
        ({"options": TWO, "type": "choice"}, []),
        ({"options": ONE, "type": "choice"}, [("error", "options")]),
        ({"options": ONE, "type": "multiple"}, []),
        ({"options": [], "type": "multiple"}, [("error", "options")]),
        ({"options": [*TWO, TWO[0]], "type": "choice"}, [("error", "options[2].value")]),
        (
            {"options": [*TWO, {"value": "N/A", "score": 0}], "type": "choice"},
            [("error", "options[2].value")],
        ),
        (
            {"options": [*TWO, {"value": "z", "score": 10}], "type": "choice"},
            [("error", "options[2].score")],
        ),
        ({"options": TWO, "type": "multiple", "cap": 0}, [("error", "cap")]),
        ({"cap": 1}, [("error", "cap")]),
        ({"scale": {"min": 1, "max": 5}}, [("error", "scale")]),
        ({"ranges": [{"from": 0, "to": 1, "score": 1}]}, [("error", "ranges")]),
        ({"type": "scale"}, [("error", "scale")]),
        ({"type": "scale", "scale": {"min": 0, "max": 10}}, []),
        ({"type": "scale", "scale": {"min": 0, "max": 11}}, [("error", "scale")]),
        ({"type": "scale", "scale": {"min": 3, "max": 3}}, [("error", "scale")]),
        ({"type": "scale", "scale": {"min": 3, "max": 1}}, [("error", "scale")]),
        (
            {
                "type": "scale",
                "scale": {
                    "min": 1,
                    "max": 2,
                    "labels": [{"value": 3, "label": "c"}, {"value": 1, "label": "a"}] * 2,
                },
            },
            [
                ("error", "scale.labels[0].value"),
                ("error", "scale.labels[2].value"),
                ("error", "scale.labels[2].value"),
                ("error", "scale.labels[3].value"),
            ],
        ),
        ({"critical": "section"}, [("error", "fatal_values")]),
        ({"fatal_values": ["no"]}, [("error", "critical")]),
        ({"critical": "section", "fatal_values": ["maybe"]}, [("error", "fatal_values")]),
        ({"critical": "section", "fatal_values": ["N/A"]}, [("error", "fatal_values")]),
        ({"type": "text", "critical": "section"}, [("error", "critical")]),
        ({"comment_required_for": ["N/A", "no"]}, []),
        (
            {"comment_required_for": ["N/A"], "na_allowed": False},
            [("error", "comment_required_for")],
        ),
        ({"root_causes": CAUSE}, [("error", "root_causes_for")]),
        ({"root_causes_for": ["no"]}, [("error", "root_causes")]),
        ({"root_causes": CAUSE, "root_causes_for": ["bad"]}, [("error", "root_causes_for")]),
        (
            {"root_causes": [*CAUSE, {**CAUSE[0], "label": ""}], "root_causes_for": ["no"]},
            [("error", "root_causes[1].key"), ("error", "root_causes[1].label")],
        ),
        ({"root_causes": deep(5), "root_causes_for": ["no"]}, []),
        (
            {"root_causes": deep(6), "root_causes_for": ["no"]},
            [("error", "root_causes[0].children[0].children[0].children[0].children[0].children")],
        ),
        ({"bonus": True, "excluded": True}, [("error", "bonus")]),
        ({"pass_percent": 101}, [("error", "pass_percent")]),
        ({"key": "a b"}, None),
        ({"text": "The agent greets"}, [("warning", "text")]),
        ({"text": "What should the agent keep doing", "type": "text"}, []),
        ({"guidance": ""}, [("warning", "guidance")]),
        ({"text": "Did the agent smile?"}, [("warning", "text")]),
        ({"text": "Did the agent never interrupt?"}, [("warning", "text")]),
        ({"text": "Didn’t the agent greet?"}, [("warning", "text")]),
        ({"text": "Did the agent know the notice period?"}, []),
    ],
)
def test_one_question(change, expected):
    if expected is None:
        found = findings(document(section("s", {**question("q"), **change})))
        assert [(item.level, item.where) for item in found] == [
            ("error", "sections[0].questions[0].key")
        ]
    else:
        assert alone(**change) == expected


@pytest.mark.parametrize(
    ("ranges", "messages"),
    [
        ([(0, 10), (10, 20)], []),
        ([(10, None), (None, 10)], []),
        ([(0, 10), (9, 20)], ["Two ranges overlap from 9 to 10: let them meet."]),
        ([(0, 10), (5, None)], ["Two ranges overlap from 5 to 10: let them meet."]),
        ([(0, None), (5, None)], ["Two ranges overlap from 5 to an open end: let them meet."]),
        ([(11, 20), (0, 10)], ["No range holds the numbers from 10 to 11: close the gap."]),
        ([(10, 0)], ["The range ends at 0, not above its start 10: swap them."]),
        ([], ["No ranges say what a number earns: add them, or exclude it from the score."]),
    ],
)
def test_ranges_meet_without_gap_or_overlap(ranges, messages):
    listed = [{"from": start, "to": end, "score": 1} for start, end in ranges]
    asked = question("q", type="number", ranges=listed)
    found = findings(document(section("s", question("a"), asked)))
    assert [item.message for item in found] == messages


def test_a_range_earns_a_fraction():
    listed = [{"from": 0, "to": 1, "score": 2}, {"from": 1, "to": 2, "score": -1}]
    assert alone(type="number", ranges=listed) == [
        ("error", "ranges[0].score"),
        ("error", "ranges[1].score"),
    ]


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


def test_the_card_itself():
    good = section("s", question("a"))
    assert marks(good, title=" ") == [("error", "title")]
    assert marks() == [("error", "sections")]
    assert marks(good, section("t")) == [("error", "sections[1].questions")]
    assert marks(good, pass_percent=120) == [("error", "pass_percent"), ("error", "pass_percent")]
    assert marks(good, pass_percent=90, cap_percent=80) == [("error", "pass_percent")]
    assert marks(good, cap_percent=0) == [("error", "cap_percent")]
    assert marks(good, applies_to={"channels": ["chat"]}) == [("error", "applies_to.channels")]
    assert marks(good, applies_to={"channels": ["chat", "phone"]}) == []
    assert marks(good, {**section("t", question("b")), "title": ""}) == [
        ("error", "sections[1].title")
    ]


def test_bands():
    good = section("s", question("a"))
    low = {"from": 0, "label": "Low"}
    assert marks(good, bands=[low, {"from": 50, "label": "High"}]) == []
    assert marks(good, bands=[low, {"from": 0, "label": ""}]) == [
        ("error", "bands[1].label"),
        ("error", "bands[1].from"),
    ]
    assert marks(good, bands=[{"from": 50, "label": "High"}]) == [("warning", "bands")]


def test_keys_that_are_used_twice():
    twice = (section("s", question("a")), section("s", question("a")))
    assert marks(*twice) == [
        ("error", "sections[1].key"),
        ("error", "sections[1].questions[0].key"),
    ]
    assert marks(section("s", question("reviewer"))) == [
        ("warning", "sections[0].questions[0].key")
    ]


@pytest.mark.parametrize(
    "others", [{"weight": 0}, {"bonus": True}, {"excluded": True}, {"type": "text"}]
)
def test_a_card_on_which_nothing_counts(others):
    found = errors(document(section("s", question("a", **({"weight": 1} | others)))))
    assert [item.where for item in found] == ["sections"]


def test_section_weights_of_which_none_counts():
    assert marks(section("s", question("a"), weight=0)) == [("error", "sections")]
    idle = section("t", question("b", 0), weight=5)
    assert marks(section("s", question("a"), weight=5), idle) == [("warning", "sections[1].weight")]


def test_section_weights_that_are_given_only_here_and_there():
    assert marks(section("s", question("a"), weight=1), section("t", question("b"))) == [
        ("warning", "sections")
    ]


def test_more_questions_than_a_reviewer_can_bear():
    assert marks(section("s", *(question(f"q{n}") for n in range(25)))) == []
    assert marks(section("s", *(question(f"q{n}") for n in range(26)))) == [("warning", "sections")]


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
