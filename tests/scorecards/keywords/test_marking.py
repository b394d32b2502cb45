"""Phrases found in turns: whose, where, in what order, and what no list finds."""

from __future__ import annotations

from scorecards.design.document import Question
from scorecards.design.suggestion import Suggestion
from scorecards.keywords.marking import MOST, Marked, WordList, mark, of_questions
from scorecards.suggestions.conversation import Conversation, Said

TURNS = (
    Said(7, 0, "customer", "I want your MANAGER, the manager!", 10.0, 20.0),
    Said(8, 1, "agent", "A manager will call. Good-bye"),
    Said(9, 2, "customer", "Managers…", doubts=((0, 8),)),
)
TALK = Conversation(TURNS)


def test_places_by_side_in_order_without_case() -> None:
    lists = [WordList("All", "anyone", ("good bye", "manager")), WordList("C", "customer", ("i",))]
    found = mark(lists, TALK)
    assert [
        (one.index, one.turn, TURNS[one.position].text[one.start : one.end]) for one in found
    ] == [
        (1, 7, "I"),
        (0, 7, "MANAGER"),
        (0, 7, "manager"),
        (0, 8, "manager"),
        (0, 8, "Good-bye"),
    ]


def test_the_second_is_as_far_into_the_turn_as_the_words() -> None:
    found = mark([WordList("C", "customer", ("manager",))], TALK)
    assert found[0] == Marked(0, 7, 0, 12, 19, 10.0 + 10.0 * 12 / 33)
    assert mark([WordList("A", "agent", ("manager",))], TALK)[0].second is None


def test_words_the_machine_was_unsure_of_are_no_match() -> None:
    assert mark([WordList("C", "customer", ("managers",))], TALK) == ()


def test_no_more_than_can_be_read() -> None:
    talk = Conversation(tuple(Said(n, n, "agent", "yes yes yes") for n in range(MOST)))
    assert len(mark([WordList("All", "anyone", ("yes",))], talk)) == MOST


def test_phrases_of_questions_under_their_name() -> None:
    rules = [
        {"kind": "phrase", "phrases": ["hello"], "by": "agent"},
        {"kind": "no_phrase", "phrases": ["calm down"], "by": "agent"},
        {"kind": "phrase", "phrases": ["thanks"], "by": "customer"},
        {"kind": "turns", "by": "agent", "at_least": 2},
    ]
    told = Suggestion.model_validate({"on": True, "rules": rules, "met": "yes"})
    asked = Question(key="greets", text="Greets?", type="yes_no", suggestion=told)
    assert of_questions([("Phrases of Q1", asked)]) == [
        WordList("Phrases of Q1", "agent", ("hello", "calm down"), "question", "Greets?"),
        WordList("Phrases of Q1", "customer", ("thanks",), "question", "Greets?"),
    ]
