"""Where questions and sections go when they are added, stepped and removed."""

from scorecards.design.placing import neighbour_of, new_question, step_question, step_section
from tests.scorecards.design.cards import document, question, section


def layout(card):
    return [(part.key, [item.key for item in part.questions]) for part in card.sections]


CARD = document(section("s1", question("a"), question("b", 7)), section("s2", question("c")))


def test_a_question_steps_within_and_across_sections():
    assert layout(step_question(CARD, "b", -1)) == [("s1", ["b", "a"]), ("s2", ["c"])]
    assert layout(step_question(CARD, "b", 1)) == [("s1", ["a"]), ("s2", ["b", "c"])]
    assert layout(step_question(CARD, "c", -1)) == [("s1", ["a", "b", "c"]), ("s2", [])]
    assert step_question(CARD, "a", -1) == step_question(CARD, "c", 1) == CARD


def test_a_section_steps_and_stays_at_the_ends():
    assert layout(step_section(CARD, "s1", 1)) == [("s2", ["c"]), ("s1", ["a", "b"])]
    assert step_section(CARD, "s1", -1) == step_section(CARD, "s2", 1) == CARD


def test_a_new_question_stands_behind_another_and_weighs_as_much():
    card, key = new_question(CARD, "s1", "a")
    assert (layout(card)[0], key) == (("s1", ["a", "question", "b"]), "question")
    card, key = new_question(card, "s1")
    assert (layout(card)[0][1], key) == (["a", "question", "b", "question-2"], "question-2")
    assert [item.weight for item in card.questions()] == [1, 1, 7, 7, 1]


def test_the_neighbour_of_a_removed_question():
    assert [neighbour_of(CARD, key) for key in "abc"] == ["b", "c", "b"]
    assert neighbour_of(document(section("s", question("a"))), "a") is None
