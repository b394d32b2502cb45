"""A number that is asked for in one turn and given in others is still masked."""

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcription.redaction.test_cards import known_cards
from transcription.redaction.kinds import Kind
from transcription.redaction.redacting import redact
from transcription.redaction.turns import TurnText, redact_turns


def conversation(*lines: str) -> list[TurnText]:
    return [TurnText(*line.split(": ", 1)) for line in lines]


def texts(*lines: str) -> list[str]:
    return [result.text for result in redact_turns(conversation(*lines))]


def test_card_over_several_turns_is_masked_in_each_and_in_its_echo() -> None:
    assert texts(
        "agent: Can I have your card number?",
        "customer: 4111 1111",
        "agent: 4111 1111, got it",
        "customer: hold on",
        "customer: uh, 1111 1111 and",
        "agent: Thank you",
    ) == [
        "Can I have your card number?",
        "[card]",
        "[card], got it",
        "hold on",
        "uh, [card] and",
        "Thank you",
    ]


def test_card_goes_on_after_asides_and_before_other_words() -> None:
    assert texts(
        "customer: okay let me get my card out of the bag, it is 4111",
        "customer: one moment",
        "customer: 1111 sorry",
        "customer: four one one one",
        "customer: one one one one 2",
    )[3:] == ["four one one one", "one one one one 2"]
    assert texts(
        "customer: okay let me get my card out of the bag, it is 4111",
        "customer: one moment",
        "agent: sure",
        "customer: 1111",
        "customer: one one one one, one one one one, and that is all of it",
    ) == [
        "okay let me get my card out of the bag, it is [card]",
        "one moment",
        "sure",
        "[card]",
        "[card], and that is all of it",
    ]


@given(known_cards(), st.data())
def test_card_cut_anywhere_into_turns_is_masked(digits: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, len(digits) - 1), min_size=1, max_size=5)))
    parts = [digits[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
    turns = [TurnText("customer", part) for part in parts]
    assert [result.text for result in redact_turns(turns)] == ["[card]"] * len(parts)


def test_answer_is_understood_from_its_question() -> None:
    assert texts(
        "agent: What's the security code on the back?",
        "customer: It's 123",
        "agent: And the one-time code we sent you?",
        "customer: 482913",
        "agent: And your password?",
        "customer: swordfish",
    ) == [
        "What's the security code on the back?",
        "It's [card code]",
        "And the one-time code we sent you?",
        "[one-time code]",
        "And your password?",
        "[password]",
    ]


def test_order_number_asked_for_is_no_phone_number() -> None:
    assert texts("agent: What is your order ID?", "customer: 3348917502")[1] == "3348917502"
    assert texts("agent: What is your phone number?", "customer: 2864371")[1] == "[phone]"


def test_numbers_of_different_speakers_are_not_joined() -> None:
    lines = ("customer: 4111 1111", "agent: 1111 1111")
    assert texts(*lines) == ["4111 1111", "1111 1111"]


@given(st.lists(st.tuples(st.sampled_from("ac"), st.sampled_from(
    ["4111 1111", "1111 1111", "cvv?", "123", "password?", "hunter2", "order", "ok", "415-286-4371",
     "a@example.com", "one", "hold on", "[card]", ""])), max_size=12))  # fmt: skip
def test_redacting_a_conversation_twice_changes_nothing(lines: list[tuple[str, str]]) -> None:
    once = redact_turns([TurnText(*line) for line in lines])
    again = [TurnText(speaker, r.text) for (speaker, _), r in zip(lines, once, strict=True)]
    assert [result.text for result in redact_turns(again)] == [result.text for result in once]


def dialogues(folder: Path) -> Iterator[list[TurnText]]:
    for path in sorted(folder.glob("[!R]*.txt")) + sorted(folder.glob("ReDial.txt")):
        rows = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n"))
        for spoken, group in groupby(rows, key=lambda row: len(row) > 1 and row[1] != "OVERALL"):
            if spoken:
                yield [TurnText(row[0], row[1]) for row in group]


@pytest.mark.skipif("QA_DATA_DIR" not in os.environ, reason="QA_DATA_DIR names no data")
def test_fewer_than_one_false_mask_in_1000_turns_of_real_dialogue() -> None:
    """The dialogues hold telephone numbers of businesses, true finds, and no other secrets."""
    folder = Path(os.environ["QA_DATA_DIR"]) / "satisfaction"
    turns = false = phones = 0
    for dialogue in dialogues(folder):
        turns += len(dialogue)
        for result in redact_turns(dialogue):
            phones += sum(mask.kind is Kind.PHONE for mask in result.masks)
            false += sum(mask.kind is not Kind.PHONE for mask in result.masks)
            false += sum(
                not redact(f"phone {mask.original}").masks or len(_digits(mask.original)) < 7
                for mask in result.masks
                if mask.kind is Kind.PHONE
            )
    assert turns > 80_000
    assert phones > 800
    assert false < turns / 1000


def _digits(text: str | None) -> str:
    return "".join(char for char in text or "" if char.isdigit())
