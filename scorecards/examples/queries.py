"""Reads of the library of examples: pages, filters, and the turns that are shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from qa_app.core.paging import Page, page_of
from scorecards.examples.naming import without_name
from scorecards.reviews.models import Evaluation
from scorecards.reviews.models_acts import Example
from transcription.interactions.models import Channel, Interaction
from transcription.transcripts.models import Speaker, Turn

LONGEST_QUESTION = 500


@dataclass(frozen=True)
class Filter:
    """Only examples of one question (in its words) or one channel; nothing limits nothing."""

    question: str = ""
    channel: str = ""

    def address(self) -> dict[str, str]:
        """The same as parts of an address."""
        parts = {"question": self.question, "channel": self.channel}
        return {name: value for name, value in parts.items() if value}


def read_filter(sent: Mapping[str, str]) -> Filter:
    """The filter of an address; what it does not know is left out."""
    channel = sent.get("channel", "")
    known = {each.value for each in Channel}
    return Filter(sent.get("question", "")[:LONGEST_QUESTION], channel if channel in known else "")


def examples_page(
    session: Session,
    scope: Select[Example],
    wanted: Filter,
    before: str | None,
    after: str | None,
) -> Page[Example]:
    """One page of the library, the newest first."""
    if wanted.question:
        scope = scope.where(Example.question_text == wanted.question)
    if wanted.channel:
        scope = scope.where(Interaction.channel == Channel(wanted.channel))
    query = with_details(scope)
    return page_of(session, query, [Example.id], before=before, after=after, size=20)


def with_details(scope: Select[Example]) -> Select[Example]:
    """The query with everything that a page of examples shows."""
    evaluation = joinedload(Example.evaluation)
    return scope.options(
        joinedload(Example.marker),
        evaluation.joinedload(Evaluation.interaction),
        evaluation.joinedload(Evaluation.agent),
        evaluation.joinedload(Evaluation.version),
    )


def questions_in(session: Session, scope: Select[Example]) -> list[str]:
    """The questions of which the scope has examples, in their words."""
    texts = scope.with_only_columns(Example.question_text).distinct()
    return sorted(text for text in session.scalars(texts) if text)


@dataclass(frozen=True)
class ShownTurn:
    """A chosen turn as it is shown: without its agent's name where the reader may not know it."""

    speaker: Speaker
    at: datetime | None
    start_s: float | None
    text: str


def turns_of(
    session: Session, examples: Sequence[Example], named: Collection[int], instead: str
) -> dict[int, list[ShownTurn]]:
    """The chosen turns of each example, in their order, by its id.

    Of examples that are not in `named`, the agent's name is replaced by `instead`.
    """
    ids = {number for each in examples for number in each.turn_ids}
    found = {turn.id: turn for turn in session.scalars(select(Turn).where(Turn.id.in_(ids)))}
    return {
        each.id: [
            _shown(found[number], None if each.id in named else each.evaluation.agent.name, instead)
            for number in each.turn_ids
            if number in found
        ]
        for each in examples
    }


def _shown(turn: Turn, name: str | None, instead: str) -> ShownTurn:
    text = turn.text if name is None else without_name(turn.text, name, instead=instead)
    return ShownTurn(turn.speaker, turn.at, turn.start_s, text)
