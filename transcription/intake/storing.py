"""Writes one chunk of imported interactions, masked, with transcripts, recordings and jobs.

Idempotent on (source, external_id): what is here already is counted and left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.events import emit
from qa_app.core.text import clean
from transcription.intake.agents import KnownAgent, Roster, UnknownAgentError
from transcription.intake.basis import QUARANTINED, release
from transcription.intake.masking import MaskedInteraction, mask
from transcription.intake.models import Batch
from transcription.intake.recordings import StoredAudio
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal, quoted
from transcription.interactions.models import (
    Channel,
    Direction,
    Interaction,
    InteractionState,
    Recording,
    RecordingState,
)
from transcription.transcripts.models import Speaker
from transcription.transcripts.transcribing import enqueue_transcription
from transcription.transcripts.writing import (
    NewTranscript,
    NewTurn,
    add_first_transcripts,
    subject_of,
)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An interaction that is ready to be written; `audio` lies in the store already.

    `masked` is None where it was found to be known: such a row is counted and never written.
    """

    record: InteractionRecord
    masked: MaskedInteraction | None
    basis: str | None = None
    audio: StoredAudio | None = None


def prepared(
    record: InteractionRecord,
    *,
    region: str,
    basis: str | None = None,
    audio: StoredAudio | None = None,
    is_known: bool = False,
) -> Prepared:
    """Mask an interaction for storing; a known one is not worth the time."""
    if is_known:
        return Prepared(replace(record, turns=()), None, basis, audio)
    masked = mask(record, region=region)
    return Prepared(masked.record, masked, basis, audio)


@dataclass(slots=True)
class Stored:
    """What became of a chunk: accepted = new + known; `unused` audio may be deleted."""

    new: int = 0
    known: int = 0
    quarantined: int = 0
    ids: list[int] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    unused: list[StoredAudio] = field(default_factory=list)


def known_interactions(session: Session, keys: Sequence[Key]) -> dict[Key, tuple[int, int | None]]:
    """(interaction id, batch id) of those of the keys that are here already."""
    by_source: dict[str, list[str]] = {}
    for source, external_id in keys:
        by_source.setdefault(source, []).append(external_id)
    found: dict[Key, tuple[int, int | None]] = {}
    for source, external_ids in by_source.items():
        rows = session.execute(
            select(Interaction.external_id, Interaction.id, Interaction.batch_id).where(
                Interaction.source == source, Interaction.external_id.in_(external_ids)
            )
        )
        found.update({(source, external): (number, batch) for external, number, batch in rows})
    return found


def store(
    session: Session,
    chunk: Sequence[Prepared],
    batch: Batch,
    roster: Roster,
    written: Set[int] = frozenset(),
    *,
    at: datetime,
) -> Stored:
    """Write the chunk in the present transaction; announces what has text, enqueues what has not.

    A row whose agent may not be made is refused. A known recording in quarantine is released
    when this import brings its basis. `written` are the ids that this run has written already.
    Flushes; the caller commits.
    """
    stored = Stored()
    known = known_interactions(session, [each.record.key for each in chunk])
    roster.load(_agents_of(chunk))
    fresh: list[tuple[Prepared, KnownAgent]] = []
    for each in chunk:
        if each.masked is None or each.record.key in known:
            # What was deleted in between is as good as known: the next import brings it back.
            number, owner = known.get(each.record.key, (0, None))
            is_own = owner == batch.id and number not in written
            _count_known(session, each, number, stored, is_own=is_own)
            continue
        try:
            fresh.append((each, roster.agent(each.record.agent)))
        except UnknownAgentError as error:
            stored.refusals.append(_unknown_agent(each.record, error))
            stored.unused += [each.audio] if each.audio else []
    _insert(session, fresh, batch, roster, at, stored)
    return stored


def _agents_of(chunk: Sequence[Prepared]) -> set[str]:
    named = {each.record.agent.id for each in chunk}
    return named | {turn.agent_id for each in chunk for turn in each.record.turns if turn.agent_id}


def _count_known(
    session: Session, each: Prepared, interaction_id: int, stored: Stored, *, is_own: bool
) -> None:
    """`is_own`: an interrupted run of the same batch had written it, so it is the batch's own."""
    stored.unused += [each.audio] if each.audio else []
    stored.new += is_own
    stored.known += not is_own
    if not each.record.recording:
        return
    recording = session.scalar(
        select(Recording)
        .where(
            Recording.interaction_id == interaction_id,
            Recording.state == RecordingState.QUARANTINED,
        )
        .options(selectinload(Recording.interaction))
    )
    if recording is not None and each.basis:
        release(session, recording, each.basis)
    elif recording is not None:
        stored.quarantined += is_own


def _unknown_agent(record: InteractionRecord, error: UnknownAgentError) -> Refusal:
    message = "is unknown here: add the agent under People or by qa team import, then import again"
    return Refusal(record.line, None, "agent.id", message, quoted(str(error)))


def _insert(
    session: Session,
    fresh: Sequence[tuple[Prepared, KnownAgent]],
    batch: Batch,
    roster: Roster,
    at: datetime,
    stored: Stored,
) -> None:
    if not fresh:
        return
    turns = [_turns(each, roster) for each, _ in fresh]
    rows = [
        _row(each, agent, said, batch, roster, at)
        for (each, agent), said in zip(fresh, turns, strict=True)
    ]
    statement = insert(Interaction).returning(Interaction.id, sort_by_parameter_order=True)
    ids = session.scalars(statement, rows).all()
    transcripts = [
        NewTranscript(number, said, "import", language=each.record.language)
        for number, said, (each, _) in zip(ids, turns, fresh, strict=True)
        if said
    ]
    add_first_transcripts(session, transcripts, at=at)
    for number, (each, _) in zip(ids, fresh, strict=True):
        if each.audio is not None:
            _add_recording(session, number, each, each.audio, stored)
    stored.new += len(ids)
    stored.ids += ids
    if transcripts:
        ready = [transcript.interaction_id for transcript in transcripts]
        emit(session, "interactions.ready", interaction_ids=ready)


def _add_recording(
    session: Session, interaction_id: int, each: Prepared, audio: StoredAudio, stored: Stored
) -> None:
    waits = each.basis is None
    state = RecordingState.QUARANTINED if waits else RecordingState.WAITING
    if not waits and each.record.turns:
        state = RecordingState.TRANSCRIBED
    recording = Recording(
        interaction_id=interaction_id,
        storage_key=audio.key,
        file_name=audio.file_name,
        sha256=audio.sha256,
        media_type=audio.media_type,
        size_bytes=audio.size_bytes,
        basis=each.basis,
        state=state,
        state_reason=QUARANTINED if waits else None,
        silent_channels=[],
    )
    session.add(recording)
    session.flush()
    stored.quarantined += waits
    if state is RecordingState.WAITING:
        enqueue_transcription(session, recording)


def _turns(each: Prepared, roster: Roster) -> list[NewTurn]:
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
            )
        )
    return made


def _row(
    each: Prepared,
    agent: KnownAgent,
    turns: Sequence[NewTurn],
    batch: Batch,
    roster: Roster,
    at: datetime,
) -> dict[str, Any]:
    record, (state, reason) = each.record, _state(each)
    facts = asdict(record.facts)
    return {
        "source": record.source,
        "external_id": record.external_id,
        "channel": Channel(record.channel),
        "direction": Direction(record.direction or "inbound"),
        "topic": _line(record.topic),
        "subject": subject_of(turns),
        "language": record.language,
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "duration_s": _duration_s(record),
        "agent_id": agent.id,
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
