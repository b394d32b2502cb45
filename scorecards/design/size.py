"""How large a scorecard may be: checked on plain data, before anything walks it by recursion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from scorecards.design.findings import Finding, ScorecardInvalid

DEEPEST = 30
"""Lists and objects inside each other; a tree of causes of five levels takes 15."""
LONGEST_TEXT = 20_000
MOST_QUESTIONS = 1_000


def check_size(data: object) -> None:
    """Raise ScorecardInvalid for data that no page could show; all else is left to the format."""
    for depth, value in _walked(data):
        if depth > DEEPEST:
            _refuse(
                _(
                    "It is nested more than %(deepest)s levels deep: make it flatter.",
                    deepest=DEEPEST,
                )
            )
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            _refuse(
                _(
                    "A text has %(count)s characters, beginning “%(begin)s”: shorten it to "
                    "%(longest_text)s.",
                    count=f"{len(value):,}",
                    begin=value[:30],
                    longest_text=f"{LONGEST_TEXT:,}",
                )
            )
    count = _questions(data)
    if count > MOST_QUESTIONS:
        _refuse(
            _(
                "It has %(count)s questions: a scorecard holds at most %(most_questions)s.",
                count=f"{count:,}",
                most_questions=f"{MOST_QUESTIONS:,}",
            )
        )


def _walked(data: object) -> Iterator[tuple[int, object]]:
    """Every value with how deep it lies, without recursion."""
    left = [(0, data)]
    while left:
        depth, value = left.pop()
        yield depth, value
        if isinstance(value, Mapping):
            left.extend((depth + 1, each) for each in value.values())
        elif isinstance(value, list | tuple):
            left.extend((depth + 1, each) for each in value)


def _questions(data: object) -> int:
    sections = data.get("sections") if isinstance(data, Mapping) else None
    if not isinstance(sections, list):
        return 0
    return sum(len(_listed(section)) for section in sections)


def _listed(section: object) -> list[Any]:
    found = section.get("questions") if isinstance(section, Mapping) else None
    return found if isinstance(found, list) else []


def _refuse(message: str) -> None:
    raise ScorecardInvalid([Finding("error", "scorecard", message)])
