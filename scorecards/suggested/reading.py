"""Puts the pages of suggested answers together: the trial of a version, and the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from scorecards.design.document import Question, ScorecardDocument, parse
from scorecards.design.exact import plain
from scorecards.design.models import Version
from scorecards.design.suggestion import Suggestion
from scorecards.reviews.results import facts_of
from scorecards.reviews.suggested import digest, value_words
from scorecards.suggested.tally import Tally
from scorecards.suggestions.conversation import Conversation
from scorecards.suggestions.judging import Outcome, judge
from scorecards.suggestions.reading import conversation_of, current_transcript
from scorecards.suggestions.sentences import suggestion_words
from transcription.interactions.models import Interaction, InteractionState

TRIED = 40
"""Recent interactions over which a trial counts."""


@dataclass(frozen=True)
class Ruled:
    """A question with rules, its number, and what they say in words."""

    number: int
    question: Question
    suggestion: Suggestion
    words: str


@dataclass(frozen=True)
class Tried:
    """What the rules of a question say of one interaction, and of recent ones."""

    ruled: Ruled
    outcome: Outcome | None
    label: str
    counts: Counter[str]


@dataclass(frozen=True)
class Line:
    """A tally with the question and rules that it is of; None where no version has them any more.

    `current` is whether the newest published version asks so.
    """

    tally: Tally
    ruled: Ruled | None
    current: bool


def ruled_questions(document: ScorecardDocument) -> list[Ruled]:
    """All questions that have rules, whether switched on or not."""
    return [
        Ruled(number, question, question.suggestion, suggestion_words(question.suggestion))
        for number, question in enumerate(document.questions(), start=1)
        if question.suggestion is not None and question.suggestion.rules
    ]


def recent_interactions(
    session: Session, scope: Select[Interaction], document: ScorecardDocument
) -> Sequence[Interaction]:
    """The newest interactions with text, of the scorecard's channel where it has one."""
    query = scope.where(Interaction.state == InteractionState.READY)
    if document.channel:
        query = query.where(Interaction.channel == document.channel)
    newest = query.order_by(Interaction.started_at.desc(), Interaction.id.desc())
    return session.scalars(newest.limit(TRIED)).all()


def tried(
    session: Session,
    ruled: Sequence[Ruled],
    chosen: Interaction | None,
    recent: Sequence[Interaction],
) -> list[Tried]:
    """What the rules say of the chosen interaction, and how often they say what of recent ones."""
    if not ruled:
        return []
    counts: dict[str, Counter[str]] = {one.question.key: Counter() for one in ruled}
    for interaction in recent:
        for key, outcome in _outcomes(session, ruled, interaction).items():
            counts[key][outcome.verdict] += 1
    found = _outcomes(session, ruled, chosen) if chosen else {}
    return [
        Tried(
            one,
            found.get(one.question.key),
            _label(one.question, found.get(one.question.key)),
            counts[one.question.key],
        )
        for one in ruled
    ]


def lines(tallies: Sequence[Tally], versions: Sequence[Version]) -> list[Line]:
    """The tallies in the order of the scorecard, present rules before earlier ones."""
    known: dict[tuple[str, str], Ruled] = {}
    current: set[tuple[str, str]] = set()
    published = next((one for one in versions if one.published_at is not None), None)
    for version in versions:
        for ruled in ruled_questions(parse(version.document)):
            name = (ruled.question.key, digest(ruled.suggestion))
            known.setdefault(name, ruled)
            if version is published and ruled.suggestion.on:
                current.add(name)
    found = [
        Line(one, known.get((one.question, one.rule)), (one.question, one.rule) in current)
        for one in tallies
    ]
    return sorted(found, key=lambda it: (not it.current, it.ruled.number if it.ruled else 9_999))


def _outcomes(
    session: Session, ruled: Sequence[Ruled], interaction: Interaction
) -> dict[str, Outcome]:
    transcript = current_transcript(session, interaction.id)
    text: Conversation | None = conversation_of(session, transcript, interaction.channel)
    facts = facts_of(interaction)
    return {one.question.key: judge(one.suggestion, text, facts) for one in ruled}


def _label(question: Question, outcome: Outcome | None) -> str:
    value: Any = plain(outcome.value) if outcome else None
    return value_words(question, value)
