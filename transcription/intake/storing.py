"""Writes one chunk of imported interactions, masked, with transcripts, recordings and jobs.

Idempotent on (source, external_id): what is here already is counted and left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.errors import Refused
from qa_app.core.events import emit
from transcription.intake.agents import KnownAgent, Roster, UnknownAgentError
from transcription.intake.basis import QUARANTINED, release
from transcription.intake.models import Batch
from transcription.intake.preparing import Prepared, row_of, turns_of
from transcription.intake.recordings import StoredAudio
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal, quoted
from transcription.interactions.known_names import keep_names
from transcription.interactions.models import Interaction, Recording, RecordingState
from transcription.transcripts.playback import enqueue_muting
from transcription.transcripts.transcribing import enqueue_transcription
from transcription.transcripts.writing import NewTranscript, add_first_transcripts

Key = tuple[str, str]


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
            _meet(each.record, roster)
        except (UnknownAgentError, Refused) as error:
            stored.refusals.append(_without_agent(each.record, error))
            stored.unused += [each.audio] if each.audio else []
    _insert(session, fresh, batch, roster, at, stored)
    return stored


def _agents_of(chunk: Sequence[Prepared]) -> set[str]:
    named = {each.record.agent.id for each in chunk}
    return named | {turn.agent_id for each in chunk for turn in each.record.turns if turn.agent_id}


def _meet(record: InteractionRecord, roster: Roster) -> None:
    """Make the other agents of a row known; who may not be made stays without a name on a turn."""
    for other in record.others:
        with suppress(UnknownAgentError, Refused):
            roster.agent(other)


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


def _without_agent(record: InteractionRecord, error: UnknownAgentError | Refused) -> Refusal:
    """The refusal of a row whose agent is not known here, or cannot be made as the row has them."""
    message = "is unknown here: add the agent under People or by qa team import, then import again"
    if isinstance(error, Refused):
        message = f"cannot be added: {error.message}"
    return Refusal(record.line, None, "agent.id", message, quoted(record.agent.id))


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
    turns = [turns_of(each, roster) for each, _ in fresh]
    rows = [
        row_of(each, agent, said, batch, roster, at)
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
            keep_names(session, number, each.names)
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
    elif state is RecordingState.TRANSCRIBED:
        enqueue_muting(session, recording)
