"""What blocks the publication of a scorecard and what is only advised, at its place."""

import pytest

from scorecards.design.validation import errors, findings
from tests.scorecards.design.cards import document, question, section
from tests.scorecards.design.findings import CAUSE, ONE, TWO, alone, deep, marks


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
