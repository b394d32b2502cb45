"""What of a draft can move a score, and the draft with one such change taken back."""

from random import Random

import pytest

from scorecards.design.document import parse
from scorecards.replay.changes import Told, Unit, taken_back, units
from tests.scorecards.design.cards import document, question, section
from tests.scorecards.design.random_cards import scorecard

OLD = document(
    section("s", question("a", 10), question("b", 20), question("c", 30)),
    section("t", question("d", 40), weight=2),
    section("u", question("e", 5), question("f", 5)),
)


def keys(card):
    return [[q.key for q in part.questions] for part in card.sections]


def test_only_what_moves_the_evaluation_is_a_change():
    new = document(
        section(
            "s",
            question("a", 10, text="Other words?", pass_percent=50, guidance="More."),
            question("b", 25),
            question("c", 30, required=False),
            pass_percent=60,
        ),
        section("t", question("d", 40), weight=3, bands=[{"from": 0, "label": "Low"}]),
        section("u", question("e", 5), question("f", 5)),
        pass_percent=90, cap_percent=None, title="Another",
    )  # fmt: skip
    found = units(OLD, new)
    assert set(found) == {
        Unit("card", "pass_percent"),
        Unit("card", "cap_percent"),
        Unit("section", "t"),
        Unit("question", "b"),
    }
    assert found[Unit("card", "pass_percent")] == Told(
        "", ("The pass mark changed from 80 to 90.",)
    )
    assert found[Unit("question", "b")] == Told(
        "Did the agent do b?",
        # By hand: 60/72 × 20/60 before, 65/78 × 25/65 after.
        ("The weight changed from 20 to 25 (from 27.8 % of the score to 32.1 %).",),
    )
    assert found[Unit("section", "t")].title == "T"


@pytest.mark.parametrize(
    ("new", "unit", "expected"),
    [
        # Added, so it goes.
        (
            document(section("s", question("a"), question("n"), question("b"), question("c"))),
            "n",
            [["a", "b", "c"]],
        ),
        # Removed, so it stands again behind its old neighbour.
        (document(section("s", question("b"), question("c"))), "a", [["a", "b", "c"]]),
        (document(section("s", question("n"), question("a"))), "c", [["n", "a", "c"]]),
        # Moved to another section, so it is back where it was.
        (
            document(section("s", question("a"), question("b")), section("t", question("c"))),
            "c",
            [["a", "b", "c"], []],
        ),
        # Its section is gone, so it is made again, in its place and with its weight.
        (
            document(section("s", question("a")), section("u", question("e"))),
            "d",
            [["a"], ["d"], ["e"]],
        ),
    ],
)
def test_a_question_is_put_back(new, unit, expected):
    assert keys(taken_back(OLD, new, Unit("question", unit))) == expected


def test_a_section_that_is_made_again_has_its_weight():
    new = document(section("s", question("a")))
    back = taken_back(OLD, new, Unit("question", "d"))
    assert [(part.key, part.weight) for part in back.sections] == [("s", None), ("t", 2)]


def test_weights_and_marks_are_put_back():
    new = document(
        section("s", question("a", 10), question("b", 20), question("c", 30), weight=7),
        pass_percent=None,
    )
    assert taken_back(OLD, new, Unit("section", "s")).sections[0].weight is None
    assert taken_back(OLD, new, Unit("card", "pass_percent")).pass_percent == 80


def test_a_change_taken_back_is_a_change_no_more():
    """Of what the two versions differ in, one thing less, whatever the rest is."""
    for seed in range(200):
        old, new = parse(scorecard(Random(seed))), parse(scorecard(Random(seed + 10_000)))
        found = units(old, new)
        for unit in found:
            back = taken_back(old, new, unit)
            assert unit not in units(old, back)
            assert sorted(units(old, back)) == sorted(set(found) - {unit})
