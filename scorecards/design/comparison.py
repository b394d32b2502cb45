"""Compares two versions of a scorecard and says in words what changed, and what moves scores."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any, Literal

from scorecards.design.document import (
    Condition,
    Question,
    ScorecardDocument,
    Section,
    to_json,
)
from scorecards.design.exact import shown
from scorecards.design.parts import Part
from scorecards.design.shares import section_shares, shares
from scorecards.design.suggestion_changes import suggestion_changes

ChangeKind = Literal["added", "removed", "moved", "changed"]


@dataclass(frozen=True)
class Change:
    """One difference; `scores` says whether the same answers can be judged otherwise by it."""

    kind: ChangeKind
    message: str
    scores: bool
    section: str | None = None
    question: str | None = None
    field: str | None = None

    @property
    def verdicts_only(self) -> bool:
        """Whether it moves who passes and what a score is called, but no score."""
        return self.field in ("pass_percent", "bands")


def differences(old: ScorecardDocument, new: ScorecardDocument) -> list[Change]:
    """Return what changed: the card first, then sections and questions in the new order.

    Sections and questions are the same where their keys are; a new key is another question.
    """
    return [*_card_changes(old, new), *_section_changes(old, new), *_question_changes(old, new)]


CARD_FIELDS = {
    "title": ("The title", False),
    "channel": ("The channel", False),
    "pass_percent": ("The pass mark", True),
    "cap_percent": ("The cap", True),
    "bands": ("The bands", True),
    "applies_to": ("What it applies to", False),
    "suggest_after_answer": ("Whether suggestions wait for the answer", False),
}
SECTION_FIELDS = {
    "title": ("title", False),
    "pass_percent": ("pass mark", True),
    "bands": ("bands", True),
}
QUESTION_FIELDS = {
    "text": ("wording", False),
    "guidance": ("guidance", False),
    "type": ("type", True),
    "scale": ("scale", True),
    "ranges": ("ranges", True),
    "comment_required_for": ("answers that need a comment", False),
    "critical": ("critical rule", True),
    "fatal_values": ("fatal answers", True),
    "cap": ("cap", True),
    "condition": ("condition", True),
    "root_causes": ("root causes", False),
    "root_causes_for": ("answers that open root causes", False),
    "pass_percent": ("pass mark", True),
    "bands": ("bands", True),
}
FLAGS = {
    "na_allowed": ("N/A is allowed now.", "N/A is allowed no longer.", True),
    "required": ("an answer is required now.", "an answer is required no longer.", False),
    "bonus": ("it is a bonus now.", "it is a bonus no longer.", True),
    "excluded": ("it is excluded from the score now.", "it counts in the score now.", True),
}
LONG = 80


def _card_changes(old: ScorecardDocument, new: ScorecardDocument) -> Iterator[Change]:
    for name, (words, scores) in CARD_FIELDS.items():
        said = _said(getattr(old, name), getattr(new, name))
        if said:
            yield Change("changed", f"{words} {said}", scores, field=name)


def _section_changes(old: ScorecardDocument, new: ScorecardDocument) -> Iterator[Change]:
    before = {section.key: section for section in old.sections}
    after = {section.key: section for section in new.sections}
    weights = section_shares(old), section_shares(new)
    for key, gone in before.items():
        if key not in after:
            counts = any(question.scored for question in gone.questions)
            yield Change("removed", f"Section “{gone.title}” was removed.", counts, key)
    moved = _moved(list(before), list(after))
    for key, section in after.items():
        if key not in before:
            counts = any(question.scored for question in section.questions)
            yield Change("added", f"Section “{section.title}” was added.", counts, key)
            continue
        if key in moved:
            yield Change("moved", f"Section “{section.title}” stands elsewhere.", False, key)
        yield from _one_section(before[key], section, (weights[0][key], weights[1][key]))


def _one_section(old: Section, new: Section, parts: tuple[Fraction, Fraction]) -> Iterator[Change]:
    name = f"Section “{new.title}”"
    if old.weight != new.weight:
        message = f"{name}: the weight {_said(old.weight, new.weight)[:-1]}{_share_words(parts)}."
        yield Change("changed", message, True, new.key, field="weight")
    for field, (words, scores) in SECTION_FIELDS.items():
        said = _said(getattr(old, field), getattr(new, field))
        if said:
            message = f"{name}: the {words} {said}"
            yield Change("changed", message, scores, new.key, field=field)


def _question_changes(old: ScorecardDocument, new: ScorecardDocument) -> Iterator[Change]:
    before = {question.key: (section, question) for section, question in _placed(old)}
    after = {question.key: (section, question) for section, question in _placed(new)}
    parts = shares(old), shares(new)
    for key, (home, gone) in before.items():
        if key not in after:
            message = f"Question “{gone.text}” was removed."
            yield Change("removed", message, gone.scored, home.key, key)
    moved = _moved_within(old, new)
    for key, (home, question) in after.items():
        if key not in before:
            message = f"Question “{question.text}” was added to “{home.title}”."
            yield Change("added", message, question.scored, home.key, key)
            continue
        was, known = before[key]
        if was.key != home.key:
            message = f"Question “{question.text}” moved from “{was.title}” to “{home.title}”."
            yield Change("moved", message, question.scored, home.key, key)
        elif key in moved:
            message = f"Question “{question.text}” stands elsewhere in the order."
            yield Change("moved", message, False, home.key, key)
        yield from _one_question(known, question, home.key, (parts[0][key], parts[1][key]))


def _placed(document: ScorecardDocument) -> Iterator[tuple[Section, Question]]:
    for section in document.sections:
        for question in section.questions:
            yield section, question


def _one_question(
    old: Question, new: Question, section: str, parts: tuple[Fraction, Fraction]
) -> Iterator[Change]:
    name = f"Question “{new.text}”"
    if old.weight != new.weight:
        message = f"{name}: the weight {_said(old.weight, new.weight)[:-1]}{_share_words(parts)}."
        yield Change("changed", message, old.scored or new.scored, section, new.key, "weight")
    for words, scores in _option_changes(old, new):
        yield Change("changed", f"{name}: {words}", scores, section, new.key, "options")
    for field, (on, off, scores) in FLAGS.items():
        if getattr(old, field) != getattr(new, field):
            message = f"{name}: {on if getattr(new, field) else off}"
            yield Change("changed", message, scores, section, new.key, field)
    for words in suggestion_changes(old.suggestion, new.suggestion):
        yield Change("changed", f"{name}: {words}", False, section, new.key, "suggestion")
    for field, (words, scores) in QUESTION_FIELDS.items():
        said = _said(getattr(old, field), getattr(new, field))
        if said:
            message = f"{name}: the {words} {said}"
            yield Change("changed", message, scores, section, new.key, field)


def _option_changes(old: Question, new: Question) -> Iterator[tuple[str, bool]]:
    before = {option.value: option for option in old.options}
    after = {option.value: option for option in new.options}
    for value, gone in before.items():
        if value not in after:
            yield f"the answer “{gone.name}” was removed.", True
    for value, option in after.items():
        known = before.get(value)
        if known is None:
            yield f"the answer “{option.name}” was added.", True
            continue
        if known.score != option.score:
            said = _said(known.score, option.score)
            yield f"the score of “{option.name}” {said}", True
        if known.label != option.label:
            yield f"the label of “{value}” {_said(known.label, option.label)}", False
    if _moved(list(before), list(after)):
        yield "the answers stand in another order.", False


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Return the keys of both lists that do not keep their order among the others."""
    old = [key for key in before if key in after]
    new = [key for key in after if key in before]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {key for block in blocks for key in new[block.b : block.b + block.size]}
    return set(new) - kept


def _moved_within(old: ScorecardDocument, new: ScorecardDocument) -> set[str]:
    """Return the questions that changed places with others of their section."""
    before = {section.key: [item.key for item in section.questions] for section in old.sections}
    return {
        key
        for section in new.sections
        for key in _moved(before.get(section.key, []), [item.key for item in section.questions])
    }


def _said(old: object, new: object) -> str:
    """Say how a value changed, or nothing where it did not; long values only that they did."""
    if old == new:
        return ""
    was, now = _words(old), _words(new)
    if len(was) > LONG or len(now) > LONG:
        return "changed."
    return f"changed from {was} to {now}."


def _words(value: object) -> str:
    """Write a value of the format as a person would."""
    match value:
        case None | () | "":
            return "none"
        case Decimal():
            return str(shown(Fraction(value)))
        case str():
            return f"“{value}”"
        case tuple():
            return ", ".join(_words(item) for item in value)
        case Condition():
            return f"“{value.question or value.fact}” is {_condition_words(value)}"
        case Part():
            return _pairs(to_json(value))
    return str(value)


def _condition_words(condition: Condition) -> str:
    start, end = condition.start, condition.end
    low = f"at least {_words(start)}" if start is not None else ""
    high = f"below {_words(end)}" if end is not None else ""
    listed = " or ".join(map(_word, condition.values))
    return " and ".join(part for part in (listed, low, high) if part)


def _word(value: object) -> str:
    return str(shown(Fraction(value))) if isinstance(value, Decimal) else str(value)


def _pairs(data: Mapping[str, Any]) -> str:
    return "(" + ", ".join(f"{key} {_plain_words(value)}" for key, value in data.items()) + ")"


def _plain_words(value: object) -> str:
    if isinstance(value, list):
        return " or ".join(_plain_words(item) for item in value)
    return _pairs(value) if isinstance(value, dict) else "none" if value is None else str(value)


def _share_words(parts: tuple[Fraction, Fraction]) -> str:
    was, now = (shown(part * 100, 1) for part in parts)
    return f" (from {was} % of the score to {now} %)"
