"""What the sound of a recording is once it is decoded: its facts, its samples, its limits."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RATE = 16_000
"""Samples a second of all decoded sound: what voice activity detection and whisper expect."""

FULL_SCALE = 32_768
"""The size of a 16-bit sample that stands for 1.0."""

# Sound is kept in 16 bits: an hour of one channel takes 115 MB instead of float32's 230 MB.
Pcm = npt.NDArray[np.int16]
Wave = npt.NDArray[np.float32]


class AudioRefused(Exception):
    """A file that can't be taken as a recording: `reason_code` for code, `message` for people."""

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code
        self.message = message


@dataclass(frozen=True, slots=True)
class AudioLimits:
    """The most that one recording may be; the defaults fit calls of half a working day."""

    max_bytes: int = 1 << 30
    max_duration_s: float = 4 * 3600.0
    max_channels: int = 8
    min_sample_rate: int = 4_000
    max_sample_rate: int = 192_000
    max_sound_bytes: int = 900 << 20
    """Of decoded sound held at once: four hours of two channels, two hours of four."""


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """What the header of a file says; `duration_s` may be an estimate and may be missing."""

    duration_s: float | None
    channels: int
    sample_rate: int
    codec: str
    container: str


@dataclass(frozen=True, slots=True)
class Audio:
    """Decoded sound at 16 kHz, one array a channel, all of one length.

    `truncated` says that the file promised more than it held; `damaged_packets` counts the pieces
    that could not be read and are left out.
    """

    channels: tuple[Pcm, ...]
    facts: AudioFacts
    truncated: bool = False
    damaged_packets: int = 0

    @property
    def duration_s(self) -> float:
        """Seconds of sound that were really decoded."""
        return len(self.channels[0]) / RATE

    def window(self, channel: int, start_s: float, end_s: float) -> Wave:
        """The samples of one channel between two times, as float32 in [-1, 1]."""
        return as_wave(self.channels[channel][samples_at(start_s) : samples_at(end_s)])


def samples_at(seconds: float) -> int:
    """The number of samples before a time; never negative."""
    return max(0, round(seconds * RATE))


def as_wave(samples: Pcm) -> Wave:
    """16-bit samples as float32 in [-1, 1]."""
    return samples.astype(np.float32) / np.float32(FULL_SCALE)


def as_pcm(wave: npt.NDArray[np.floating]) -> Pcm:
    """Float samples in [-1, 1] as 16-bit samples; what is louder is clipped."""
    scaled = np.rint(np.asarray(wave, np.float64) * FULL_SCALE)
    return np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)


def loudness(samples: Pcm) -> float:
    """Root mean square of the samples as a share of full scale; 0.0 for none."""
    if not len(samples):
        return 0.0
    # 30 s at a time: squares of an hour in float64 would take half a gigabyte.
    step = 30 * RATE
    parts = (samples[at : at + step].astype(np.float64) for at in range(0, len(samples), step))
    return float(np.sqrt(sum(float(part @ part) for part in parts) / len(samples))) / FULL_SCALE


def peak(samples: Pcm) -> float:
    """The largest sample as a share of full scale; 0.0 for none."""
    if not len(samples):
        return 0.0
    return max(-int(samples.min()), int(samples.max())) / FULL_SCALE


def is_silent(samples: Pcm, *, floor: float = 0.001) -> bool:
    """Whether a channel carries nothing: no sample above `floor` of full scale (-60 dB)."""
    return peak(samples) < floor


def are_alike(first: Pcm, second: Pcm, *, least: float = 0.95) -> bool:
    """Whether two channels carry the same sound, as recorders do that write mono twice.

    True where their correlation is at least `least`, whatever their loudness; two speakers on
    channels of their own are near 0. Silent channels are never called alike.
    """
    if len(first) != len(second) or is_silent(first) or is_silent(second):
        return False
    step = 30 * RATE
    shared = ones = others = 0.0
    for at in range(0, len(first), step):
        one = first[at : at + step].astype(np.float64)
        other = second[at : at + step].astype(np.float64)
        shared += float(one @ other)
        ones += float(one @ one)
        others += float(other @ other)
    return shared >= least * float(np.sqrt(ones) * np.sqrt(others))
