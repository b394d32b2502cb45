"""Hostile text made safe to store and show: control characters, bidi overrides, zalgo."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# With half surrogates, which JSON can bring and no database or page can hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Embedding, override and isolate controls let a text show itself in another order than it has.
_WHOLE = re.compile("-?[0-9]{1,15}")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_MANY_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{3})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)


def clean(text: str, *, lines: bool = True) -> str:
    """`text` in NFC without NUL, control and bidi characters and with at most 3 stacked marks.

    With `lines=False` line breaks and tabs become spaces too, as in names and titles.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BIDI.sub("", _CONTROL.sub("", text))
    text = _MANY_MARKS.sub(r"\1", unicodedata.normalize("NFC", text))
    if not lines:
        text = " ".join(text.split())
    return text


def clean_all(data: Any) -> Any:
    """Plain JSON data with every text in it cleaned; keys stay, since formats fix them."""
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, list):
        return [clean_all(each) for each in data]
    if isinstance(data, dict):
        return {key: clean_all(each) for key, each in data.items()}
    return data


def is_unseen(text: str) -> bool:
    """Whether the text holds control characters or marks that change the order of reading."""
    return bool(_CONTROL.search(text) or _BIDI.search(text))


def whole_number(text: str | None) -> int | None:
    """The whole number that an address or a field holds, of up to 15 digits; None for the rest."""
    return int(text) if text and _WHOLE.fullmatch(text) else None


def shorten(text: str, length: int) -> str:
    """`text` cut to at most `length` characters, ending in an ellipsis where it was cut."""
    return text if len(text) <= length else text[: max(0, length - 1)].rstrip() + "…"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 row", "2,000 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
