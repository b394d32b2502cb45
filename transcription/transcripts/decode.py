"""Reads a recording into samples with PyAV, each channel on its own, in bounded memory."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from transcription.transcripts.audio import RATE, Audio, AudioFacts, AudioLimits, AudioRefused, Pcm
from transcription.transcripts.containers import (
    DAMAGED,
    NO_SOUND,
    Opened,
    Source,
    check_form,
    opened,
)

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.layout import AudioLayout
    from av.audio.resampler import AudioResampler


def probe(source: Source, *, limits: AudioLimits | None = None) -> AudioFacts:
    """What the header of a recording says, without decoding it.

    Raises AudioRefused for anything that isn't a recording within the limits.
    """
    with opened(source, limits or AudioLimits()) as recording:
        return recording.facts


def decode(source: Source, *, limits: AudioLimits | None = None) -> Audio:
    """All sound of a recording at 16 kHz, each channel on its own.

    Memory: two bytes a sample, 115 MB an hour and channel, and a little for the packet at hand.
    A recording that is cut off gives what is there and says `truncated`.
    Raises AudioRefused.
    """
    limits = limits or AudioLimits()
    with opened(source, limits) as recording:
        reading = _Reading(recording, limits)
        channels = reading.samples()
        if not channels or not len(channels[0]):
            raise AudioRefused("no_sound", DAMAGED if reading.damaged else NO_SOUND)
        is_short = recording.is_duration_known and _is_short(recording.facts, channels[0])
        truncated = recording.is_cut or is_short or reading.ended_in_damage
        return Audio(channels, recording.facts, truncated, reading.damaged)


def blocks(source: Source, *, limits: AudioLimits | None = None) -> Iterator[Pcm]:
    """The same sound piece by piece as it is decoded: channels × samples. Raises AudioRefused."""
    limits = limits or AudioLimits()
    with opened(source, limits) as recording:
        yield from _Reading(recording, limits).blocks()


class _Reading:
    """One pass over the packets of a sound track."""

    def __init__(self, recording: Opened, limits: AudioLimits) -> None:
        self._recording = recording
        self._limits = limits
        self._resampler: AudioResampler | None = None
        self._layout: AudioLayout | None = None
        self._shape: tuple[str, str, int] | None = None
        self.damaged = 0
        self.ended_in_damage = False

    def samples(self) -> tuple[Pcm, ...]:
        """All channels; grows byte arrays in place, so that nothing is held twice."""
        kept: list[bytearray] = []
        for block in self.blocks():
            if not kept:
                kept = [bytearray() for _ in block]
            for channel, part in zip(kept, block, strict=True):
                channel += part.tobytes()
            if sum(map(len, kept)) > self._limits.max_sound_bytes:
                raise AudioRefused("too_long", self._too_much(len(kept)))
        return tuple(np.frombuffer(channel, np.int16) for channel in kept)

    def _too_much(self, channels: int) -> str:
        hours = self._limits.max_sound_bytes / (2 * RATE * channels * 3600)
        return (
            f"The recording is longer than {hours:.1f} hours, the most that is read with"
            f" {channels} channels."
        )

    def blocks(self) -> Iterator[Pcm]:
        """The sound as it is decoded: channels × samples."""
        done, most = 0, int(self._limits.max_duration_s * RATE)
        for frame in self._frames():
            for block in self._resampled(frame):
                done += block.shape[1]
                if done > most:
                    hours = self._limits.max_duration_s / 3600
                    message = f"The recording is longer than {hours:g} hours, the most allowed."
                    raise AudioRefused("too_long", message)
                yield block
        yield from self._flushed()

    def _frames(self) -> Iterator["AudioFrame"]:
        import av  # Heavy (FFmpeg's libraries), and only workers decode.

        packets = self._recording.container.demux(self._recording.stream)
        while True:
            try:
                packet = next(packets, None)
            except av.FFmpegError:
                self.damaged += 1
                self.ended_in_damage = True
                return
            if packet is None:
                return
            try:
                frames = packet.decode()
            except av.FFmpegError:
                self.damaged += 1
                self.ended_in_damage = True
                continue
            if frames:
                self.ended_in_damage = False
            yield from frames

    def _resampled(self, frame: "AudioFrame") -> Iterator[Pcm]:
        from av.audio.resampler import AudioResampler  # Heavy; see _frames.

        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if shape != self._shape:
            # Streams may change their form midway (MP3 does, from mono to stereo).
            check_form(frame.layout.nb_channels, frame.sample_rate, self._limits)
            yield from self._flushed()
            self._layout = self._layout or frame.layout
            self._resampler = AudioResampler("s16p", self._layout, RATE)
            self._shape = shape
        assert self._resampler is not None
        # Broken time stamps must not make the resampler drop or invent sound.
        frame.pts = None
        for block in self._resampler.resample(frame):
            yield block.to_ndarray().astype(np.int16, copy=False)

    def _flushed(self) -> Iterator[Pcm]:
        if self._resampler is not None:
            for block in self._resampler.resample(None):
                yield block.to_ndarray().astype(np.int16, copy=False)


def _is_short(facts: AudioFacts, samples: Pcm) -> bool:
    """Whether the header promised more sound than was there (by over a second and 2 %)."""
    promised_s = facts.duration_s or 0.0
    return promised_s - len(samples) / RATE > max(1.0, 0.02 * promised_s)
