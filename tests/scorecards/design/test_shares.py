"""Weights as shares of 100 %, equal to what scoring makes of them."""

from fractions import Fraction

from hypothesis import given, settings

from scorecards.design.document import parse
from scorecards.design.scoring import score
from scorecards.design.shares import section_shares, shares
from tests.scorecards.design.cards import document, question, section
from tests.scorecards.design.strategies import cases


def test_a_flat_card_shares_by_weight():
    card = document(
        section("s", question("a", 10), question("b", 30)), section("t", question("c", 40))
    )
    assert shares(card) == {"a": Fraction(1, 8), "b": Fraction(3, 8), "c": Fraction(1, 2)}
    assert section_shares(card) == {"s": Fraction(1, 2), "t": Fraction(1, 2)}


def test_section_weights_come_first_and_what_does_not_count_has_none():
    card = document(
        section("s", question("a", 10), question("b", 30), question("x", 9, bonus=True), weight=3),
        section("t", question("c", 40), question("y", 9, excluded=True), weight=1),
        section("u", question("z", 9, type="text"), weight=6),
    )
    assert shares(card) == {
        "a": Fraction(3, 16),
        "b": Fraction(9, 16),
        "x": 0,
        "c": Fraction(1, 4),
        "y": 0,
        "z": 0,
    }
    assert section_shares(card) == {"s": Fraction(3, 4), "t": Fraction(1, 4), "u": 0}


def test_nothing_that_counts_has_no_shares():
    assert shares(document(section("s", question("a", 0)))) == {"a": 0}


FULL = {
    "yes_no": lambda q: "yes",
    "choice": lambda q: q.options[0].value,
    "multiple": lambda q: [q.options[0].value],
    "scale": lambda q: q.scale.max,
    "number": lambda q: next(
        (end for end in (q.ranges[0].start, q.ranges[0].end) if end is not None), 0
    ),
    "text": lambda q: "text",
}


@settings(max_examples=100, deadline=None)
@given(cases())
def test_shares_are_those_of_an_evaluation_in_which_everything_was_answered(case):
    card = parse(case[0])
    asked = [item.model_copy(update={"condition": None}) for item in card.questions()]
    by_key = {item.key: item for item in asked}
    sections = [
        part.model_copy(update={"questions": tuple(by_key[q.key] for q in part.questions)})
        for part in card.sections
    ]
    shown = card.model_copy(update={"sections": tuple(sections)})
    result = score(shown, {item.key: FULL[item.type](item) for item in asked})
    assert shares(shown) == {key: item.weight_share for key, item in result.questions.items()}
