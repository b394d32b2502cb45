"""Which past answers a draft can take, and why it cannot take the others."""

import pytest

from scorecards.design.answers import read_answers
from scorecards.replay.carrying import carried, loss
from tests.scorecards.design.cards import document, question, section

OPTIONS = [{"value": v, "score": 0} for v in ("yes", "no", "partly")]
SCALE = {"type": "scale", "scale": {"min": 1, "max": 5}}
NUMBER = {"type": "number", "ranges": [{"from": 0, "to": 5, "score": 1}]}
MANY = {"type": "multiple", "options": OPTIONS}


def asked(**fields):
    (found,) = document(section("s", question("a", **fields))).questions()
    return found


@pytest.mark.parametrize(
    ("old", "new", "value", "expected"),
    [
        ({}, {"text": "Another wording?"}, "no", None),
        ({}, {"na_allowed": False}, "N/A", "not_applicable"),
        ({}, {"na_allowed": True}, "N/A", None),
        ({}, {"type": "choice", "options": OPTIONS}, "no", None),
        ({"type": "choice", "options": OPTIONS}, {}, "no", None),
        ({"type": "choice", "options": OPTIONS}, {}, "partly", "option"),
        ({"type": "choice", "options": OPTIONS}, MANY, "no", "kind"),
        (MANY, {**MANY, "options": OPTIONS[:2]}, ["yes", "no"], None),
        (MANY, {**MANY, "options": OPTIONS[:2]}, ["yes", "partly"], "option"),
        (SCALE, {**SCALE, "scale": {"min": 1, "max": 5, "labels": []}}, 3, None),
        (SCALE, {**SCALE, "scale": {"min": 0, "max": 5}}, 3, "scale"),
        (SCALE, NUMBER, 3, "kind"),
        (NUMBER, {**NUMBER, "ranges": [{"from": 0, "to": 3, "score": 1}]}, 4, "range"),
        (NUMBER, {**NUMBER, "ranges": [{"from": 0, "to": 3, "score": 1}]}, 3, None),
        ({"type": "text"}, {"type": "text"}, "words", None),
    ],
)
def test_an_answer_is_taken_where_it_means_the_same(old, new, value, expected):
    assert loss(asked(**old), asked(**new), value) == expected


def test_an_answer_to_a_question_that_is_gone_is_left_behind():
    assert loss(asked(), None, "yes") == "removed"


def test_only_what_was_asked_then_is_carried():
    shown = {"condition": {"question": "a", "in": ["no"]}}
    old = document(section("s", question("a"), question("b", **shown), question("c")))
    new = document(section("t", question("b"), question("c"), question("d")))
    answers = {"a": "yes", "b": "no", "c": "N/A"}
    found = carried(read_answers(old, answers), answers, new)
    assert (found.answers, found.lost) == ({"c": "N/A"}, {"a": "removed"})


def test_nothing_is_lost_between_alike_versions():
    card = document(section("s", question("a"), question("b", **SCALE)))
    answers = {"a": "no", "b": 4}
    found = carried(read_answers(card, answers), answers, card)
    assert (found.answers, found.lost) == (answers, {})
