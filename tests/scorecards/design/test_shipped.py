import pytest

from scorecards.design.document import NOT_APPLICABLE, parse, to_json
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
        case _:
            return question.ranges[0].start


def test_four_are_shipped():
    assert list(SHIPPED) == ["phone", "email", "chat", "complaint-recovery"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_card_has_neither_errors_nor_warnings(name):
    assert findings(SHIPPED[name]) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_card_follows_the_ten_steps(name):
    document = SHIPPED[name]
    questions = {question.key: question for question in document.questions()}
    assert {"greeting", "acknowledgement"} & set(questions)
    assert set(questions) >= STEPS
    assert 11 <= len(questions) <= 14
    assert len(document.sections) == 5
    assert sum(section.weight for section in document.sections) == 100
    assert document.pass_percent == 80
    assert all(len(question.guidance) > 150 for question in questions.values())
    assert any(question.condition for question in questions.values())
    critical = {key for key, question in questions.items() if question.critical == "evaluation"}
    assert critical == {"identity", "payment"} & set(questions)
    assert all(questions[key].na_allowed for key in critical)
    deep = [q for q in questions.values() if any(cause.children for cause in q.root_causes)]
    assert len(deep) >= 4


@pytest.mark.parametrize("name", SHIPPED)
def test_payment_data_is_critical_where_customers_pay(name):
    questions = {question.key: question for question in SHIPPED[name].questions()}
    assert ("payment" in questions) == (name != "complaint-recovery")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_card_gives_full_marks_and_none(name):
    document = SHIPPED[name]
    answers = {question.key: best(question) for question in document.questions()}
    assert missing_required(document, answers, {"escalated": True}) == ()
    assert score(document, answers, {"escalated": True}).percent == 100
    assert score(document, {**answers, "identity": NOT_APPLICABLE}).percent == 100
    assert score(document, {**answers, "identity": "no"}).failed
    assert score(document, {**answers, "accuracy": "wrong"}).percent < 80


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_card_is_written_back_alike(name):
    assert parse(to_json(SHIPPED[name])) == SHIPPED[name]
