"""Word errors and places, by hand-made examples and against a plain edit distance."""

from hypothesis import given
from hypothesis import strategies as st

from transcription.demo.scoring import Piece, Wrong, compare, total, within, words

TEXTS = st.lists(st.sampled_from(["one", "two", "three", "card"]), max_size=7).map(" ".join)


def test_long_numbers_count_digit_by_digit() -> None:
    assert words("Order 42719, 15 dollars.") == [
        "order",
        "4",
        "2",
        "7",
        "1",
        "9",
        "15",
        "dollars",
    ]


def test_each_kind_of_error_is_counted() -> None:
    assert compare("my bill is high", "my bill is high") == Wrong(words=4)
    assert compare("my bill is high", "my card is high") == Wrong(words=4, changed=1)
    assert compare("my bill is high", "my bill high") == Wrong(words=4, missing=1)
    assert compare("my bill", "oh my bill") == Wrong(words=2, extra=1)
    assert compare("", "hello there") == Wrong(extra=2)


def test_percent_is_all_errors_per_word_said() -> None:
    assert Wrong(words=50, changed=2, missing=1, extra=2).percent == 10.0
    assert Wrong().percent == 0.0


def test_totals_add_up() -> None:
    assert total([Wrong(3, 1), Wrong(2, 0, 1, 4)]) == Wrong(5, 1, 1, 4)


@given(TEXTS, TEXTS)
def test_errors_are_the_same_both_ways_and_no_more_than_all_words(one: str, other: str) -> None:
    forth, back = compare(one, other), compare(other, one)
    errors = forth.changed + forth.missing + forth.extra
    assert errors == back.changed + back.missing + back.extra
    assert errors <= max(forth.words, back.words)
    assert forth.words - forth.missing + forth.extra == back.words
    assert (errors == 0) == (one == other)


def test_pieces_belong_where_their_middle_lies() -> None:
    first, second = Piece(0, 1.0, 2.0, "a"), Piece(0, 2.0, 4.0, "b")
    other = Piece(1, 1.0, 2.0, "c")
    assert within([first, second, other], 0, 0.0, 2.5) == [first]
    assert within([first, second, other], 1, 0.0, 2.5) == [other]
