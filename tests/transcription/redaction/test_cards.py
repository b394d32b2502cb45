"""Card numbers are masked in any grouping, written or spoken; other numbers survive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.redaction.cards import passes_luhn
from transcription.redaction.redacting import redact

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def with_check_digit(digits: str) -> str:
    return next(digits + last for last in "0123456789" if passes_luhn(digits + last))


@st.composite
def known_cards(draw: st.DrawFn) -> str:
    prefix, length = draw(
        st.sampled_from(
            [("4", 13), ("4", 16), ("4", 19), ("51", 16), ("2221", 16), ("2720", 16), ("34", 15),
             ("37", 15), ("36", 14), ("3528", 16), ("6011", 16), ("62", 19), ("6759", 16)]
        )
    )  # fmt: skip
    count = length - len(prefix) - 1
    return with_check_digit(prefix + draw(st.text("0123456789", min_size=count, max_size=count)))


@st.composite
def grouped(draw: st.DrawFn, digits: str, separators: list[str]) -> str:
    cuts = draw(st.sets(st.integers(1, len(digits) - 1)))
    separator = draw(st.sampled_from(separators))
    return "".join(separator + digit if at in cuts else digit for at, digit in enumerate(digits))


@given(st.data())
def test_any_card_of_a_known_network_in_any_grouping_is_masked(data: st.DataObject) -> None:
    digits = data.draw(known_cards())
    written = data.draw(grouped(digits, [" ", "-", " - ", "\u00a0", "–", "\u200b"]))
    result = redact(f"my card {written} thanks")
    assert result.text == "my card [card] thanks"
    assert [mask.original for mask in result.masks] == [None]


@given(st.text("0123456789", min_size=12, max_size=18).filter(lambda d: d[0] not in "1"), st.data())
def test_any_luhn_valid_number_after_the_word_card_is_masked(
    digits: str, data: st.DataObject
) -> None:
    written = data.draw(grouped(with_check_digit(digits), [" ", "-"]))
    assert redact(f"credit card {written}").text == "credit card [card]"


@given(known_cards(), st.data())
def test_spoken_and_mixed_digits_are_masked(digits: str, data: st.DataObject) -> None:
    said = [data.draw(st.sampled_from([digit, WORDS[int(digit)]])) for digit in digits]
    gap = data.draw(st.sampled_from([" ", ", ", "-", " uh ", ". "]))
    assert redact(f"It's {gap.join(said)}, okay?").text == "It's [card], okay?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4111111111111111", "[card]"),
        ("4111, 1111, 1111, 1111", "[card]"),
        ("4111.1111.1111.1111", "[card]"),
        ("four double one one, triple one one, double one double one, triple one one", "[card]"),
        ("forty-one eleven eleven eleven eleven eleven eleven eleven", "[card]"),
        ("４１１１１１１１１１１１１１１１", "[card]"),
        ("٤١١١١١١١١١١١١١١١", "[card]"),
        ("4111 1111 1111 1111 12/25 and then 123", "[card] 12/25 and then 123"),
        ("41111111111111111225123", "[card]"),
        ("order 17, 4111 1111 1111 1111, 3 pieces", "order 17, [card], 3 pieces"),
        ("order 4111111111111111", "order [card]"),
        ("3782 822463 10005", "[card]"),
        ("card4111111111111111x", "card[card]x"),
        ("my card number is 4111 1111 1111 1112", "my card number is [card]"),
        ("9792 0000 0000 0003", "[card]"),
    ],
)  # fmt: skip
def test_card_examples(text: str, expected: str) -> None:
    assert redact(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "order 3348917502 was shipped",
        "order number 8000000000000003 please",
        "tracking 9400 1000 0000 0000 0000 00",
        "Amazon order 123-4567890-1234567",
        "on 2024-05-06 at 10:15:30 and 2024-05-07 at 11:15",
        "from 2024-05-06 2024-05-07 2024-05-08",
        "stamp 20240506101530 or 1700000000000",
        "12.50, 13.75, 14.99, 36.10, 41.20 and 55.00",
        "ISBN 9780306406157",
        "it costs $1,234.56, or 4,111,111 in all",
        "my card ends in 4242",
        "one of the two, or all three of four",
        "4111 1111 1111 1112",
    ],
)
def test_other_numbers_survive(text: str) -> None:
    assert redact(text).text == text


def test_luhn_by_hand() -> None:
    # 4*2=8, 5, 3*2=6, 9, 1*2=2, 4, 8*2=16->7, 8, 0*2, 3, 4*2=8, 3, 6*2=12->3, 4, 6*2=12->3, 7 = 80
    assert passes_luhn("4539148803436467")
    assert not passes_luhn("4539148803436468")
