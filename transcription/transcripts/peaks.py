"""The outline of a waveform for the player: a few whole numbers a second instead of samples."""

import numpy as np

from transcription.transcripts.audio import FULL_SCALE, RATE, Pcm

TOP = 127
"""The number that stands for full scale: an outline fits into bytes."""


def peaks(samples: Pcm, *, per_second: int = 20) -> list[int]:
    """The loudest sample of each slice of a channel, as 0 to 127 of full scale, rounded up.

    The list has one number for each 1/`per_second` s; the last slice may be shorter. Anything but
    digital silence is at least 1, so that faint sound is seen.
    """
    if not 0 < per_second <= RATE or RATE % per_second:
        raise ValueError(f"per_second must divide {RATE}")
    width = RATE // per_second
    loudest: list[int] = []
    # Blocks of 1,024 slices: widening an hour to 32 bits at once would take 230 MB.
    for at in range(0, len(samples), 1024 * width):
        block = np.abs(samples[at : at + 1024 * width].astype(np.int32))
        slices = np.pad(block, (0, -len(block) % width)).reshape(-1, width).max(axis=1)
        loudest.extend((-(-slices * TOP // FULL_SCALE)).tolist())
    return loudest
