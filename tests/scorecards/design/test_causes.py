"""Root causes: their paths, own words, and what cannot be picked."""

import pytest

from scorecards.design.causes import LONGEST_WORDS, cause_words, paths, refusal, split
from scorecards.design.editing import question_of
from tests.scorecards.design.cards import document, question, section

TREE = [
    {
        "key": "tools",
        "label": "Tools",
        "children": [
            {"key": "search", "label": "Search"},
            {"key": "rights", "label": "Rights", "children": [{"key": "role", "label": "Role"}]},
        ],
    },
    {"key": "other", "label": "Other", "free_text": True},
]
ASKED = question_of(document(section("s", question("a", root_causes=TREE))), "a")


def test_every_cause_is_found_with_those_above_it():
    assert [[cause.key for cause in path] for path in paths(ASKED.root_causes)] == [
        ["tools"],
        ["tools", "search"],
        ["tools", "rights"],
        ["tools", "rights", "role"],
        ["other"],
    ]


@pytest.mark.parametrize(
    ("picked", "key", "words"),
    [("role", "role", ""), ("other", "other", ""), ("other: the printer: jammed ", "other",
      "the printer: jammed")],
)  # fmt: skip
def test_own_words_follow_the_key(picked, key, words):
    path, said = split(ASKED, picked)
    assert (path[-1].key, said) == (key, words)


@pytest.mark.parametrize(
    ("picked", "message"),
    [
        (["tools", "search", "other: x"], ""),
        (["others"], "The question “a” has no cause “others”. Reload the page."),
        (["search: x"], "The question “a” has no cause “search: x”. Reload the page."),
        (["other", "other: x"], "The cause “Other” is picked twice: keep one."),
        (["other: " + "x" * LONGEST_WORDS], ""),
        (
            ["other: " + "x" * (LONGEST_WORDS + 1)],
            f"Shorten the words for “Other” to {LONGEST_WORDS} characters.",
        ),
    ],
)
def test_what_cannot_be_picked_is_refused(picked, message):
    assert refusal(ASKED, picked) == message


def test_the_narrowest_causes_are_said_with_those_above_them():
    assert cause_words(ASKED, ["tools", "rights", "role", "other: no paper", "gone"]) == (
        "Tools › Rights › Role",
        "Other: “no paper”",
    )
    assert cause_words(ASKED, ["tools"]) == ("Tools",)
