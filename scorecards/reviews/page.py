"""Puts the scoring page together from a queue item: facts, turns, sheet, draft and standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from qa_app.core.errors import Missing
from qa_app.web.formatting import duration, when
from scorecards.design.models import Version
from scorecards.design.sheet import SectionView
from scorecards.reviews.choosing import version_for
from scorecards.reviews.draft import Draft
from scorecards.reviews.drafting import draft_of
from scorecards.reviews.models import Assignment, Evaluation
from scorecards.reviews.queries import (
    CHUNK,
    chunk_of,
    transcript_of,
    turn_count,
    turns_by_id,
)
from scorecards.reviews.queue import Day, day_of, next_item
from scorecards.reviews.reading import Line, layout_of, lines_of
from scorecards.reviews.reading_once import read_once
from scorecards.reviews.results import document_of, facts_of
from scorecards.reviews.standing import Standing, standing
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Transcript, Turn
from transcription.transcripts.queries import uncertain_turns

MOST_TICKS = 24
REPEAT_DAYS = 7
HEARD = "whisper"
"""Origin of a transcript that a machine made from sound."""


# Put together once: that takes longer than to run it.
_CONTACTS = select(func.count(Interaction.id)).where(
    Interaction.customer_ref == bindparam("customer"),
    Interaction.started_at <= bindparam("until"),
    Interaction.started_at > bindparam("after"),
)


@dataclass(frozen=True)
class Card:
    """The scorecard side: version, questions, what was entered, and where that stands."""

    version: Version
    reason: str
    sections: tuple[SectionView, ...]
    draft: Draft
    standing: Standing
    revision: int
    pass_percent: float | None

    @property
    def questions(self) -> dict[str, dict[str, Any]]:
        """What the page's script must know of each question, by key, in order."""
        return {
            question.key: {
                "number": question.number,
                "kind": question.kind,
                "na": question.na,
                **question.rules,
            }
            for section in self.sections
            for question in section.questions
        }

    @property
    def letters(self) -> dict[str, str]:
        """Each section's letter by its key."""
        return {section.key: section.letter for section in self.sections}


@dataclass(frozen=True)
class Text:
    """The transcript side: a chunk of its lines and what to know of it.

    `count` says how many there are; of a further chunk only how many until its end.
    """

    transcript: Transcript | None
    layout: str
    lines: list[Line]
    count: int
    chunk: int
    uncertain: Sequence[tuple[int, int]] = ()
    """Id and position of each turn that is not to be relied on; only with the first chunk."""


@dataclass(frozen=True)
class Place:
    """Where the item stands in the reviewer's day."""

    number: int
    total: int
    done: int
    following: Assignment | None

    @property
    def has_ticks(self) -> bool:
        """Whether one tick an item still fits into the bar."""
        return self.total <= MOST_TICKS


def card_of(session: Session, assignment: Assignment, evaluation: Evaluation | None) -> Card | None:
    """The scorecard side, None where no published scorecard applies."""
    if evaluation is not None:
        version, reason = evaluation.version, ""
    else:
        chosen = version_for(session, assignment.interaction)
        if chosen.version is None:
            return None
        version, reason = chosen.version, chosen.reason
    draft = draft_of(evaluation) if evaluation else Draft()
    revision = evaluation.revision if evaluation else 0
    return filled_card(version, assignment.interaction, draft, revision, reason)


def filled_card(
    version: Version, interaction: Interaction, draft: Draft, revision: int, reason: str = ""
) -> Card:
    """A version's sheet with a draft in it."""
    read = read_once(version)
    document = read.document
    mark = document.pass_percent
    facts = facts_of(interaction)
    # Most cards are opened before anything is entered in them.
    stands = (
        standing(document, draft.values, draft.comments, facts)
        if draft.answers or draft.comments
        else read.beginning(facts)
    )
    return Card(
        version=version,
        reason=reason,
        sections=read.sheet,
        draft=draft,
        standing=stands,
        revision=revision,
        pass_percent=None if mark is None else float(mark),
    )


def standing_of(evaluation: Evaluation) -> Standing:
    """Where a saved draft stands."""
    draft = draft_of(evaluation)
    document = document_of(evaluation.version)
    return standing(document, draft.values, draft.comments, facts_of(evaluation.interaction))


def text_of(
    session: Session,
    assignment: Assignment,
    evaluation: Evaluation | None,
    zone: str,
    chunk: int = 0,
) -> Text:
    """A chunk of the transcript that is scored; Missing for a chunk that it does not have."""
    interaction = assignment.interaction
    seen = evaluation.transcript_id if evaluation else None
    return text_in(session, interaction, seen, zone, chunk)


def text_in(
    session: Session, interaction: Interaction, seen: int | None, zone: str, chunk: int = 0
) -> Text:
    """A chunk of the transcript with id `seen`, else of the interaction's present one.

    Missing for a chunk that it does not have.
    """
    layout = layout_of(interaction.channel)
    transcript = transcript_of(session, interaction.id, seen)
    if transcript is None:
        return Text(None, layout, [], 0, 0)
    turns, before = chunk_of(session, transcript.id, chunk)
    if chunk and not turns:
        raise Missing
    # Counting a long text takes time, and only its first chunk, where it is not all, needs it.
    count = chunk * CHUNK + len(turns)
    if chunk == 0 and len(turns) == CHUNK:
        count = turn_count(session, transcript.id)
    lines = lines_of(turns, layout=layout, zone=ZoneInfo(zone), before=before)
    is_heard = chunk == 0 and transcript.origin == HEARD
    uncertain = uncertain_turns(session, transcript) if is_heard else ()
    return Text(transcript, layout, lines, count, chunk, uncertain)


def cited_places(session: Session, draft: Draft, zone: str) -> list[dict[str, Any]]:
    """Each piece of evidence with its words, its time as text and where its turn stands."""
    if not draft.evidence:
        return []
    turns = turns_by_id(session, sorted({cited.turn for cited in draft.evidence}))
    return [
        {
            **cited.model_dump(),
            "quote": turns[cited.turn].text[cited.start : cited.end],
            "label": time_label(turns[cited.turn], zone),
            "position": turns[cited.turn].position,
        }
        for cited in draft.evidence
        if cited.turn in turns
    ]


def time_label(turn: Turn, zone: str) -> str:
    """When a turn was said: seconds into the recording, else the clock, else its number."""
    if turn.start_s is not None:
        return duration(turn.start_s)
    return when(turn.at, zone, "clock") if turn.at else f"#{turn.position + 1}"


def place_of(
    session: Session,
    assignment: Assignment,
    *,
    at: datetime,
    since: datetime,
    leaving: int | None = None,
) -> Place:
    """The item's number in the day, and what comes after it.

    `leaving` is the item that will be done before this one is opened, where it is fetched ahead.
    """
    day: Day = day_of(session, assignment.reviewer_id, since=since, at=at)
    done = day.done + (leaving is not None)
    following = next_item(session, assignment.reviewer_id, but=assignment.id, leaving=leaving)
    return Place(done + 1, day.done + max(day.open, 1), done, following)


def contact_number(session: Session, interaction: Interaction) -> int:
    """The how-manieth contact of this customer within `REPEAT_DAYS` it was; 0 where unknown."""
    if not interaction.customer_ref:
        return 0
    until = interaction.started_at
    given = {"customer": interaction.customer_ref, "until": until,
             "after": until - timedelta(days=REPEAT_DAYS)}  # fmt: skip
    return session.scalar(_CONTACTS, given) or 0


def start_of_day(at: datetime, zone: str) -> datetime:
    """Midnight in the reviewer's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def seconds_left(evaluation: Evaluation, at: datetime) -> float:
    """How long a submission can still be taken back."""
    until = evaluation.pending_until or at
    return max(until - at, timedelta()).total_seconds()
