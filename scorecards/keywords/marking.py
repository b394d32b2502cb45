"""Finds the phrases of lists in a conversation: each place by turn and characters; pure.

What is found depends on the words alone, so it is the same whether an interaction was chosen by
chance or not, and says nothing of why it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scorecards.design.document import Question
from scorecards.suggestions.conversation import Conversation, Said
from scorecards.suggestions.phrases import places

Side = Literal["agent", "customer", "anyone"]
Origin = Literal["centre", "escalation", "question"]
MOST = 500
"""Places that are marked in one conversation; more would be no help."""


@dataclass(frozen=True, slots=True)
class WordList:
    """Phrases to look for in a side's turns, and whose they are; `about` explains the title."""

    title: str
    side: Side
    phrases: tuple[str, ...]
    origin: Origin = "centre"
    about: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A phrase of the list with that index; `second` is about when it is said, where known."""

    index: int
    turn: int
    position: int
    start: int
    end: int
    second: float | None = None


def mark(lists: Sequence[WordList], conversation: Conversation) -> tuple[Marked, ...]:
    """All places in the order of the conversation, at most `MOST`; unsure words are no match."""
    found: list[Marked] = []
    for said in conversation.turns:
        found += sorted(_in_turn(lists, said), key=lambda one: (one.start, one.index))
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def of_questions(questions: Sequence[tuple[str, Question]]) -> list[WordList]:
    """The phrases that the rules of questions listen for, under the label of each question."""
    found: dict[tuple[str, str, Side], tuple[str, ...]] = {}
    for label, question in questions:
        for rule in question.suggestion.rules if question.suggestion else ():
            if rule.kind in ("phrase", "no_phrase"):
                key = (label, question.text, rule.by)
                found[key] = (*found.get(key, ()), *rule.phrases)
    return [
        WordList(label, side, said, "question", about)
        for (label, about, side), said in found.items()
    ]


def _in_turn(lists: Sequence[WordList], said: Said) -> Iterator[Marked]:
    for index, one in enumerate(lists):
        if one.side not in ("anyone", said.who):
            continue
        for hit in places(said, one.phrases):
            second = _second(said, hit.start)
            yield Marked(index, said.id, said.position, hit.start, hit.end, second)


def _second(said: Said, start: int) -> float | None:
    """About when a character is said: as far into the turn's time as into its text."""
    if said.start is None or said.end is None or not said.text:
        return None
    return said.start + (said.end - said.start) * start / len(said.text)
