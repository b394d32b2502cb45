"""Says when an import has to wait: the disk is nearly full, or too many recordings wait already."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from transcription.interactions.models import Recording, RecordingState

_MB = 1 << 20


def why_to_wait(session: Session, *, with_sound: bool) -> str | None:
    """What an import waits for, in words; None where it may go on.

    `with_sound`: it brings recordings, whose texts the workers have to make.
    """
    settings = session.info["settings"]
    reason = full_disk(free_bytes(settings.storage), settings.room_mb)
    if reason or not with_sound:
        return reason
    states = (RecordingState.WAITING, RecordingState.TRANSCRIBING)
    waiting = session.scalar(select(func.count(Recording.id)).where(Recording.state.in_(states)))
    return long_queue(waiting or 0, settings.waiting_recordings)


def full_disk(free: int | None, room_mb: int) -> str | None:
    """The reason where less than `room_mb` MB are free; `free` is None where nobody can tell."""
    if free is None or free >= room_mb * _MB:
        return None
    return (
        f"It waits for room: {free // _MB:,} MB are free on the disk of the file store, and"
        f" {room_mb:,} are kept free. It goes on by itself."
    )


def long_queue(waiting: int, most: int) -> str | None:
    """The reason where more than `most` recordings wait for their text."""
    if waiting <= most:
        return None
    return (
        f"It waits for the workers: {waiting:,} recordings wait for their text, and more than"
        f" {most:,} are not taken in. It goes on by itself."
    )


def free_bytes(url: str) -> int | None:
    """Free bytes on the disk of a file store; None where it is elsewhere or not there yet."""
    folder = Path(url.removeprefix("file://"))
    if not url.startswith("file://") or not folder.is_dir():
        return None
    return shutil.disk_usage(folder).free
