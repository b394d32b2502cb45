"""Redaction changes nothing outside its masks, is idempotent, fast, and never loses an offset."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from transcription.redaction.kinds import Kind
from transcription.redaction.masks import Redacted
from transcription.redaction.redacting import redact

PIECES = st.sampled_from(
    ["4111 1111 1111 1111", "4111111111111111", "415-286-4371", "cvv", "123", "482913", "password",
     "is", "hunter2", "pin", "1234", "one-time code", "security code", "card number", "four", "one",
     "double", "GB82 WEST 1234 5698 7654 32", "a.b@example.com", "@", "at example dot com", "order",
     "2024-05-06", "$12.50", "?", ".", ",", "-", "\n", "[card]", "[card code]", "[password]",
     "call", "+44 1223 812660", "123-45-6789", "ssn", ":", "and", "uh", "is my cvv",
     "\0", "é", "\u200b"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=10).map("".join),
    st.text(max_size=80),
    st.text("0123456789 -+.,@", max_size=60),
)


@settings(max_examples=400)
@given(TEXTS)
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once.text) == Redacted(once.text)


@settings(max_examples=400)
@given(TEXTS)
def test_text_outside_masks_is_unchanged(text: str) -> None:
    result = redact(text)
    rest, position = [], 0
    for mask in result.masks:
        assert position <= mask.start < mask.end
        rest.append(text[position : mask.start])
        assert result.offset(mask.start) == result.offset(mask.end - 1)
        assert result.text.startswith(mask.placeholder, result.offset(mask.start))
        assert mask.original == (None if mask.destroyed else text[mask.start : mask.end])
        position = mask.end
    rest.append(text[position:])
    placeholders = [mask.placeholder for mask in result.masks]
    woven = "".join(a + b for a, b in zip(rest, [*placeholders, ""], strict=True))
    assert woven == result.text


@given(TEXTS)
def test_offsets_go_there_and_back_outside_masks(text: str) -> None:
    result = redact(text)
    hidden = {at for mask in result.masks for at in range(mask.start, mask.end)}
    for at in set(range(len(text))) - hidden:
        assert result.text[result.offset(at)] == text[at]
        assert result.original_offset(result.offset(at)) == at
    assert result.offset(len(text)) == len(result.text)
    assert result.original_offset(len(result.text)) == len(text)


def test_offsets_by_hand() -> None:
    result = redact("a 4111111111111111 b 123-45-6789 c")
    assert result.text == "a [card] b [national id] c"
    assert [result.offset(at) for at in (0, 2, 10, 18, 19, 21, 33)] == [0, 2, 2, 8, 9, 11, 25]
    assert [result.original_offset(at) for at in (0, 5, 8, 9, 12, 25)] == [0, 2, 18, 19, 21, 33]


def test_several_kinds_in_one_turn() -> None:
    result = redact(
        "card 4111 1111 1111 1111 exp 12/25 cvv 123, mail a@example.com, tel 415-286-4371"
    )
    assert result.text == "card [card] exp 12/25 cvv [card code], mail [email], tel [phone]"
    assert [mask.kind for mask in result.masks] == [
        Kind.CARD, Kind.CARD_CODE, Kind.EMAIL, Kind.PHONE,
    ]  # fmt: skip


def test_hostile_markup_is_left_as_text() -> None:
    text = "<script>alert('x')</script> \u202e \0 {{ 7*7 }}"
    assert redact(text).text == text


def test_a_megabyte_of_one_digit_is_no_card() -> None:
    assert redact("4" * 1_000_000).masks == ()


def test_every_placeholder_is_words_in_brackets() -> None:
    assert all(re.fullmatch(r"\[[a-z][a-z -]+\]", kind.placeholder) for kind in Kind)
    assert len({kind.placeholder for kind in Kind}) == len(Kind)
    assert {kind for kind in Kind if kind.is_destroyed} == {
        Kind.CARD, Kind.CARD_CODE, Kind.PASSWORD, Kind.ONE_TIME_CODE,
    }  # fmt: skip
