"""An imported interaction on its way into the tables: masked, then as one row and its turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from qa_app.core.text import clean
from transcription.intake.agents import KnownAgent, Roster
from transcription.intake.basis import QUARANTINED
from transcription.intake.masking import MaskedInteraction, mask, names_in
from transcription.intake.models import Batch
from transcription.intake.recordings import StoredAudio
from transcription.intake.records import InteractionRecord, TurnRecord
from transcription.interactions.models import Channel, Direction, InteractionState
from transcription.transcripts.models import Speaker
from transcription.transcripts.subjects import subject_of
from transcription.transcripts.writing import NewTurn


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interaction stood in what was handed in, and as what that was read.

    Lines and entries count from 1; None where there is none, as of a file that is one interaction.
    """

    file_name: str | None = None
    file_line: int | None = None
    file_entry: int | None = None
    format: str | None = None
    mapping: str | None = None


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Prepared:
    """An interaction that is ready to be written; `audio` lies in the store already.

    `masked` is None where it was found to be known: such a row is counted and never written.
    `names` are those of customers, for the text that is yet to be made of a recording.
    """

    record: InteractionRecord
    masked: MaskedInteraction | None
    basis: str | None = None
    audio: StoredAudio | None = None
    place: Place = NOWHERE
    names: tuple[str, ...] = ()


def prepared(
    record: InteractionRecord,
    *,
    region: str,
    basis: str | None = None,
    audio: StoredAudio | None = None,
    is_known: bool = False,
    place: Place = NOWHERE,
) -> Prepared:
    """Mask an interaction for storing; a known one is not worth the time."""
    if is_known:
        return Prepared(replace(record, turns=()), None, basis, audio)
    masked = mask(record, region=region)
    names = tuple(dict.fromkeys(names_in(record))) if audio and not record.turns else ()
    return Prepared(masked.record, masked, basis, audio, place, names)


def turns_of(each: Prepared, roster: Roster) -> list[NewTurn]:
    """The turns as they are written, masked, with those agents whom the roster knows."""
    made = []
    assert each.masked is not None
    for turn, said in zip(each.record.turns, each.masked.turns, strict=True):
        agent = roster.known(turn.agent_id)
        made.append(
            NewTurn(
                speaker=Speaker(turn.speaker),
                said=said,
                agent_id=agent.id if agent else None,
                start_s=turn.start,
                end_s=turn.end,
                at=turn.at,
                beside=_beside(turn),
            )
        )
    return made


def _beside(turn: TurnRecord) -> dict[str, Any] | None:
    """What came with the words, without what was not given; None where nothing came."""
    head = {"from": turn.sender, "to": turn.to, "subject": turn.subject}
    given: dict[str, Any] = {name: text for name, text in head.items() if text}
    if turn.attachments:
        given["attachments"] = [
            {name: value for name, value in asdict(one).items() if value is not None}
            for one in turn.attachments
        ]
    return given or None


def row_of(
    each: Prepared,
    agent: KnownAgent,
    turns: Sequence[NewTurn],
    batch: Batch,
    roster: Roster,
    at: datetime,
) -> dict[str, Any]:
    """The columns of the interaction's row; its state follows from its text and its basis."""
    record, (state, reason) = each.record, _state(each)
    facts = asdict(record.facts)
    return {
        "source": record.source,
        "external_id": record.external_id,
        "channel": Channel(record.channel),
        "direction": Direction(record.direction) if record.direction else None,
        "topic": _line(record.topic),
        "subject": subject_of(turn.said.text for turn in turns if turn.speaker is Speaker.CUSTOMER),
        "language": record.language,
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "duration_s": _duration_s(record),
        "agent_id": agent.id,
        "scored_why": record.scored_why,
        "team_id": roster.team(record.agent.team) or agent.team_id,
        "customer_ref": _line(record.customer_id),
        "facts": {name: value for name, value in facts.items() if value is not None},
        "csat": record.survey.csat,
        "nps": record.survey.nps,
        "ces": record.survey.ces,
        "survey_comment": record.survey.comment,
        "turn_count": len(turns),
        "state": state,
        "state_reason": reason,
        "batch_id": batch.id,
        **asdict(each.place),
        "started_from": record.started_from,
        "created_at": at,
    }


def _state(each: Prepared) -> tuple[InteractionState, str | None]:
    if each.record.turns:
        return InteractionState.READY, None
    if each.basis is None:
        return InteractionState.QUARANTINED, QUARANTINED
    return InteractionState.WAITING, None


def _duration_s(record: InteractionRecord) -> float | None:
    """From the given end, else from the turns' own times, else not known."""
    if record.ended_at is not None:
        return (record.ended_at - record.started_at).total_seconds()
    ends = [turn.end for turn in record.turns if turn.end is not None]
    if ends:
        return max(ends)
    moments = [turn.at for turn in record.turns if turn.at is not None]
    return (max(moments) - min(moments)).total_seconds() if len(moments) > 1 else None


def _line(text: str | None) -> str | None:
    return (clean(text, lines=False)[:200] or None) if text else None
