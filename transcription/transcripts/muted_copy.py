"""Writes the muted copy of a recording: decoded, silenced and encoded piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import numpy as np

from transcription.transcripts.audio import RATE, AudioLimits, AudioRefused, Pcm, samples_at
from transcription.transcripts.containers import NO_SOUND, Source
from transcription.transcripts.decode import blocks
from transcription.transcripts.peaks import peaks
from transcription.transcripts.segments import Stretch

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer

MEDIA_TYPE = "audio/ogg"
BITS_PER_CHANNEL = 24_000
"""Opus at 24 kbit/s a channel keeps telephone speech as it is: 22 MB an hour of two channels."""


@dataclass(frozen=True, slots=True)
class MutedSound:
    """What was written: seconds, and the outline of each channel of the copy."""

    duration_s: float
    outline: tuple[tuple[int, ...], ...]


def write_muted(
    source: Source,
    out: IO[bytes],
    mutes: Sequence[Stretch],
    *,
    per_second: int = 20,
    limits: AudioLimits | None = None,
) -> MutedSound:
    """Write the recording to `out` as Ogg Opus, with zeros on every channel in each stretch.

    One or two channels stay as they are, more become one. Outlines are those of the muted sound.
    A second of sound is held at a time. Raises AudioRefused.
    """
    done = 0
    outline: list[list[int]] = []
    writer: _Writer | None = None
    for piece in _seconds(blocks(source, limits=limits)):
        piece = piece if len(piece) <= 2 else piece.mean(axis=0, keepdims=True).astype(np.int16)
        _silence(piece, done, mutes)
        writer = writer or _Writer(out, channels=len(piece))
        outline = outline or [[] for _ in piece]
        for channel, heights in zip(piece, outline, strict=True):
            heights += peaks(channel, per_second=per_second)
        writer.write(piece, done)
        done += piece.shape[1]
    if writer is None:
        raise AudioRefused("no_sound", NO_SOUND)
    writer.close()
    return MutedSound(done / RATE, tuple(tuple(heights) for heights in outline))


def _seconds(parts: Iterator[Pcm]) -> Iterator[Pcm]:
    """The same sound in pieces of one second (channels × samples), the last one shorter."""
    kept: list[Pcm] = []
    size = 0
    for part in parts:
        kept.append(part)
        size += part.shape[1]
        if size >= RATE:
            whole = np.concatenate(kept, axis=1)
            for at in range(0, size - size % RATE, RATE):
                yield whole[:, at : at + RATE].copy()
            kept, size = [whole[:, size - size % RATE :]], size % RATE
    if size:
        yield np.concatenate(kept, axis=1)


def _silence(piece: Pcm, begin: int, mutes: Sequence[Stretch]) -> None:
    end = begin + piece.shape[1]
    for mute in mutes:
        start, stop = samples_at(mute.start_s), samples_at(mute.end_s)
        if start < end and stop > begin:
            piece[:, max(0, start - begin) : stop - begin] = 0


class _Writer:
    """Encodes pieces to Ogg Opus."""

    def __init__(self, out: IO[bytes], *, channels: int) -> None:
        import av  # Heavy (FFmpeg's libraries), and only workers write sound.

        self._layout = "mono" if channels == 1 else "stereo"
        self._container: OutputContainer = av.open(out, "w", format="ogg")
        self._stream: AudioStream = self._container.add_stream(
            "libopus", rate=RATE, layout=self._layout
        )
        self._stream.bit_rate = BITS_PER_CHANNEL * channels

    def write(self, piece: Pcm, at: int) -> None:
        from av.audio.frame import AudioFrame  # Heavy; see above.

        interleaved = np.ascontiguousarray(piece.T.reshape(1, -1))
        frame = AudioFrame.from_ndarray(interleaved, format="s16", layout=self._layout)
        frame.sample_rate, frame.pts = RATE, at
        self._container.mux(self._stream.encode(frame))

    def close(self) -> None:
        self._container.mux(self._stream.encode(None))
        self._container.close()
