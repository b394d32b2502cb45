"""Moves sections and questions one step, across the ends of sections, and adds new questions."""

from __future__ import annotations

from scorecards.design.document import ScorecardDocument
from scorecards.design.editing import (
    add_question,
    home_of,
    move_question,
    move_section,
    question_of,
    section_keys,
    section_of,
)


def step_question(document: ScorecardDocument, key: str, step: int) -> ScorecardDocument:
    """Move a question one place up (-1) or down (+1), into the neighbouring section at an end.

    At the card's own ends nothing changes. Raises Missing.
    """
    home, question = home_of(document, key), question_of(document, key)
    place = home.questions.index(question) + step
    if 0 <= place < len(home.questions):
        return move_question(document, key, home.key, place)
    sections = section_keys(document)
    neighbour = sections.index(home.key) + step
    if not 0 <= neighbour < len(sections):
        return document
    return move_question(document, key, sections[neighbour], 0 if step > 0 else None)


def step_section(document: ScorecardDocument, key: str, step: int) -> ScorecardDocument:
    """Move a section one place up (-1) or down (+1); raises Missing."""
    section_of(document, key)
    place = section_keys(document).index(key) + step
    return move_section(document, key, place) if place >= 0 else document


def new_question(
    document: ScorecardDocument, section: str, after: str | None = None
) -> tuple[ScorecardDocument, str]:
    """Add an empty yes/no question behind another, or at the section's end; give its key too.

    It weighs what the question before it weighs, 10 where there is none.
    """
    items = section_of(document, section).questions
    place = next((n + 1 for n, item in enumerate(items) if item.key == after), len(items))
    weight = items[place - 1].weight if place else 10
    data = {"text": "", "type": "yes_no", "weight": weight}
    added = add_question(document, section, data, place)
    return added, section_of(added, section).questions[place].key


def neighbour_of(document: ScorecardDocument, key: str) -> str | None:
    """The question to go on with when this one is removed: the one after it, else before it."""
    keys = [question.key for question in document.questions()]
    place = keys.index(key)
    rest = [*keys[place + 1 : place + 2], *keys[max(place - 1, 0) : place]]
    return rest[0] if rest else None
