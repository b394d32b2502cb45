"""A draft as it travels: tidied, with causes in own words, checked against a card."""

import pytest

from qa_app.core.errors import Refused
from scorecards.reviews.draft import Draft, check_draft
from tests.scorecards.design.cards import document, question, section

CAUSES = [{"key": "tool", "label": "Tool"}, {"key": "other", "label": "Other", "free_text": True}]
CARD = document(section("s", question("a", root_causes=CAUSES, root_causes_for=["no"])))


def test_own_words_are_cleaned_and_empty_ones_leave_the_key() -> None:
    sent = Draft(causes={"a": ["tool", "tool", "other:  no \u202epaper\n left "], "b": []})
    assert sent.tidy() == Draft(causes={"a": ["tool", "other: no paper left"]})
    assert Draft(causes={"a": ["other: "]}).tidy() == Draft(causes={"a": ["other"]})
    assert Draft(causes={"a": ["other: a: b:"]}).tidy() == Draft(causes={"a": ["other: a: b:"]})


def test_picked_causes_are_known_by_key() -> None:
    draft = Draft(causes={"a": ["tool", "other: printer: jammed"]})
    assert draft.picked("a") == {"tool": "", "other": "printer: jammed"}
    assert draft.picked("b") == {}


def test_causes_that_the_card_has_are_kept() -> None:
    check_draft(CARD, Draft(causes={"a": ["tool", "other: printer: jammed"]}))


@pytest.mark.parametrize(
    ("picked", "words"),
    [
        (["tool: broken"], "no cause “tool: broken”"),
        (["other", "other: x"], "picked twice"),
        (["other: " + "x" * 501], "Shorten the words for “Other” to 500 characters."),
    ],
)
def test_others_are_refused(picked: list[str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_draft(CARD, Draft(causes={"a": picked}))
