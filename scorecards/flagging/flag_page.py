"""What the page of one flag shows: its reasons with their turns, and what rules found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.text import shorten
from scorecards.flagging.conversations import conversations
from scorecards.flagging.models import RiskFlag
from scorecards.flagging.spotlights import Limits, spotlights
from scorecards.flagging.wording import said
from scorecards.keywords.keeping import lists_in_use
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Speaker, Transcript, Turn

LONGEST_QUOTE = 180


@dataclass(frozen=True, slots=True)
class Quoted:
    """A turn that a reason points at; `position` counts from 0."""

    position: int
    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One reason or finding: its words, what was measured, and where to look."""

    title: str
    detail: str
    turns: tuple[Quoted, ...]


def reasons_of(session: Session, flag: RiskFlag) -> list[Shown]:
    """The reasons of a flag in order, with their turns in the current transcript."""
    wanted = {place for reason in flag.reasons for place in reason["turns"]}
    turns = _turns(session, flag.interaction_id, wanted)
    return [
        _shown(reason["text"], reason.get("detail") or "", reason["turns"], turns)
        for reason in flag.reasons
    ]


def findings_of(session: Session, interaction: Interaction) -> list[Shown]:
    """What the rules find in the interaction now; they need no model and are never switched off."""
    survey = {"csat": interaction.csat, "nps": interaction.nps, "ces": interaction.ces}
    limits = Limits(phrases={row.title: row.phrases for row in lists_in_use(session)})
    found = [
        light
        for conversation in conversations(session, [interaction.id])
        for light in spotlights(conversation, limits, survey)
    ]
    turns = _turns(session, interaction.id, {mark.turn for one in found for mark in one.marks})
    return [
        _shown(one.title, one.detail, [mark.turn for mark in one.marks], turns) for one in found
    ]


def _shown(title: str, detail: str, places: Iterable[int], turns: dict[int, Quoted]) -> Shown:
    ordered: Sequence[int] = sorted(set(places))
    return Shown(said(title), detail, tuple(turns[place] for place in ordered if place in turns))


def _turns(session: Session, interaction_id: int, places: set[int]) -> dict[int, Quoted]:
    rows = session.execute(
        select(Turn.position, Turn.speaker, Turn.text)
        .join(Transcript, Turn.transcript_id == Transcript.id)
        .where(
            Transcript.interaction_id == interaction_id,
            Transcript.is_current.is_(True),
            Turn.position.in_(places),
        )
    )
    return {
        row.position: Quoted(row.position, row.speaker, shorten(row.text, LONGEST_QUOTE))
        for row in rows
    }
