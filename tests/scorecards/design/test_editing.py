"""Changes of sections and questions, and the rules and conditions that follow them."""

from decimal import Decimal

import pytest

from qa_app.core.errors import Missing, Refused
from scorecards.design import editing
from scorecards.design.findings import ScorecardInvalid
from tests.scorecards.design.cards import document, question, section

CARD = document(
    section("one", question("a"), question("b", condition={"question": "a", "in": ["no"]})),
    section("two", question("c", condition={"question": "a", "in": ["yes"]})),
)


def layout(card):
    return {part.key: [item.key for item in part.questions] for part in card.sections}


def conditions(card):
    return {item.key: item.condition.question for item in card.questions() if item.condition}


def test_sections_come_move_and_go():
    card = editing.add_section(CARD, "Two", at=0)
    assert list(layout(card)) == ["two-2", "one", "two"]
    assert list(layout(editing.move_section(card, "two-2", 99))) == ["one", "two", "two-2"]
    assert list(layout(editing.move_section(card, "two", 0))) == ["two", "two-2", "one"]
    assert layout(editing.remove_section(CARD, "one")) == {"two": ["c"]}


def test_a_copied_section_looks_at_its_own_questions():
    card = editing.duplicate_section(CARD, "one")
    assert layout(card) == {"one": ["a", "b"], "one-2": ["a-2", "b-2"], "two": ["c"]}
    assert conditions(card) == {"b": "a", "b-2": "a-2", "c": "a"}
    again = editing.duplicate_section(card, "one-2")
    assert layout(again)["one-3"] == ["a-3", "b-3"]


def test_a_section_is_changed_and_renamed():
    card = editing.change_section(CARD, "two", {"key": "second", "weight": 5})
    assert layout(card) == {"one": ["a", "b"], "second": ["c"]}
    assert card.sections[1].weight == 5
    with pytest.raises(Refused, match=r"^“one” is taken: choose another\.$"):
        editing.change_section(CARD, "two", {"key": "one"})


def test_questions_come_move_and_go():
    asked = {"text": "Did it work, at last?", "type": "yes_no"}
    card = editing.add_question(CARD, "one", asked, at=1)
    assert layout(card)["one"] == ["a", "did_it_work_at", "b"]
    assert layout(editing.add_question(CARD, "two", question("a")))["two"] == ["c", "a-2"]
    assert layout(editing.move_question(CARD, "a", "one", 1))["one"] == ["b", "a"]
    assert layout(editing.move_question(CARD, "a", "two", 0)) == {"one": ["b"], "two": ["a", "c"]}
    assert layout(editing.remove_question(CARD, "a")) == {"one": ["b"], "two": ["c"]}
    assert layout(editing.duplicate_question(CARD, "b"))["one"] == ["a", "b", "b-2"]


def test_conditions_follow_a_new_key():
    card = editing.change_question(CARD, "a", {"key": "greeting", "weight": 2})
    assert layout(card) == {"one": ["greeting", "b"], "two": ["c"]}
    assert conditions(card) == {"b": "greeting", "c": "greeting"}
    assert editing.question_of(card, "greeting").weight == 2
    with pytest.raises(Refused):
        editing.change_question(CARD, "a", {"key": "c"})
    with pytest.raises(Refused):
        editing.rename_question(CARD, "a", "c")


def test_rules_and_conditions_follow_a_new_option_value():
    options = [{"value": "x", "score": 0}, {"value": "y", "score": 1}]
    asked = question(
        "q",
        type="choice",
        options=options,
        critical="section",
        fatal_values=["x"],
        comment_required_for=["x", "N/A"],
    )
    shown = question("r", condition={"question": "q", "in": ["x", "y"]})
    other = question("s", condition={"fact": "topic", "in": ["x"]})
    card = editing.rename_option(document(section("s", asked, shown, other)), "q", "x", "bad")
    changed = editing.question_of(card, "q")
    assert [option.value for option in changed.options] == ["bad", "y"]
    assert changed.fatal_values == ("bad",)
    assert changed.comment_required_for == ("bad", "N/A")
    assert editing.question_of(card, "r").condition.values == ("bad", "y")
    assert editing.question_of(card, "s").condition.values == ("x",)
    with pytest.raises(Refused):
        editing.rename_option(card, "q", "bad", "y")
    with pytest.raises(Missing):
        editing.rename_option(card, "q", "x", "z")


def test_a_wrong_change_is_refused_and_the_draft_stays():
    with pytest.raises(ScorecardInvalid) as refused:
        editing.change_question(CARD, "a", {"weight": "2"})
    assert [item.where for item in refused.value.findings] == ["weight"]
    with pytest.raises(ScorecardInvalid):
        editing.change_card(CARD, {"colour": "red"})
    assert editing.change_card(CARD, {"pass_percent": 70.5}).pass_percent == Decimal("70.5")


@pytest.mark.parametrize(
    "edit",
    [
        lambda: editing.move_section(CARD, "x", 0),
        lambda: editing.remove_section(CARD, "x"),
        lambda: editing.add_question(CARD, "x", question("n")),
        lambda: editing.move_question(CARD, "a", "x"),
        lambda: editing.remove_question(CARD, "x"),
        lambda: editing.change_question(CARD, "x", {}),
    ],
)
def test_what_is_not_there_is_missing(edit):
    with pytest.raises(Missing):
        edit()


@pytest.mark.parametrize(
    ("text", "key"),
    [("Closing, records & more to come", "closing_records_more_to"), ("…", "question")],
)
def test_a_key_is_made_of_the_first_words(text, key):
    assert editing.key_for(text, "question") == key
