"""One post of the designer's list: weights, then adding, moving, duplicating, removing a part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from flask_babel import gettext as _

from qa_app.core.errors import Refused
from qa_app.core.text import shorten, whole_number
from scorecards.design.document import ScorecardDocument
from scorecards.design.editing import (
    add_section,
    change_question,
    change_section,
    duplicate_question,
    duplicate_section,
    home_of,
    move_question,
    move_section,
    question_keys,
    question_of,
    remove_question,
    remove_section,
    section_keys,
    section_of,
)
from scorecards.design.exact import plain
from scorecards.design.findings import Finding, RefusalError
from scorecards.design.placing import neighbour_of, new_question, step_question, step_section
from scorecards.design.posted import number

WEIGHT = "weight:"
SECTION_WEIGHT = "section-weight:"


class WeightsRefused(RefusalError):
    """Weights of the list that are none, each a finding whose `where` is the field's name."""


class Arrangement:
    """An edit of the draft; afterwards `label` names it and `target` is what to open next.

    `do` is `verb:kind:key` (up, down, duplicate, remove, place, add, add-after); `place` reads its
    `section` and `to` from the post. `target` stays None where the open form stays as it is.
    """

    def __init__(self, post: Mapping[str, str], document: ScorecardDocument) -> None:
        self.post = post
        verb, _first, rest = post.get("do", "").partition(":")
        kind, _second, key = rest.partition(":")
        self.verb, self.kind, self.key = verb, kind, key
        self.target: str | None = None
        self.subject = "" if verb else "weights"
        self.label = _label(verb, _name(document, kind, key)) if verb in VERBS else _("weights")

    def __call__(self, document: ScorecardDocument) -> ScorecardDocument:
        """Return the arranged document; raises Refused and Missing."""
        self._check_weights(document)
        document = self._weigh(document)
        if not self.verb:
            return document
        if self.verb not in VERBS:
            raise Refused(_("The list does not know this act: reload the page."))
        return self._question(document) if self.kind == "question" else self._section(document)

    def _check_weights(self, document: ScorecardDocument) -> None:
        wrong = [
            Finding("error", name, message, section=section, question=question)
            for name, section, question in _weight_fields(document)
            if (message := refusal_of_weight(self.post.get(name, "")))
        ]
        if wrong:
            raise WeightsRefused(wrong)

    def _weigh(self, document: ScorecardDocument) -> ScorecardDocument:
        for question in tuple(document.questions()):
            weight = self._posted(WEIGHT + question.key)
            if weight is not None and weight != question.weight:
                document = change_question(document, question.key, {"weight": plain(weight)})
        for section in document.sections:
            name = SECTION_WEIGHT + section.key
            if name in self.post and self._posted(name) != section.weight:
                weight = plain(self._posted(name))
                document = change_section(document, section.key, {"weight": weight})
        return document

    def _posted(self, name: str) -> Decimal | None:
        return number(self.post.get(name, ""))

    def _question(self, document: ScorecardDocument) -> ScorecardDocument:
        key = self.key
        match self.verb:
            case "add" | "add-after":
                # "add" names the section, "add-after" the question that it comes behind.
                after = key if self.verb == "add-after" else None
                home = home_of(document, key).key if after else key
                document, key = new_question(document, home, after)
            case "up" | "down":
                document = step_question(document, key, 1 if self.verb == "down" else -1)
            case "duplicate":
                before = set(question_keys(document))
                document = duplicate_question(document, key)
                key = next(iter(set(question_keys(document)) - before))
            case "place":
                section = self.post.get("section", "")
                document = move_question(document, key, section, self._to())
            case _:
                question_of(document, key)
                stays = neighbour_of(document, key)
                self.target = f"question:{stays}" if stays else "card"
                return remove_question(document, key)
        self.target = f"question:{key}"
        return document

    def _section(self, document: ScorecardDocument) -> ScorecardDocument:
        key = self.key
        match self.verb:
            case "add" | "add-after":
                before = set(section_keys(document))
                place = section_keys(document).index(key) + 1 if key in before else None
                document = add_section(document, "", place)
                key = next(iter(set(section_keys(document)) - before))
            case "up" | "down":
                document = step_section(document, key, 1 if self.verb == "down" else -1)
            case "duplicate":
                before = set(section_keys(document))
                document = duplicate_section(document, key)
                key = next(iter(set(section_keys(document)) - before))
            case "place":
                document = move_section(document, key, self._to() or 0)
            case _:
                section_of(document, key)
                self.target = "card"
                return remove_section(document, key)
        self.target = f"section:{key}"
        return document

    def _to(self) -> int | None:
        place = whole_number(self.post.get("to"))
        return None if place is None else max(0, place)


def refusal_of_weight(text: str) -> str:
    """What is wrong with a weight as it was typed, and what to write instead; empty for a good one.

    Nothing typed is none either: the weight stays as it is.
    """
    shown = shorten(text.strip(), SHORT)
    try:
        weight = number(text)
    except ValueError:
        return str(_("“%(text)s” is no weight. Write a number, such as 1 or 2.5.", text=shown))
    if weight is not None and weight < 0:
        return str(_("“%(text)s” is below 0. Write 0 or more; 0 does not count.", text=shown))
    return ""


def _weight_fields(document: ScorecardDocument) -> Iterator[tuple[str, str, str | None]]:
    """The name of each field of the list with the keys of its section and question."""
    for section in document.sections:
        yield SECTION_WEIGHT + section.key, section.key, None
        for question in section.questions:
            yield WEIGHT + question.key, section.key, question.key


VERBS = ("add", "add-after", "up", "down", "place", "duplicate", "remove")
SHORT = 50


def _name(document: ScorecardDocument, kind: str, key: str) -> str:
    """What a person calls the part; nothing where it is new or not there."""
    if kind == "question" and key in question_keys(document):
        return shorten(question_of(document, key).text, SHORT)
    if kind == "section" and key in section_keys(document):
        return shorten(section_of(document, key).title, SHORT)
    return ""


def _label(verb: str, name: str) -> str:
    """The act as the button that takes it back names it."""
    if verb.startswith("add"):
        words: str = _("adding")
    elif verb == "remove":
        words = _("removing “%(name)s”", name=name)
    elif verb == "duplicate":
        words = _("duplicating “%(name)s”", name=name)
    else:
        words = _("moving “%(name)s”", name=name)
    return words
