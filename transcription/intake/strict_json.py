"""Decodes JSON as importers take it: no key twice, no NaN, no half surrogates; pure."""

from __future__ import annotations

import json
from typing import Any

from transcription.intake.refusals import quoted
from transcription.intake.values import clean


class Unreadable(Exception):
    """JSON that json.loads takes and no importer does; says what is wrong."""


def decode(text: str) -> Any:
    """What JSON text holds; raises JSONDecodeError, Unreadable, RecursionError or ValueError."""
    data = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    # Only escapes can bring back what the reader has already taken out of the text.
    return _clean(data) if "\\u" in text else data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(f"has the key {quoted(twice)} twice")
    return data


def _no_constant(name: str) -> Any:
    raise Unreadable(f"holds {name}, which is not a number")


def _clean(data: Any) -> Any:
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, list):
        return [_clean(each) for each in data]
    if isinstance(data, dict):
        return {clean(name): _clean(each) for name, each in data.items()}
    return data
