"""Rules of suggestions: what blocks, at which place, what a version's comparison says of them."""

import pytest

from scorecards.design.comparison import differences
from scorecards.design.document import parse, to_json
from scorecards.design.findings import ScorecardInvalid
from scorecards.design.shipped import shipped_documents
from scorecards.design.validation import errors
from tests.scorecards.design.cards import document, question, section

HELLO = {"kind": "phrase", "phrases": ["hello"], "within": {"end": "first", "count": 2}}
SOUND = {"rules": [HELLO], "met": "yes", "not_met": "no"}


def card(suggestion, **more):
    return document(section("s", question("a", suggestion=suggestion, **more)))


def places(suggestion, **more):
    return [item.where.split("suggestion", 1)[1] for item in errors(card(suggestion, **more))]


def test_a_sound_suggestion_is_off_until_switched_on_and_written_back_alike():
    sound = card(SOUND)
    assert errors(sound) == []
    assert next(sound.questions()).suggestion.on is False
    assert parse(to_json(sound)) == sound
    assert "suggestion" not in to_json(document(section("s", question("a"))))["sections"][0]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"rules": []}, [".rules"]),
        ({"met": None, "not_met": None}, [".met"]),
        ({"met": "maybe"}, [".met"]),
        ({"not_met": "yes"}, [".not_met"]),
        ({"rules": [{"kind": "phrase"}]}, [".rules[0].phrases"]),
        ({"rules": [{"kind": "phrase", "phrases": ["?!"]}]}, [".rules[0].phrases"]),
        ({"rules": [HELLO | {"within": {"end": "first", "count": 1.5}}]},
         [".rules[0].within.count"]),
        ({"rules": [HELLO, {"kind": "fact", "fact": "hold", "at_most": 5}]}, [".rules[1].fact"]),
        ({"rules": [{"kind": "fact", "fact": "topic", "at_most": 5}]}, [".rules[0].fact"]),
        ({"rules": [{"kind": "fact", "fact": "hold_s"}]}, [".rules[0].at_least"]),
        ({"rules": [{"kind": "fact", "fact": "hold_s", "at_least": 9, "at_most": 5}]},
         [".rules[0].at_least"]),
        ({"rules": [{"kind": "fact", "fact": "resolved", "at_most": 5}]}, [".rules[0].be"]),
        ({"rules": [{"kind": "fact", "fact": "hold_s", "be": True}]}, [".rules[0].be"]),
        ({"rules": [{"kind": "pause"}]}, [".rules[0].at_most"]),
        ({"rules": [{"kind": "turns", "at_least": 1, "phrases": ["x"]}]}, [".rules[0].phrases"]),
    ],
)  # fmt: skip
def test_what_cannot_hold_blocks_at_its_place(changes, where):
    assert places(SOUND | changes) == where


def test_a_number_question_has_no_suggestion_and_a_scale_takes_its_points():
    assert places(SOUND, type="number", ranges=[{"from": 0, "to": 9, "score": 1}]) == [""]
    scale = {"min": 1, "max": 5}
    assert places(SOUND | {"met": 5, "not_met": 1}, type="scale", scale=scale) == []
    assert places(SOUND | {"met": 6, "not_met": 1}, type="scale", scale=scale) == [".met"]


def test_not_applicable_is_an_answer_only_where_it_may_be_given():
    assert places(SOUND | {"not_met": "N/A"}) == []
    assert places(SOUND | {"not_met": "N/A"}, na_allowed=False) == [".not_met"]


def test_an_unknown_key_is_refused_with_its_place():
    with pytest.raises(ScorecardInvalid, match=r"questions\[0\]\.suggestion\.rules\[0\]\.phrase:"):
        card(SOUND | {"rules": [{"kind": "phrase", "phrase": "x"}]})


def test_a_comparison_says_each_change_of_the_rules():
    pause = {"kind": "pause", "at_most": 60}
    now = card({"on": True, "holds": "any", "rules": [HELLO, pause], "met": "yes"})
    found = [item.message.partition(": ")[2] for item in differences(card(SOUND), now)]
    assert found == [
        "the suggestion is switched on now.",
        "the suggestion asks for any of its rules now.",
        "the suggestion for “not met” changed from “no” to nothing.",
        "a rule of the suggestion is new: (kind pause, at_most 60).",
    ]
    assert not any(item.scores for item in differences(card(SOUND), now))


def test_every_rule_that_ships_is_switched_off():
    carried = [
        (name, item.key, item.suggestion.on)
        for name, shipped in shipped_documents().items()
        for item in shipped.questions()
        if item.suggestion
    ]
    assert carried == [
        ("chat", "greeting", False),
        ("chat", "confirmation", False),
        ("chat", "documentation", False),
    ]
