"""Reasons are the model's own contributions, hold in the conversation, and point at its turns."""

import pytest

from scorecards.flagging.estimator import Model, train
from scorecards.flagging.reading import NUMBERS, read
from scorecards.flagging.reasons import SAYINGS, Reasons, marks_of
from tests.scorecards.flagging.made import GOOD, POOR, centre, said


@pytest.fixture(scope="module")
def model() -> Model:
    return train(*centre(150, noise=0.05), 1).model


def test_every_number_can_be_said() -> None:
    assert set(SAYINGS) == set(NUMBERS)


def test_a_poor_chat_has_three_reasons_with_places(model: Model) -> None:
    chat = said(*((who, text.format(thing="lamp")) for who, text in POOR))
    (reasons,) = Reasons(model).explain([read(chat)])
    assert len(reasons) == 3
    assert [r.contribution for r in reasons] == sorted(
        (r.contribution for r in reasons), reverse=True
    )
    assert len({r.key for r in reasons}) == 3
    assert all(r.contribution > 0 for r in reasons)
    assert all(0 <= m.turn < 6 for r in reasons for m in r.marks)


def test_quoted_words_stand_where_the_mark_says(model: Model) -> None:
    chat = said(*((who, text.format(thing="lamp")) for who, text in POOR))
    reading = read(chat)
    (reasons,) = Reasons(model, most=50).explain([reading])
    words = [r for r in reasons if r.key.startswith("words_")]
    assert words
    for reason in words:
        quoted = {q.strip("“”") for q in reason.detail.split(", ")}
        found = {chat.turns[m.turn].text[m.start : m.end].lower() for m in reason.marks}
        assert found <= quoted


def test_the_contribution_is_what_leaving_it_out_would_take_away(model: Model) -> None:
    reading = read(said(*POOR))
    (reasons,) = Reasons(model, most=50).explain([reading])
    repeated = next(r for r in reasons if r.key == "repeated")
    j = model.names().index("number__customer_repeats")
    expected = model.values([reading]).toarray()[0, j] * model.coefficients()[j]
    assert repeated.contribution == pytest.approx(expected)
    assert repeated.title == "Customer repeated the problem"
    assert {m.turn for m in repeated.marks} == {1, 3, 5}


def test_nothing_untrue_is_said_of_a_good_chat(model: Model) -> None:
    (reasons,) = Reasons(model, most=50).explain([read(said(*GOOD))])
    untrue = {"repeated", "no_next_step", "escalation", "cannot", "no_greeting", "customer_no"}
    assert not {r.key for r in reasons} & untrue


def test_no_conversations(model: Model) -> None:
    assert Reasons(model).explain([]) == []


def test_phrase_marks_have_characters() -> None:
    reading = read(said(("customer", "I want to complain to your manager")))
    text = reading.conversation.turns[0].text
    assert [text[m.start : m.end] for m in marks_of(reading, "escalation")] == [
        "complain",
        "manager",
    ]
