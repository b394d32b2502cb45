"""The shipped templates are faultless, follow the ten steps, and give full marks and none."""

import pytest

from scorecards.design.document import NOT_APPLICABLE, parse, to_json
from scorecards.design.forms import EMPTY, TEMPLATES
from scorecards.design.scoring import missing_required, score
from scorecards.design.shipped import shipped_documents
from scorecards.design.validation import findings

SHIPPED = shipped_documents()

STEPS = {
    "resolution",
    "accuracy",
    "options",
    "guidance",
    "expectation",
    "confirmation",
    "documentation",
    "listening",
    "empathy",
    "ownership",
}


def best(question):
    match question.type:
        case "yes_no":
            return "yes"
        case "choice":
            return max(question.options, key=lambda option: option.score).value
        case "multiple":
            return [option.value for option in question.options]
        case "scale":
            return question.scale.max
        case "text":
            return "Keep the greeting; practise restating."
        case _:
            return question.ranges[0].start


def test_six_are_shipped():
    assert list(SHIPPED) == [
        "phone",
        "email",
        "chat",
        "social",
        "complaint-recovery",
        "onboarding",
    ]
    assert list(TEMPLATES) == [*SHIPPED, EMPTY]
    keys = [{question.key for question in card.questions()} for card in SHIPPED.values()]
    assert min(len(one - other) for one in keys for other in keys if one is not other) >= 1


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_card_has_neither_errors_nor_warnings(name):
    assert findings(SHIPPED[name]) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_card_follows_the_ten_steps(name):
    document = SHIPPED[name]
    questions = {question.key: question for question in document.questions()}
    assert {"greeting", "acknowledgement"} & set(questions)
    assert set(questions) >= STEPS
    assert 11 <= len(questions) <= 15
    assert len(document.sections) == 5
    assert sum(section.weight for section in document.sections) == 100
    assert document.pass_percent == (70 if name == "onboarding" else 80)
    assert document.bands[0].start == 0
    assert document.pass_percent in [band.start for band in document.bands]
    assert all(len(question.guidance) > 150 for question in questions.values())
    assert any(question.condition for question in questions.values())
    critical = {key for key, question in questions.items() if question.critical == "evaluation"}
    assert critical == {"identity", "payment", "privacy"} & set(questions)
    assert all(questions[key].na_allowed for key in critical)
    deep = [q for q in questions.values() if any(cause.children for cause in q.root_causes)]
    assert len(deep) >= 4
    for asked in questions.values():
        if asked.root_causes:
            assert [cause.key for cause in asked.root_causes if cause.free_text] == ["other"]


@pytest.mark.parametrize("name", SHIPPED)
def test_payment_data_is_critical_where_customers_pay(name):
    questions = {question.key: question for question in SHIPPED[name].questions()}
    asked = "privacy" if name == "social" else "payment"
    assert (asked in questions) == (name != "complaint-recovery")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_card_gives_full_marks_and_none(name):
    document = SHIPPED[name]
    answers = {question.key: best(question) for question in document.questions()}
    assert missing_required(document, answers, {"escalated": True}) == ()
    assert score(document, answers, {"escalated": True}).percent == 100
    assert score(document, {**answers, "identity": NOT_APPLICABLE}).percent == 100
    assert score(document, {**answers, "identity": "no"}).failed
    assert not score(document, {**answers, "accuracy": "wrong"}).passed


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_card_is_written_back_alike(name):
    assert parse(to_json(SHIPPED[name])) == SHIPPED[name]
