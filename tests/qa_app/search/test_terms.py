"""What a person types is read as terms."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa_app.search.terms import MOST_TERMS, Term, read_terms


def test_words_phrases_exclusions_and_prefixes() -> None:
    assert read_terms('Refund "two days" -angry deliv* -"bad news" don\'t') == (
        Term(("refund",)),
        Term(("two", "days")),
        Term(("angry",), is_excluded=True),
        Term(("deliv",), is_prefix=True),
        Term(("bad", "news"), is_excluded=True),
        Term(("don", "t")),
    )


def test_signs_ask_for_nothing() -> None:
    assert read_terms(' -- "" * _ ') == ()


@given(st.text())
def test_terms_hold_letters_and_digits_only(text: str) -> None:
    terms = read_terms(text)
    assert len(terms) <= MOST_TERMS
    assert all(word.isalnum() or word.replace("_", "").isalnum() for t in terms for word in t.words)
