"""Edits of a draft: each takes a document and returns another; keys stay unique and followed."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from flask_babel import gettext as _

from qa_app.core.errors import Missing, Refused
from scorecards.design.document import (
    Option,
    Question,
    ScorecardDocument,
    Section,
    parse,
    parse_part,
    to_json,
)

Item = TypeVar("Item")


def change_card(document: ScorecardDocument, changes: Mapping[str, Any]) -> ScorecardDocument:
    """Change fields of the card itself, given as JSON; raises ScorecardInvalid."""
    return parse({**to_json(document), **changes})


def add_section(
    document: ScorecardDocument, title: str, at: int | None = None
) -> ScorecardDocument:
    """Add an empty section, at the end or before the position `at`."""
    key = free_key(section_keys(document), key_for(title, "section"))
    section = Section(key=key, title=title, questions=())
    return _with_sections(document, inserted(document.sections, section, at))


def change_section(
    document: ScorecardDocument, key: str, changes: Mapping[str, Any]
) -> ScorecardDocument:
    """Change a section's fields, given as JSON, its key among them.

    Raises Missing, ScorecardInvalid where the result is no section, Refused for a taken key.
    """
    new = parse_part(Section, {**to_json(section_of(document, key)), **changes})
    _refuse_taken(section_keys(document), key, new.key)
    return _with_sections(document, _exchanged(document.sections, key, new))


def move_section(document: ScorecardDocument, key: str, to: int) -> ScorecardDocument:
    """Move a section to a position, counted from 0; raises Missing."""
    section = section_of(document, key)
    others = [item for item in document.sections if item.key != key]
    return _with_sections(document, inserted(others, section, to))


def remove_section(document: ScorecardDocument, key: str) -> ScorecardDocument:
    """Remove a section with its questions; a condition on one of them stays and is an error."""
    section_of(document, key)
    return _with_sections(document, [item for item in document.sections if item.key != key])


def duplicate_section(document: ScorecardDocument, key: str) -> ScorecardDocument:
    """Add a copy behind a section; conditions within the copy look at the copied questions."""
    section = section_of(document, key)
    names: dict[str, str] = {}
    for old in (question.key for question in section.questions):
        names[old] = free_key({*question_keys(document), *names.values()}, old)
    copy = section.model_copy(
        update={
            "key": free_key(section_keys(document), key),
            "questions": tuple(renamed(question, names) for question in section.questions),
        }
    )
    place = document.sections.index(section) + 1
    return _with_sections(document, inserted(document.sections, copy, place))


def add_question(
    document: ScorecardDocument, section: str, data: Mapping[str, Any], at: int | None = None
) -> ScorecardDocument:
    """Add a question given as JSON, at the section's end or before the position `at`.

    Without a key one is made from the text, and a taken one is made free. Raises Missing,
    ScorecardInvalid where the data are no question.
    """
    wish = str(data.get("key") or key_for(str(data.get("text", "")), "question"))
    key = free_key(question_keys(document), wish)
    question = parse_part(Question, {**data, "key": key})
    return _with_questions(document, section, lambda items: inserted(items, question, at))


def change_question(
    document: ScorecardDocument, key: str, changes: Mapping[str, Any]
) -> ScorecardDocument:
    """Change a question's fields, given as JSON; conditions follow a new key.

    Raises Missing, ScorecardInvalid where the result is no question, Refused for a taken key.
    """
    new = parse_part(Question, {**to_json(question_of(document, key)), **changes})
    followed = rename_question(document, key, new.key)
    home = home_of(followed, new.key)
    return _with_questions(followed, home.key, lambda items: _exchanged(items, new.key, new))


def rename_question(document: ScorecardDocument, old: str, new: str) -> ScorecardDocument:
    """Give a question another key and let all conditions on it follow; raises Missing, Refused."""
    question_of(document, old)
    _refuse_taken(question_keys(document), old, new)
    sections = [
        section.model_copy(
            update={"questions": tuple(renamed(item, {old: new}) for item in section.questions)}
        )
        for section in document.sections
    ]
    return _with_sections(document, sections)


def move_question(
    document: ScorecardDocument, key: str, section: str, to: int | None = None
) -> ScorecardDocument:
    """Move a question to a position in a section, its own or another; raises Missing."""
    question = question_of(document, key)
    section_of(document, section)
    return _with_questions(
        remove_question(document, key), section, lambda items: inserted(items, question, to)
    )


def remove_question(document: ScorecardDocument, key: str) -> ScorecardDocument:
    """Remove a question; a condition on it stays and is an error until it is changed."""
    home = home_of(document, key)
    return _with_questions(
        document, home.key, lambda items: [item for item in items if item.key != key]
    )


def duplicate_question(document: ScorecardDocument, key: str) -> ScorecardDocument:
    """Add a copy with a key of its own behind a question; raises Missing."""
    home, question = home_of(document, key), question_of(document, key)
    copy = question.model_copy(update={"key": free_key(question_keys(document), key)})
    place = home.questions.index(question) + 1
    return _with_questions(document, home.key, lambda items: inserted(items, copy, place))


def rename_option(document: ScorecardDocument, key: str, old: str, new: str) -> ScorecardDocument:
    """Give an option another value; the question's rules and all conditions on it follow.

    Raises Missing where there is no such question or option, Refused for a taken value.
    """
    question = question_of(document, key)
    values = [option.value for option in question.options]
    if old not in values:
        raise Missing(_("The question “%(key)s” has no answer “%(old)s”.", key=key, old=old))
    _refuse_taken(values, old, new)
    sections = [
        section.model_copy(
            update={"questions": tuple(_revalued(q, key, old, new) for q in section.questions)}
        )
        for section in document.sections
    ]
    return _with_sections(document, sections)


def _revalued(question: Question, key: str, old: str, new: str) -> Question:
    """Exchange an option's value in the question itself and in a condition on it."""
    update: dict[str, Any] = {}
    if question.key == key:
        update["options"] = tuple(_option(item, old, new) for item in question.options)
        for name in ("fatal_values", "comment_required_for", "root_causes_for"):
            update[name] = _swapped(getattr(question, name), old, new)
    condition = question.condition
    if condition is not None and condition.question == key:
        swapped = _swapped(condition.values, old, new)
        update["condition"] = condition.model_copy(update={"values": swapped})
    return question.model_copy(update=update)


def _option(option: Option, old: str, new: str) -> Option:
    return option.model_copy(update={"value": new}) if option.value == old else option


def _swapped(values: Sequence[object], old: str, new: str) -> tuple[object, ...]:
    return tuple(new if value == old else value for value in values)


def renamed(question: Question, names: Mapping[str, str]) -> Question:
    """Return a question with its key, and the key that its condition looks at, exchanged."""
    condition = question.condition
    if condition is not None and condition.question is not None:
        source = names.get(condition.question, condition.question)
        condition = condition.model_copy(update={"question": source})
    key = names.get(question.key, question.key)
    return question.model_copy(update={"key": key, "condition": condition})


def section_of(document: ScorecardDocument, key: str) -> Section:
    """Return the section of a key; raises Missing."""
    for section in document.sections:
        if section.key == key:
            return section
    raise Missing(_("The scorecard has no section “%(key)s”.", key=key))


def question_of(document: ScorecardDocument, key: str) -> Question:
    """Return the question of a key; raises Missing."""
    home = home_of(document, key)
    return next(question for question in home.questions if question.key == key)


def home_of(document: ScorecardDocument, key: str) -> Section:
    """Return the section that holds the question of a key; raises Missing."""
    for section in document.sections:
        if any(question.key == key for question in section.questions):
            return section
    raise Missing(_("The scorecard has no question “%(key)s”.", key=key))


def section_keys(document: ScorecardDocument) -> list[str]:
    """Return the keys of all sections in order."""
    return [section.key for section in document.sections]


def question_keys(document: ScorecardDocument) -> list[str]:
    """Return the keys of all questions in order."""
    return [question.key for question in document.questions()]


def free_key(taken: Collection[str], wish: str) -> str:
    """Return the wished key, or its stem with the first free number from 2: greeting-2."""
    if wish not in taken:
        return wish
    stem = re.sub(r"-\d+$", "", wish)
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def key_for(text: str, otherwise: str) -> str:
    """Make a key of the first words of a text: “Closing, records” gives closing_records."""
    words = re.findall(r"\w+", text.casefold())
    return "_".join(words[:4])[:60] or otherwise


def inserted(items: Sequence[Item], item: Item, at: int | None) -> list[Item]:
    """Put an item before a position, kept within the list; None is the end."""
    place = len(items) if at is None else max(0, min(at, len(items)))
    return [*items[:place], item, *items[place:]]


def _exchanged(items: Sequence[Any], key: str, new: Any) -> list[Any]:
    return [new if item.key == key else item for item in items]


def _refuse_taken(taken: Collection[str], old: str, new: str) -> None:
    if new != old and new in taken:
        raise Refused(_("“%(new)s” is taken: choose another.", new=new), field="key")


def _with_sections(document: ScorecardDocument, sections: Sequence[Section]) -> ScorecardDocument:
    return document.model_copy(update={"sections": tuple(sections)})


def _with_questions(
    document: ScorecardDocument,
    key: str,
    edit: Callable[[Sequence[Question]], Sequence[Question]],
) -> ScorecardDocument:
    """Return the document with one section's questions edited; raises Missing."""
    section = section_of(document, key)
    new = section.model_copy(update={"questions": tuple(edit(section.questions))})
    return _with_sections(document, _exchanged(document.sections, key, new))
