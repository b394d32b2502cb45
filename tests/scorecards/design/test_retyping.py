"""Another type for a question keeps what it can use and has no errors."""

import pytest

from scorecards.design.editing import question_of
from scorecards.design.retyping import change_type
from scorecards.design.validation import errors
from tests.scorecards.design.cards import document, question, section

OPTIONS = [{"value": "x", "score": 0}, {"value": "yes", "score": 1}]
RICH = question(
    "q",
    type="choice",
    options=OPTIONS,
    critical="section",
    fatal_values=["x"],
    comment_required_for=["x", "N/A", "yes"],
)


@pytest.mark.parametrize("kind", ["yes_no", "scale", "choice", "multiple", "text"])
@pytest.mark.parametrize("source", [RICH, question("q"), question("q", type="text")])
def test_every_type_starts_without_an_error(source, kind):
    changed = change_type(document(section("s", question("a"), source)), "q", kind)
    assert question_of(changed, "q").type == kind
    assert errors(changed) == []


def test_options_move_between_choice_types():
    changed = question_of(change_type(document(section("s", RICH)), "q", "multiple"), "q")
    assert [option.value for option in changed.options] == ["x", "yes"]
    assert (changed.critical, changed.fatal_values) == ("section", ("x",))


def test_rules_on_answers_that_are_gone_are_dropped():
    changed = question_of(change_type(document(section("s", RICH)), "q", "yes_no"), "q")
    assert changed.options == ()
    assert (changed.critical, changed.fatal_values) == (None, ())
    assert changed.comment_required_for == ("N/A", "yes")


def test_the_same_type_changes_nothing():
    card = document(section("s", RICH))
    assert change_type(card, "q", "choice") is card
