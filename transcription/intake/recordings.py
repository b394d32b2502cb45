"""Takes a recording's file into the holding area: what it is by content, its digest, its key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import BinaryIO
from uuid import uuid4

from qa_app.core.holding import Holding
from qa_app.core.text import clean, shorten
from transcription.transcripts.audio import AudioLimits, AudioRefused
from transcription.transcripts.sniffing import HEAD_BYTES, demuxers

_CHUNK = 1 << 20
_MEDIA_TYPES = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "mov": "audio/mp4",
    "ogg": "audio/ogg",
    "matroska": "audio/webm",
    "amr": "audio/amr",
    "au": "audio/basic",
    "aiff": "audio/aiff",
}


@dataclass(frozen=True, slots=True)
class StoredAudio:
    """A recording in the store, not yet in the database."""

    key: str
    file_name: str
    sha256: str
    media_type: str
    size_bytes: int


def store_audio(
    held: Holding, stream: BinaryIO, name: str, *, limits: AudioLimits | None = None
) -> StoredAudio:
    """Check a recording by its content and seal it into the store under a key of our own.

    Only the beginning is judged here; FFmpeg reads the file later, in a process of its own.
    Raises AudioRefused for what is no sound, and StorageFull.
    """
    limits = limits or AudioLimits()
    stream.seek(0)
    likely = demuxers(stream.read(HEAD_BYTES))
    digest, size = _digest(stream)
    if size > limits.max_bytes:
        raise AudioRefused("too_large", f"is larger than {limits.max_bytes >> 20:,} MB.")
    key = f"recordings/{uuid4().hex}"
    stream.seek(0)
    held.put(key, stream)
    shown = shorten(clean(name, lines=False), 200)
    return StoredAudio(key, shown, digest, _MEDIA_TYPES[likely[0]], size)


def _digest(stream: BinaryIO) -> tuple[str, int]:
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
