"""On which channel the agent of a recording is: by recording, by source, by setting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from transcription.interactions.models import Recording, SourceSound
from transcription.transcripts.speakers import ChannelOrder


def channel_order_of(session: Session, recording: Recording) -> ChannelOrder:
    """What is known of the recording itself, else of its source, else what settings say."""
    if recording.channel_order:
        return ChannelOrder(recording.channel_order)
    of_source = session.scalar(
        select(SourceSound.channel_order).where(SourceSound.source == recording.interaction.source)
    )
    return ChannelOrder(of_source or session.info["settings"].channel_speakers)


def set_source_order(
    session: Session, source: str, order: ChannelOrder, *, by: int | None, at: datetime
) -> None:
    """Remember on which channel the agent is in what a source will send."""
    found = session.scalar(select(SourceSound).where(SourceSound.source == source))
    before = {"order": found.channel_order} if found else None
    if found is None:
        found = SourceSound(source=source, channel_order=order.value, set_by=by, set_at=at)
        session.add(found)
    found.channel_order, found.set_by, found.set_at = order.value, by, at
    session.flush()
    record(
        session, "source.channels", ("source_sound", found.id), by=by, at=at,
        before=before, after={"source": source, "order": order.value},
    )  # fmt: skip
