"""Words keep their places in the text and hide numbers."""

from hypothesis import given
from hypothesis import strategies as st

from scorecards.flagging.words import MOST_WORDS, lower, spans, words


def test_numbers_become_a_sign_and_apostrophes_stay() -> None:
    assert words("I don't know 4711, order A12-9!") == (
        "i",
        "don't",
        "know",
        "#",
        "order",
        "#",
        "#",
    )


def test_a_curly_apostrophe_is_the_same_word() -> None:
    assert words("don’t") == words("don't") == ("don't",)


def test_scripts_without_spaces_are_cut_by_character() -> None:
    assert words("无语ok") == ("无", "语", "ok")


def test_lower_keeps_positions() -> None:
    assert lower("İstanbul ẞ") == "İstanbul ß"


def test_a_huge_turn_is_bounded() -> None:
    assert len(words("word " * 20_000)) == len(spans("word " * 20_000)) == MOST_WORDS


@given(st.text(max_size=200))
def test_every_word_has_its_span(text: str) -> None:
    found = spans(text)
    assert len(found) == len(words(text))
    assert all(0 <= a < b <= len(text) for a, b in found)
    assert [lower(text[a:b]) for a, b in found] == [lower(text)[a:b] for a, b in found]
