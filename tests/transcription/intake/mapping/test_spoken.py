"""A cell that holds a whole conversation: who said what in it."""

from __future__ import annotations

import pytest

from transcription.intake.mapping.spoken import NoConversation, plain, turns_in


def said(cell: str, *agents: str) -> list[tuple[str, str]]:
    return [(turn["speaker"], turn["text"]) for turn in turns_in(cell, agents)]


def test_turns_are_told_by_names_after_a_time_or_none() -> None:
    assert said("Agent: Hello\nCustomer: Hi\nthere") == [
        ("agent", "Hello"), ("customer", "Hi\nthere"),
    ]  # fmt: skip
    assert said("[09:30:12] Jo: Hello\n09:31 - Visitor: Hi") == [
        ("agent", "Hello"), ("customer", "Hi"),
    ]  # fmt: skip
    assert said("Jo: Hello\nEve: Hi", "jo") == [("agent", "Hello"), ("customer", "Hi")]


def test_marks_of_a_page_are_taken_out() -> None:
    cell = (
        "<p>Chat Started: Monday</p>( 5s ) Jo: Hello &amp; welcome<br/>( 1m 2s ) Visitor: Hi"
        "<br>( 9s ) Jo: Bye<br>( 12s ) Visitor: Bye"
    )
    assert said(cell) == [
        ("system", "Chat Started: Monday"), ("agent", "Hello & welcome"), ("customer", "Hi"),
        ("agent", "Bye"), ("customer", "Bye"),
    ]  # fmt: skip
    assert plain("1 < 2 and 3 > 2") == "1 < 2 and 3 > 2"


def test_names_that_leave_open_who_is_who_are_refused_by_name() -> None:
    with pytest.raises(NoConversation) as error:
        turns_in("Jo: Hello\nEve: Hi")
    assert str(error.value) == "could be agents or customers: “Jo”, “Eve”; say which are agents'"
    with pytest.raises(NoConversation, match="names nobody"):
        turns_in("Hello there")
