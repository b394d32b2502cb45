"""The numbers of a reading equal those counted by hand, and their turns are named."""

import math

from hypothesis import given
from hypothesis import strategies as st

from scorecards.flagging.example import Line, sides
from scorecards.flagging.reading import NUMBERS, read
from tests.scorecards.flagging.made import conversation, said


def test_lengths_and_questions() -> None:
    r = read(said(("customer", "Where is my parcel?"), ("agent", "On its way to you now")))
    assert r.number("turns") == 2
    assert r.number("words") == 10
    assert r.number("customer_words_per_turn") == 4
    assert r.number("agent_words_per_turn") == 6
    assert r.number("agent_share") == 0.6
    assert r.number("customer_questions") == 1
    assert r.number("agent_questions") == 0
    assert r.number("customer_last") == 0


def test_the_customer_repeats_in_other_words() -> None:
    r = read(
        said(
            ("customer", "My parcel number nine has not arrived"),
            ("agent", "One moment"),
            ("customer", "The parcel still hasn't arrived with that number"),
            ("agent", "Which colour?"),
            ("customer", "Blue"),
        )
    )
    assert r.number("customer_repeats") == 1
    assert r.marks["customer_repeats"] == (0, 2)


def test_as_i_said_counts_as_a_repeat_once() -> None:
    r = read(said(("customer", "It is broken"), ("agent", "What?"), ("customer", "As I said")))
    assert r.number("customer_repeats") == 1
    assert r.marks["customer_repeats"] == (2,)


def test_phrases_of_each_side() -> None:
    r = read(
        said(
            ("agent", "Good morning"),
            ("customer", "I want your manager"),
            ("agent", "I'm sorry, that is not possible"),
            ("customer", "No. Not good!"),
        )
    )
    assert r.number("no_greeting") == 0
    assert r.number("no_next_step") == 1
    assert r.marks["no_next_step"] == (2,)
    assert r.number("escalation") == 1
    assert r.marks["escalation"] == (1,)
    assert r.number("apologies") == 1
    assert r.number("agent_cannot") == 0.5
    assert r.number("customer_no") == 0.5
    assert r.number("customer_exclaims") == 0.5


def test_nothing_is_claimed_in_a_language_without_phrases() -> None:
    r = read(said(("agent", "Dzień dobry"), ("customer", "Nie działa"), language="pl"))
    assert math.isnan(r.number("no_greeting"))
    assert math.isnan(r.number("no_next_step"))


def test_only_listed_facts_are_read() -> None:
    r = read(
        said(
            ("agent", "Hello"),
            facts={"hold_s": 30, "escalated": True, "agent_age": 50, "csat": 1, "transfers": None},
        )
    )
    assert r.number("hold_s") == 30
    assert r.number("escalated") == 1
    assert math.isnan(r.number("transfers"))
    assert not {"agent_age", "csat", "nps", "ces", "agent", "team", "language"} & set(NUMBERS)


def test_a_bot_is_the_agent_only_where_no_person_answers() -> None:
    turns = (Line("bot", "Hello"), Line("customer", "Hi"))
    assert sides(turns) == ("agent", "customer")
    assert sides((*turns, Line("agent", "Hello"), Line("system", "Joined"))) == (
        None,
        "customer",
        "agent",
        None,
    )


def test_an_empty_conversation_is_read() -> None:
    r = read(conversation(()))
    assert r.number("turns") == 0
    assert math.isnan(r.number("agent_share"))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["agent", "customer", "bot", "system"]),
            st.text(max_size=60),
            st.none() | st.floats(-10, 1000),
        ),
        max_size=12,
    )
)
def test_reading_never_fails_and_marks_exist(turns: list[tuple[str, str, float | None]]) -> None:
    r = read(conversation(tuple(Line(who, text, at) for who, text, at in turns)))
    assert len(r.numbers) == len(NUMBERS)
    assert all(0 <= i < len(turns) for marked in r.marks.values() for i in marked)
    assert not any(math.isinf(v) for v in r.numbers)
