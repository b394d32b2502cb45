"""The designer's form of a suggestion: what is posted becomes rules, other kinds leave nothing."""

from scorecards.design.document import to_json
from scorecards.design.editing import question_of
from scorecards.design.question_changes import QuestionEdit
from scorecards.design.question_form import fields_of, posted_fields
from tests.scorecards.design.cards import document, question, section

RULES = [
    {"kind": "phrase", "phrases": ["hello", "hi"], "within": {"end": "first", "count": 2}},
    {"kind": "fact", "fact": "first_response_s", "at_most": 60},
    {"kind": "fact", "fact": "resolved", "be": False},
    {"kind": "pause", "by": "customer", "at_most": 30},
    {"kind": "turns", "by": "anyone", "at_least": 2},
]


def card(**suggestion):
    sound = {"rules": RULES, "met": 5, "not_met": 1} | suggestion
    scale = {"min": 1, "max": 5}
    return document(section("s", question("a", type="scale", scale=scale, suggestion=sound)))


def posted(before, **changed):
    """What comes out where the browser posts the untouched form with some fields changed."""
    fields = fields_of(question_of(before, "a"))
    s = fields.suggestion
    sent = {
        "key": "a", "text": fields.text, "type": fields.type, "weight": fields.weight,
        "counts": fields.counts, "required": "y", "na_allowed": "y", "scale_min": "1",
        "scale_max": "5", "sg-holds": s.holds, "sg-met": s.met, "sg-not_met": s.not_met,
    }  # fmt: skip
    for n, row in enumerate(s.rows):
        sent |= {f"sg-{n}-{name}": value for name, value in vars(row).items()}
    sent |= {f"answers-{n}-value": row.value for n, row in enumerate(fields.rows)}
    after = QuestionEdit("a", posted_fields(sent | changed, ()))(before)
    return to_json(question_of(after, "a").suggestion)


def done(before, do):
    after = QuestionEdit("a", fields_of(question_of(before, "a")), do)(before)
    return question_of(after, "a").suggestion


def test_an_untouched_form_changes_nothing():
    before = card()
    assert QuestionEdit("a", fields_of(question_of(before, "a")))(before) == before
    assert posted(before) == to_json(question_of(before, "a").suggestion)


def test_fields_are_taken_over():
    found = posted(card(), **{"sg-on": "y", "sg-holds": "any", "sg-met": "4",
                              "sg-0-phrases": "Good day\n\n welcome ", "sg-0-count": "3",
                              "sg-1-at_most": "12,5"})  # fmt: skip
    assert (found["on"], found["holds"], found["met"]) == (True, "any", 4)
    assert found["rules"][0]["phrases"] == ["Good day", "welcome"]
    assert found["rules"][0]["within"] == {"end": "first", "count": 3}
    assert found["rules"][1]["at_most"] == 12.5


def test_another_kind_leaves_nothing_of_the_one_before():
    assert posted(card(), **{"sg-0-kind": "pause", "sg-0-at_most": "20"})["rules"][0] == {
        "kind": "pause", "at_most": 20,
    }  # fmt: skip
    assert posted(card(), **{"sg-1-fact": "escalated"})["rules"][1] == {
        "kind": "fact", "fact": "escalated", "be": True,
    }  # fmt: skip


def test_rules_are_added_and_removed():
    assert len(done(card(), "add-rule").rules) == 6
    assert [rule.kind for rule in done(card(), "remove-rule:0").rules] == [
        "fact", "fact", "pause", "turns",
    ]  # fmt: skip
    assert done(card(), "remove-suggestion") is None
    bare = document(section("s", question("a")))
    fresh = done(bare, "add-suggestion")
    assert (fresh.on, fresh.met, fresh.not_met, len(fresh.rules)) == (False, "yes", "no", 1)
