"""A question through its form: untouched is unchanged, answers, ranges and types follow."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from scorecards.design.document import parse, to_json
from scorecards.design.editing import question_of
from scorecards.design.findings import ScorecardInvalid
from scorecards.design.part_forms import (
    card_changes,
    card_fields,
    posted_card,
    section_changes,
    section_fields,
)
from scorecards.design.posted import Posted, number, place_of
from scorecards.design.question_changes import QuestionEdit
from scorecards.design.question_form import fields_of, posted_fields, shape
from scorecards.design.shipped import shipped_documents
from tests.scorecards.design.cards import document, question, section
from tests.scorecards.design.strategies import cases

OPTIONS = [
    {"value": "met", "label": "Met", "score": 1},
    {"value": "partly", "label": "Partly", "score": 0.5},
    {"value": "missed", "label": "Missed", "score": 0},
]
CARD = document(
    section(
        "s",
        question("a"),
        question("b", type="choice", options=OPTIONS, fatal_values=["missed"], critical="section"),
        question("c", type="scale", scale={"min": 1, "max": 5}),
        question("d", type="number", ranges=[{"from": 0, "to": 10, "score": 1}]),
    )
)


def post(key, **changed):
    """What a browser posts of the form of a question, some of it changed (None: left out)."""
    fields = fields_of(question_of(CARD, key))
    sent = {
        "key": key, "text": fields.text, "guidance": fields.guidance, "type": fields.type,
        "weight": fields.weight, "counts": fields.counts, "critical": fields.critical,
        "required": "y", "na_allowed": "y", "scale_min": fields.scale_min,
        "scale_max": fields.scale_max, "condition_on": fields.condition_on, "na-value": "N/A",
    }  # fmt: skip
    for n, row in enumerate(fields.rows):
        sent |= {f"answers-{n}-{name}": getattr(row, name) for name in ("value", "label", "score")}
        sent |= {f"answers-{n}-{name}": "y" for name in ("fatal",) if getattr(row, name)}
    for n, row in enumerate(fields.ranges):
        sent |= {f"ranges-{n}-{name}": getattr(row, name) for name in ("start", "end", "score")}
    return {name: value for name, value in (sent | changed).items() if value is not None}


def edited(key, do="", chosen=(), **changed):
    fields = posted_fields(post(key, **changed), chosen)
    return to_json(question_of(QuestionEdit(key, fields, do)(CARD), changed.get("key", key)))


@settings(max_examples=150, deadline=None)
@given(cases())
def test_a_form_that_nobody_touched_changes_nothing(case):
    card = parse(case[0])
    # Bonus and excluded at once is an error, of which the form shows one.
    sound = [item for item in card.questions() if not (item.bonus and item.excluded)]
    for item in sound:
        assert QuestionEdit(item.key, fields_of(item))(card) == card


@pytest.mark.parametrize("name", sorted(shipped_documents()))
def test_the_templates_pass_through_the_forms_unchanged(name):
    card = shipped_documents()[name]
    for item in card.questions():
        assert QuestionEdit(item.key, fields_of(item))(card) == card
    assert parse({**to_json(card), **card_changes(card_fields(card))}) == card
    for part in card.sections:
        weight = part.weight
        assert section_changes(section_fields(part))["weight"] == weight


def test_a_browser_posts_the_same_question():
    for key in "abcd":
        assert edited(key) == to_json(question_of(CARD, key))


def test_percentages_are_stored_as_fractions():
    assert edited("b", **{"answers-1-score": "33,3 %"})["options"][1]["score"] == 0.333


def test_what_is_no_number_is_refused_at_its_field():
    with pytest.raises(ScorecardInvalid) as refused:
        edited("b", weight="heavy", **{"answers-0-score": "", "answers-1-score": "x"})
    assert [(item.where, item.message) for item in refused.value.findings] == [
        ("weight", "“heavy” is not a number."),
        ("options", "Say what “Met” earns, in percent."),
        ("options", "“x” is not a number."),
    ]


def test_answers_are_added_raised_and_removed_with_their_rules():
    added = edited("b", do="add-answer")["options"]
    assert [(item["value"], item["score"]) for item in added[-1:]] == [("answer-4", 0)]
    raised = edited("b", do="raise-answer:2")
    assert [item["value"] for item in raised["options"]] == ["met", "missed", "partly"]
    removed = edited("b", do="remove-answer:2")
    assert [item["value"] for item in removed["options"]] == ["met", "partly"]
    assert "fatal_values" not in removed
    assert edited("b", do="remove-answer:9") == to_json(question_of(CARD, "b"))


def test_ranges_are_added_where_the_last_ends():
    assert edited("d", do="add-range")["ranges"][1] == {"from": 10, "to": None, "score": 0}
    assert edited("d", do="remove-range:0").get("ranges") is None


def test_another_type_keeps_what_it_can_use():
    assert edited("b", type="multiple")["options"] == OPTIONS
    assert edited("a", type="scale")["scale"] == {"min": 1, "max": 5}


def test_a_shorter_scale_drops_the_words_and_rules_of_lost_points():
    changed = edited(
        "c", scale_max="3", critical="section",
        **{"answers-4-label": "Best", "answers-0-label": "Worst", "answers-4-fatal": "y",
           "answers-0-fatal": "y"},
    )  # fmt: skip
    assert changed["scale"] == {"min": 1, "max": 3, "labels": [{"value": 1, "label": "Worst"}]}
    assert changed["fatal_values"] == [1]


def test_a_condition_begins_empty_and_then_takes_values_of_the_right_kind():
    assert edited("b", condition_on="question:a", chosen=("yes",))["condition"] == {
        "question": "a", "in": [],
    }  # fmt: skip
    conditioned = document(
        section("s", question("a", type="scale", scale={"min": 1, "max": 3}),
                question("b", condition={"question": "a", "in": []}),
                question("c", condition={"fact": "escalated", "in": []}),
                question("d", condition={"fact": "transfers", "in": []}))
    )  # fmt: skip

    def values(key, **sent):
        fields = posted_fields(
            {"text": "x?", "type": "yes_no", "weight": "1", "counts": "scored", **sent},
            sent.pop("chosen", ()),
        )
        return to_json(question_of(QuestionEdit(key, fields)(conditioned), key))["condition"]["in"]

    assert values("b", condition_on="question:a", chosen=("1", "2")) == [1, 2]
    assert values("c", condition_on="fact:escalated", chosen=("true",)) == [True]
    assert values("d", condition_on="fact:transfers", condition_text="0, 1") == [0, 1]


def test_the_shape_changes_with_the_fields_that_the_form_has():
    same = QuestionEdit("a", posted_fields(post("a", text="Other?"), ()))(CARD)
    assert shape(same, "a") == shape(CARD, "a")
    other = QuestionEdit("a", posted_fields(post("a", type="text"), ()))(CARD)
    assert shape(other, "a") != shape(CARD, "a")


def test_bands_are_lines_that_begin_with_a_percentage():
    read = Posted({"bands": "80 Good\n\n0 % Needs support\nall Others"})
    assert read.bands("bands", "bands") == [
        {"from": 80, "label": "Good"}, {"from": 0, "label": "Needs support"},
    ]  # fmt: skip
    assert [item.message for item in read.wrong] == [
        "Begin “all Others” with the percentage it starts at."
    ]


def test_who_a_card_is_for():
    fields = posted_card(
        {"title": "T", "cap_percent": "", "topics": "billing, returns"}, {"teams": ("North",)}
    )
    changes = card_changes(fields)
    assert changes["applies_to"] == {"teams": ["North"], "topics": ["billing", "returns"]}
    assert (changes["cap_percent"], changes["channel"]) == (None, None)


@pytest.mark.parametrize(
    ("text", "value"), [("", None), (" 12,5 % ", 12.5), ("−3", -3), ("0", 0)]
)  # fmt: skip
def test_numbers_as_people_write_them(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["1.000.000", "ten", "1e99", "NaN", "Infinity"])
def test_what_is_no_number(text):
    with pytest.raises(ValueError, match=r"number"):
        number(text)


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ("sections[0].questions[12].options[0].score", "options"), ("weight", "weight"),
        ("sections[3].title", "title"), ("bands[0].from", "bands"), ("options[1].score", "options"),
        ("sections[0].questions[2].condition.in", "condition"),
    ],
)  # fmt: skip
def test_places_name_fields(where, field):
    assert place_of(where) == field


def test_limits_marks_and_bands_of_a_question():
    card = document(section("s", question("a", condition={"fact": "hold_s", "in": []})))
    fields = replace(
        fields_of(question_of(card, "a")),
        condition_from="60", condition_to="", pass_percent="75", bands="0 Weak\n75 Good",
    )  # fmt: skip
    assert to_json(question_of(QuestionEdit("a", fields)(card), "a")) == {
        **question("a"),
        "na_allowed": True,
        "required": True,
        "condition": {"fact": "hold_s", "from": 60},
        "pass_percent": 75,
        "bands": [{"from": 0, "label": "Weak"}, {"from": 75, "label": "Good"}],
    }


def test_limits_that_are_no_numbers_are_told_at_the_condition():
    card = document(section("s", question("a", condition={"fact": "hold_s", "from": 1})))
    fields = replace(fields_of(question_of(card, "a")), condition_from="long", bands="good")
    with pytest.raises(ScorecardInvalid) as caught:
        QuestionEdit("a", fields)(card)
    assert [item.where for item in caught.value.findings] == ["condition", "bands"]


def test_another_source_begins_a_condition_anew():
    card = document(section("s", question("a", condition={"fact": "hold_s", "from": 60})))
    fields = replace(fields_of(question_of(card, "a")), condition_on="fact:transfers")
    changed = question_of(QuestionEdit("a", fields)(card), "a")
    assert to_json(changed)["condition"] == {"fact": "transfers", "in": []}
