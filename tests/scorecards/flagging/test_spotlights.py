"""Each rule speaks where it should, names its turn, and stays silent otherwise."""

from datetime import timedelta

from scorecards.flagging.example import Line, Mark
from scorecards.flagging.spotlights import Limits, spotlights
from tests.scorecards.flagging.made import START, conversation, said

ENOUGH = "word " * 30


def keys(*args: object, **given: object) -> list[str]:
    return [s.key for s in spotlights(*args, **given)]  # type: ignore[arg-type] # test shorthand


def test_a_good_chat_has_none() -> None:
    assert keys(said(("agent", "Hello, how can I help?"), ("customer", ENOUGH))) == []


def test_silence_in_a_call() -> None:
    call = conversation(
        (Line("agent", "Hello " + ENOUGH, 0, 5), Line("customer", "Yes", 30, 31)), channel="phone"
    )
    (found,) = spotlights(call)
    assert (found.key, found.detail, found.marks) == (
        "silence",
        "25 s before this turn",
        (Mark(1),),
    )


def test_a_long_wait_in_a_chat_is_the_agents() -> None:
    def chat(who: str, other: str) -> list[str]:
        later = START + timedelta(minutes=6)
        turns = (Line("agent", "Hi " + ENOUGH, at=START), Line(who, "One", at=START))
        return keys(conversation((*turns, Line(other, "Two", at=later))))

    assert chat("customer", "agent") == ["wait"]
    assert chat("agent", "customer") == []


def test_facts_and_survey() -> None:
    chat = said(("agent", "Hello " + ENOUGH), facts={"hold_s": 200, "contacts_before_7d": 2})
    assert keys(chat, survey={"csat": 2, "nps": 9, "ces": None}) == [
        "hold",
        "repeat_contact",
        "survey",
    ]


def test_no_greeting_and_no_verification() -> None:
    chat = said(("agent", ENOUGH), ("customer", "Hello"))
    assert keys(chat) == ["no_greeting"]
    assert keys(chat, Limits(verification=True)) == ["no_greeting", "no_verification"]
    assert keys(said(("agent", ENOUGH), language="pl")) == []


def test_escalation_words_are_quoted() -> None:
    chat = said(("agent", "Hello " + ENOUGH), ("customer", "Get me your SUPERVISOR now"))
    (found,) = spotlights(chat)
    assert found.detail == "“SUPERVISOR”"
    assert found.marks == (Mark(1, 12, 22),)


def test_payment_masks() -> None:
    chat = said(("agent", "Hello " + ENOUGH), ("customer", "It is [card], thanks"))
    (found,) = spotlights(chat)
    assert (found.key, found.marks) == ("payment", (Mark(1, 6, 12),))
    assert keys(chat, Limits(payment=False)) == []


def test_very_short_and_very_long() -> None:
    assert keys(said(("agent", "Hello there"))) == ["short"]
    assert keys(said(("agent", "Hello " + ENOUGH)), Limits(most_words=10)) == ["long"]
    assert keys(conversation(())) == []


def test_custom_phrases_of_anyone() -> None:
    chat = said(("agent", "Hello, please hold the line. " + ENOUGH))
    (found,) = spotlights(chat, Limits(phrases={"Put on hold": ["Hold the line"]}))
    assert (found.key, found.title, found.detail) == ("phrase", "Put on hold", "“hold the line”")
