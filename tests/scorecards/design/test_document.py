"""The scorecard as a document: strict reading, places of what is wrong, lossless writing."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings

from scorecards.design.document import parse, to_json
from scorecards.design.findings import ScorecardInvalid
from scorecards.design.reading import read_json
from tests.scorecards.design.cards import card, question, section
from tests.scorecards.design.strategies import cases


def refused(data):
    with pytest.raises(ScorecardInvalid) as caught:
        parse(data)
    return [(item.where, item.message) for item in caught.value.findings]


def test_unknown_keys_are_refused_by_name_and_place():
    wrong = question("a", wieght=2, options=[{"value": "x", "score": 1, "colour": "red"}])
    assert refused(card(section("s", wrong), chanel="phone")) == [
        (
            "sections[0].questions[0].options[0].colour",
            "The key “colour” is not known here. Known keys: value, label, score.",
        ),
        (
            "sections[0].questions[0].wieght",
            "The key “wieght” is not known here. Did you mean “weight”?",
        ),
        ("chanel", "The key “chanel” is not known here. Did you mean “channel”?"),
    ]


@pytest.mark.parametrize(
    ("change", "where", "message"),
    [
        ({"format": 2}, "format", "“2” is not known here. Known: 1."),
        ({"channel": "fax"}, "channel", None),
        ({"pass_percent": "80"}, "pass_percent", "Write a number here, without quotes."),
        ({"pass_percent": True}, "pass_percent", "Write a number here, without quotes."),
        ({"cap_percent": 10**9}, "cap_percent", "Write a number below one billion here."),
        ({"cap_percent": float("inf")}, "cap_percent", "Write a number below one billion here."),
        (
            {"cap_percent": Decimal("0.12345678901234567890")},
            "cap_percent",
            "Write this number with at most 15 digits.",
        ),
        ({"title": 7}, "title", "Write text in quotes here."),
        ({"sections": {}}, "sections", "Write a list in square brackets here."),
        ({"sections": ["s"]}, "sections[0]", "Write an object in curly brackets here."),
    ],
)
def test_wrong_values_are_refused_at_their_place(change, where, message):
    found = refused({**card(), **change})
    assert [item[0] for item in found] == [where]
    if message:
        assert found[0][1] == message


@pytest.mark.parametrize(
    ("change", "where", "message"),
    [
        ({"weight": -1}, "weight", "“-1” is below 0: write 0 or more."),
        ({"required": "yes"}, "required", "Write true or false here, without quotes."),
        ({"key": ""}, "key", "This is empty: write at least one character."),
        ({"scale": {"min": 1.5, "max": 3}}, "scale.min", "Write a whole number here."),
        ({"condition": {"fact": "topic"}}, "condition.in", "The key “in” is missing: add it."),
        (
            {"type": "yesno"},
            "type",
            "“yesno” is not known here. Known: yes_no, scale, choice, multiple, number, text.",
        ),
    ],
)
def test_wrong_questions_are_refused_at_their_place(change, where, message):
    data = card(section("s", {**question("a"), **change}))
    assert refused(data) == [(f"sections[0].questions[0].{where}", message)]


@pytest.mark.parametrize("data", [None, [], "card", 3])
def test_something_else_than_an_object_is_refused(data):
    assert [where for where, _ in refused(data)] == ["scorecard"]


def test_a_small_card_is_written_back_as_it_came():
    data = card(section("s", question("a", 0.1, na_allowed=False, required=True)), bands=[])
    data["cap_percent"] = None
    assert to_json(parse(data)) == data
    assert list(to_json(parse(data)))[:4] == ["format", "title", "channel", "pass_percent"]


def test_weights_are_the_numbers_that_were_written():
    data = read_json(json.dumps(card(section("s", question("a", 0.1), question("b", 20)))))
    weights = [item.weight for item in parse(data).questions()]
    assert weights == [Decimal("0.1"), Decimal(20)]
    assert [item.weight for item in parse(card(section("s", question("a", 0.1)))).questions()] == [
        Decimal("0.1")
    ]


@settings(max_examples=100, deadline=None)
@given(cases())
def test_writing_loses_nothing(case):
    document = parse(case[0])
    text = json.dumps(to_json(document))
    assert parse(json.loads(text)) == document
    assert parse(read_json(text)) == document


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1, "a": 2}', "the key “a” stands twice in one object: remove one."),
        ("[NaN]", "NaN is not a number of JSON."),
        ('{"a": }', "Expecting value in line 1, column 7."),
        ("[" * 100_000, "it is nested too deeply."),
    ],
)
def test_json_that_could_be_read_two_ways_is_refused(text, message):
    with pytest.raises(ValueError) as caught:
        read_json(text)
    assert str(caught.value) == message
