"""Sums of a replay, checked by hand."""

from decimal import Decimal

import pytest

from scorecards.replay.changes import Unit
from scorecards.replay.rescoring import Rescoring
from scorecards.replay.tally import Tally, bin_of
from tests.scorecards.design.cards import document, question, section

OLD = document(section("s", question("a", 40), question("b", 40), question("c", 20)))
NEW = document(
    section("s", question("a", 40), question("b", 10), question("n", 10, required=True)),
    pass_percent=50,
)
GIVEN = [
    {"a": "yes", "b": "no", "c": "yes"},
    {"a": "yes", "b": "yes", "c": "no"},
    {"a": "no", "b": "yes", "c": "N/A"},
    {"a": "N/A", "b": "N/A", "c": "yes"},
]


def tallied(old=OLD, new=NEW, given=GIVEN):
    rescoring, tally = Rescoring(old, new), Tally(new)
    tally.announce(rescoring.changes)
    for number, answers in enumerate(given, start=1):
        tally.add(number, rescoring.rescore(answers, {}))
    return tally


def test_the_figures_by_hand():
    """1: 60 → 80 (40/50). 2: 80 → 100. 3: 50 → 20 (10/50). 4: 100 → no score."""
    tally = tallied()
    assert tally.rows == [
        [1, 60.0, 80.0, False, True],
        [2, 80.0, 100.0, True, True],
        [3, 50.0, 20.0, False, False],
        [4, 100.0, None, True, None],
    ]
    found = tally.summary()
    assert {name: found[name] for name in ("n", "scored", "changed", "fatal")} == {
        "n": 4, "scored": 3, "changed": 4, "fatal": [0, 0],
    }  # fmt: skip
    # (60 + 80 + 50)/3 and (80 + 100 + 20)/3.
    assert found["mean"] == {"before": 63.333333, "after": 66.666667, "difference": 3.333333}
    assert found["bins"] == {
        "before": [0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 0],
        "after": [0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0],
    }
    assert found["verdicts"] == [[True, True, 1], [True, None, 1], [False, True, 1],
                                 [False, False, 1]]  # fmt: skip
    assert found["questions"] == [
        {"key": "n", "text": "Did the agent do n?", "lost": {}, "missing": 4},
        {"key": "c", "text": "Did the agent do c?", "lost": {"removed": 4}, "missing": 0},
    ]


def test_causes_by_hand():
    """Each change taken back alone.

    b weighs 40 again: 1: 50, 2: 100, 3: 50; so it moved 1 by 30 and 3 by -30, and passed 1 barely.
    c is back: 1: (40 + 20)/70, 2: 50/70, 3: 20 still; 4: 100 instead of none.
    """
    causes = {cause["key"]: cause for cause in tallied().summary()["causes"]}
    assert {key: (it["points"], it["moved"]) for key, it in causes.items()} == {
        "b": (0, 2),
        "c": (7.619048, 3),  # (80 - 85.714286 + 100 - 71.428571)/3
        "n": (0, 0),
        "pass_percent": (0, 0),
    }
    assert {key: (it["fails"], it["passes"]) for key, it in causes.items()} == {
        "b": (1, 0),  # 3 would be at 50, the new pass mark
        "c": (0, 0),
        "n": (0, 0),
        "pass_percent": (0, 0),
    }
    # Taken one by one they explain 7.62 of the difference of 3.33.
    assert tallied().summary()["together"] == -4.285714


def test_the_pass_mark_alone_decides_for_some():
    new = OLD.model_copy(update={"pass_percent": Decimal(60)})
    found = tallied(new=new).summary()
    assert found["changed"] == 0
    assert found["causes"] == [
        {
            "kind": "card", "key": "pass_percent", "title": "",
            "words": ["The pass mark changed from 80 to 60."],
            "points": 0, "moved": 0, "fails": 0, "passes": 1,
        }
    ]  # fmt: skip


def test_an_alike_draft_has_neither_changes_nor_causes():
    found = tallied(new=OLD).summary()
    assert (found["changed"], found["mean"]["difference"], found["together"]) == (0, 0, 0)
    assert (found["causes"], found["questions"]) == ([], [])
    assert found["bins"]["before"] == found["bins"]["after"]


def test_nothing_at_all_has_no_means():
    found = tallied(given=[]).summary()
    assert (found["n"], found["mean"]) == (0, {"before": None, "after": None, "difference": None})
    assert [cause["key"] for cause in found["causes"]] == ["b", "c", "n", "pass_percent"]


@pytest.mark.parametrize(
    ("percent", "number"),
    [("0", 0), ("9.999999", 0), ("10", 1), ("99.9", 9), ("100", 9), ("100.000001", 10)],
)
def test_bins(percent, number):
    assert bin_of(Decimal(percent)) == number


def test_versions_of_different_age_share_their_causes():
    first, second = Rescoring(OLD, NEW), Rescoring(NEW, NEW)
    tally = Tally(NEW)
    tally.announce(first.changes)
    tally.announce(second.changes)
    tally.add(1, first.rescore(GIVEN[0], {}))
    tally.add(2, second.rescore({"a": "yes", "b": "no", "n": "no"}, {}))
    found = tally.summary()
    assert (found["n"], found["changed"]) == (2, 1)
    assert Unit("question", "b") in tally.causes
