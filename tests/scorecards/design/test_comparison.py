"""Two versions beside each other: what came, went, moved and changed."""

import pytest

from scorecards.design import editing
from scorecards.design.comparison import differences
from tests.scorecards.design.cards import document, question, section

OPTIONS = [{"value": "x", "label": "Bad", "score": 0}, {"value": "y", "label": "Good", "score": 1}]
CARD = document(
    section("one", question("a", 10), question("b", 30)),
    section("two", question("c", 40, type="choice", options=OPTIONS), question("d", 0)),
)
A, C = "Question “Did the agent do a?”", "Question “Did the agent do c?”"


def said(new, old=CARD):
    return [(item.kind, item.scores, item.message) for item in differences(old, new)]


def test_alike_cards_do_not_differ():
    assert said(CARD) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pass_percent": 85}, (True, "The pass mark changed from 80 to 85.")),
        ({"cap_percent": None}, (True, "The cap changed from 100 to none.")),
        ({"title": "New"}, (False, "The title changed from “Card” to “New”.")),
        (
            {"bands": [{"from": 0, "label": "Low"}]},
            (True, "The bands changed from none to (from 0, label Low)."),
        ),
    ],
)
def test_the_card_itself(changes, expected):
    assert said(editing.change_card(CARD, changes)) == [("changed", *expected)]


def test_a_mark_or_a_band_moves_verdicts_and_no_score():
    changes = {"pass_percent": 85, "cap_percent": 90, "bands": [{"from": 0, "label": "Low"}]}
    found = differences(CARD, editing.change_card(CARD, changes))
    moves = {item.field: item.verdicts_only for item in found}
    assert moves == {"pass_percent": True, "cap_percent": False, "bands": True}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"weight": 20},
            (True, "the weight changed from 10 to 20 (from 12.5 % of the score to 22.2 %)."),
        ),
        ({"na_allowed": False}, (True, "N/A is allowed no longer.")),
        ({"required": False}, (False, "an answer is required no longer.")),
        ({"excluded": True}, (True, "it is excluded from the score now.")),
        ({"guidance": "g" * 90}, (False, "the guidance changed.")),
        ({"guidance": ""}, (False, "the guidance changed from “Yes if so.” to none.")),
        ({"fatal_values": ["no"]}, (True, "the fatal answers changed from none to “no”.")),
        (
            {"condition": {"fact": "transfers", "in": [0, 1]}},
            (True, "the condition changed from none to “transfers” is 0 or 1."),
        ),
    ],
)
def test_one_question(changes, expected):
    scores, words = expected
    assert said(editing.change_question(CARD, "a", changes)) == [
        ("changed", scores, f"{A}: {words}")
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (OPTIONS[::-1], (False, "the answers stand in another order.")),
        (OPTIONS[1:], (True, "the answer “Bad” was removed.")),
        ([*OPTIONS, {"value": "z", "score": 1}], (True, "the answer “z” was added.")),
        (
            [{**OPTIONS[0], "score": -0.5}, OPTIONS[1]],
            (True, "the score of “Bad” changed from 0 to -0.5."),
        ),
        (
            [{**OPTIONS[0], "label": "Poor"}, OPTIONS[1]],
            (False, "the label of “x” changed from “Bad” to “Poor”."),
        ),
    ],
)
def test_answers(options, expected):
    scores, words = expected
    changed = editing.change_question(CARD, "c", {"options": options})
    assert said(changed) == [("changed", scores, f"{C}: {words}")]


def test_what_came_went_and_moved():
    assert said(editing.move_section(CARD, "two", 0)) == [
        ("moved", False, "Section “Two” stands elsewhere.")
    ]
    assert said(editing.move_question(CARD, "a", "two", 0)) == [
        ("moved", True, f"{A} moved from “One” to “Two”.")
    ]
    assert said(editing.remove_question(CARD, "a")) == [("removed", True, f"{A} was removed.")]
    assert said(CARD, editing.remove_question(CARD, "a")) == [
        ("added", True, f"{A} was added to “One”.")
    ]
    assert said(editing.add_section(CARD, "Three")) == [
        ("added", False, "Section “Three” was added.")
    ]


def test_section_weights():
    weighted = editing.change_section(CARD, "one", {"weight": 60})
    assert said(weighted) == [
        (
            "changed",
            True,
            "Section “One”: the weight changed from none to 60 (from 50 % of the score to 60 %).",
        )
    ]
