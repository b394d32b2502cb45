"""The basis of recordings: asked once per source; without one they wait in quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from transcription.intake.models import Batch, SourceBasis
from transcription.intake.records import Basis
from transcription.interactions.models import (
    Interaction,
    InteractionState,
    Recording,
    RecordingState,
)
from transcription.transcripts.playback import enqueue_muting
from transcription.transcripts.transcribing import enqueue_transcription

BASES: tuple[str, ...] = get_args(Basis)
QUARANTINED = (
    "Nobody has said on what basis this recording rests, so it is neither played nor transcribed."
)


def bases_by_source(session: Session) -> dict[str, str]:
    """The basis that was given for each source."""
    rows = session.execute(select(SourceBasis.source, SourceBasis.basis))
    return {row.source: row.basis for row in rows}


def set_basis(
    session: Session,
    source: str,
    basis: str,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> None:
    """Remember the basis of all recordings that a source will send; Refused for an unknown one."""
    _check(basis)
    found = session.scalar(select(SourceBasis).where(SourceBasis.source == source))
    before = {"basis": found.basis} if found else None
    if found is None:
        found = SourceBasis(source=source, basis=basis, set_by=by, set_at=at)
        session.add(found)
    found.basis, found.set_by, found.set_at = basis, by, at
    session.flush()
    after = {"source": source, "basis": basis}
    subject = ("source", found.id)
    record(session, "source.basis", subject, by=by, at=at, actor=actor, before=before, after=after)


def quarantined_of(session: Session, batch: Batch) -> Sequence[Recording]:
    """The recordings of a batch that wait for their basis."""
    return session.scalars(
        select(Recording)
        .join(Recording.interaction)
        .where(Interaction.batch_id == batch.id, Recording.state == RecordingState.QUARANTINED)
        .options(selectinload(Recording.interaction))
        .order_by(Recording.id)
    ).all()


def waiting_by_source(session: Session, batch: Batch) -> dict[str, list[Recording]]:
    """The recordings of a batch that wait for their basis, by their source."""
    found: dict[str, list[Recording]] = {}
    for recording in quarantined_of(session, batch):
        found.setdefault(recording.interaction.source, []).append(recording)
    return dict(sorted(found.items()))


def sources_relying_on(session: Session, batch: Batch, basis: str) -> list[str]:
    """Sources of a batch that have recordings on this basis and for which none is remembered."""
    query = (
        select(Interaction.source)
        .join(Recording, Recording.interaction_id == Interaction.id)
        .where(Interaction.batch_id == batch.id, Recording.basis == basis)
        .where(Interaction.source.not_in(select(SourceBasis.source)))
        .distinct()
        .order_by(Interaction.source)
    )
    return list(session.scalars(query))


def release_batch(
    session: Session, batch: Batch, basis: str, *, by: int | None, at: datetime
) -> int:
    """Give all quarantined recordings of a batch their basis and transcribe them; how many."""
    _check(basis)
    waiting = quarantined_of(session, batch)
    for recording in waiting:
        release(session, recording, basis)
    session.flush()
    after = {"basis": basis, "recordings": len(waiting)}
    record(session, "batch.release", ("batch", batch.id), by=by, at=at, after=after)
    return len(waiting)


def release_some(
    session: Session,
    recordings: Sequence[Recording],
    basis: str,
    *,
    remember: bool = False,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> int:
    """Give chosen recordings their basis, each on the record; how many were let out.

    With `remember` their sources are given it too. Refused where none was chosen.
    """
    _check(basis)
    waiting = [each for each in recordings if each.state is RecordingState.QUARANTINED]
    if not waiting:
        raise Refused("Choose at least one recording that is in quarantine.")
    for recording in waiting:
        release(session, recording, basis)
        record(
            session, "recording.release", ("recording", recording.id), by=by, at=at,
            actor=actor, after={"basis": basis},
        )  # fmt: skip
    if remember:
        for source in sorted({each.interaction.source for each in waiting}):
            set_basis(session, source, basis, by=by, at=at)
    session.flush()
    return len(waiting)


def release(session: Session, recording: Recording, basis: str) -> None:
    """Let one recording out of quarantine; it is transcribed unless its text came with it."""
    recording.basis = basis
    interaction = recording.interaction
    if interaction.state is InteractionState.READY:
        recording.state, recording.state_reason = RecordingState.TRANSCRIBED, None
        enqueue_muting(session, recording)
        return
    recording.state, recording.state_reason = RecordingState.WAITING, None
    interaction.state, interaction.state_reason = InteractionState.WAITING, None
    enqueue_transcription(session, recording)


def _check(basis: str) -> None:
    if basis not in BASES:
        raise Refused(f"Choose one of {', '.join(BASES)}.", field="basis")
