"""What a draft changes that can move a score, each change so that it can be taken back alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scorecards.design.comparison import Change, differences
from scorecards.design.document import Question, ScorecardDocument, Section

UnitKind = Literal["question", "section", "card"]
CARD_FIELDS = ("pass_percent", "cap_percent")
PARTS = ("Question “", "Section “")
REPORTED_ONLY = ("pass_percent", "bands")
"""Fields of sections and questions that judge a part by itself and not the evaluation."""


@dataclass(frozen=True, order=True)
class Unit:
    """A question with its place, a section's weight, or a field of the card."""

    kind: UnitKind
    key: str


@dataclass(frozen=True)
class Told:
    """A change for people: what it is about (empty for the card) and what was changed in it."""

    title: str
    words: tuple[str, ...]


def units(old: ScorecardDocument, new: ScorecardDocument) -> dict[Unit, Told]:
    """Return what changed between two versions and can move a score, with the change in words."""
    titles = {**_titles(old), **_titles(new)}
    words: dict[Unit, list[str]] = {}
    for change in differences(old, new):
        unit = _unit(change)
        if change.scores and unit is not None:
            words.setdefault(unit, []).append(_alone(change.message))
    return {unit: Told(titles.get(unit, ""), tuple(said)) for unit, said in words.items()}


def _titles(document: ScorecardDocument) -> dict[Unit, str]:
    sections = {Unit("section", it.key): it.title for it in document.sections}
    return {**sections, **{Unit("question", it.key): it.text for it in document.questions()}}


def _alone(message: str) -> str:
    """What was changed, without the name of the part, which stands beside it."""
    _, between, rest = message.partition("”: ")
    return rest[:1].upper() + rest[1:] if between and message.startswith(PARTS) else message


def _unit(change: Change) -> Unit | None:
    if change.question is not None:
        reported = change.field in REPORTED_ONLY
        return None if reported else Unit("question", change.question)
    if change.section is not None:
        # That a section came or went is told by its questions.
        return Unit("section", change.section) if change.field == "weight" else None
    return Unit("card", change.field) if change.field in CARD_FIELDS else None


def taken_back(old: ScorecardDocument, new: ScorecardDocument, unit: Unit) -> ScorecardDocument:
    """Return the new version with one change taken back: there as it was in the old version.

    A question that was removed stands again behind the questions that it stood behind, one that
    was added is gone, and one that was moved is where it was.
    """
    if unit.kind == "card":
        return new.model_copy(update={unit.key: getattr(old, unit.key)})
    if unit.kind == "section":
        weights = {section.key: section.weight for section in old.sections}
        return _with(new, _reweighed(new, unit.key, weights[unit.key]))
    return _question_back(old, new, unit.key)


def _reweighed(document: ScorecardDocument, key: str, weight: Any) -> Iterator[Section]:
    for section in document.sections:
        update = {"weight": weight} if section.key == key else {}
        yield section.model_copy(update=update)


def _question_back(old: ScorecardDocument, new: ScorecardDocument, key: str) -> ScorecardDocument:
    home = next((it for it in old.sections if key in _keys(it.questions)), None)
    place = next((it for it in new.sections if key in _keys(it.questions)), None)
    if home is not None and place is not None and home.key == place.key:
        question = _of(home.questions, key)
        kept = [question if it.key == key else it for it in place.questions]
        return _with(new, [_filled(it, kept) if it is place else it for it in new.sections])
    sections = [
        _filled(it, [one for one in it.questions if one.key != key]) if it is place else it
        for it in new.sections
    ]
    return _with(new, sections if home is None else _put_back(old, sections, home, key))


def _put_back(
    old: ScorecardDocument, sections: Sequence[Section], home: Section, key: str
) -> list[Section]:
    """Put a question into the section it came from, which is made again where it is gone."""
    question = _of(home.questions, key)
    if home.key not in [it.key for it in sections]:
        place = _behind([it.key for it in old.sections], home.key, [it.key for it in sections])
        return [*sections[:place], _filled(home, [question]), *sections[place:]]
    result = []
    for section in sections:
        if section.key == home.key:
            there = _keys(section.questions)
            place = _behind(_keys(home.questions), key, there)
            items = section.questions
            section = _filled(section, [*items[:place], question, *items[place:]])
        result.append(section)
    return result


def _behind(before: Sequence[str], key: str, now: Sequence[str]) -> int:
    """Where something goes now: behind the nearest that it stood behind, else to the start."""
    earlier = [it for it in before[: before.index(key)] if it in now]
    return now.index(earlier[-1]) + 1 if earlier else 0


def _keys(questions: Sequence[Question]) -> list[str]:
    return [question.key for question in questions]


def _of(questions: Sequence[Question], key: str) -> Question:
    return next(question for question in questions if question.key == key)


def _filled(section: Section, questions: Sequence[Question]) -> Section:
    return section.model_copy(update={"questions": tuple(questions)})


def _with(document: ScorecardDocument, sections: Any) -> ScorecardDocument:
    return document.model_copy(update={"sections": tuple(sections)})
