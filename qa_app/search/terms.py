"""Reads what a person types into a search box: words, "phrases", -not, prefix*."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_TERMS = 16
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))(\*?)')
# Letters and digits, as both databases part words; the underscore parts them too.
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other; `is_prefix`: the last one may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, in order."""
    return _WORD.findall(text.lower())


def read_terms(text: str) -> tuple[Term, ...]:
    """The terms of a search, at most MOST_TERMS; signs that are no letter or digit part words.

    `don't` is the phrase `don t`, as both databases index it; a term without any letter or digit
    asks for nothing.
    """
    terms: list[Term] = []
    for minus, phrase, bare, star in _TERM.findall(text.lower()):
        words = tuple(words_of(phrase or bare))
        if words:
            is_prefix = bool(star) or bare.endswith("*")
            terms.append(Term(words, is_prefix, bool(minus)))
    return tuple(terms[:MOST_TERMS])
