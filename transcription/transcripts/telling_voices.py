"""Tells two voices on one channel apart by their sound: light, offline, and honest about doubt.

Mel-frequency cepstral coefficients (Davis and Mermelstein, 1980) of each stretch of speech, their
mean and spread, in two clusters by Ward's method. Only which stretches sound
alike is used, and only to ask a person whose voice it is; nothing of a voice is kept or judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.fft import dct

from transcription.transcripts.audio import RATE, Pcm, as_wave, samples_at
from transcription.transcripts.segments import Stretch

Matrix = npt.NDArray[np.float64]
_FRAME, _HOP, _SIZE = 400, 160, 512
_BANDS, _KEPT = 40, 20
LEAST_S = 0.8
"""A shorter stretch says too little of a voice: it goes with the nearer of the two."""
LEAST_APART = 0.33
"""Silhouette from which on two voices are believed to be two; below, speakers stay uncertain.

Of the demo's calls mixed to one channel 4 of 12 are above it, with every stretch right."""


def voices_of(samples: Pcm, stretches: Sequence[Stretch]) -> list[str] | None:
    """`A` or `B` for each stretch, A being who speaks first; None where voices cannot be told."""
    whole = [each for each in stretches if each.length_s >= LEAST_S]
    if len(whole) < 4:
        return None
    prints = _scaled(np.array([_print(samples, each) for each in stretches]))
    is_whole = np.array([each.length_s >= LEAST_S for each in stretches])
    groups = fcluster(linkage(prints[is_whole], "ward"), 2, "maxclust")
    if len(set(groups.tolist())) < 2 or _silhouette(prints[is_whole], groups) < LEAST_APART:
        return None
    centres = np.array([prints[is_whole][groups == one].mean(axis=0) for one in (1, 2)])
    nearest = np.linalg.norm(prints[:, None] - centres[None], axis=2).argmin(axis=1)
    nearest[is_whole] = groups - 1
    first = nearest[0]
    return ["A" if each == first else "B" for each in nearest.tolist()]


def _print(samples: Pcm, stretch: Stretch) -> npt.NDArray[np.float64]:
    """Mean and spread of the coefficients over a stretch, without the one of loudness."""
    wave = as_wave(samples[samples_at(stretch.start_s) : samples_at(stretch.end_s)])
    found = _coefficients(wave.astype(np.float64))[:, 1:]
    return np.concatenate([found.mean(axis=0), found.std(axis=0)])


def _coefficients(wave: npt.NDArray[np.float64]) -> Matrix:
    if len(wave) < _FRAME:
        wave = np.pad(wave, (0, _FRAME - len(wave)))
    frames = np.lib.stride_tricks.sliding_window_view(wave, _FRAME)[::_HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), _SIZE)) ** 2
    # Frames of silence between words would pull all voices together.
    loud = power.sum(axis=1)
    power = power[loud >= 0.02 * loud.max()] if loud.max() > 0 else power
    bands: Matrix = np.log(power @ _filters().T + 1e-10)
    found: Matrix = dct(bands, axis=1, norm="ortho")[:, :_KEPT]
    return found


@cache
def _filters() -> Matrix:
    """Triangular filters from 100 Hz to 7.6 kHz, evenly spaced on the mel scale."""
    low, high = 2595 * np.log10(1 + 100 / 700), 2595 * np.log10(1 + 7600 / 700)
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    hertz = np.fft.rfftfreq(_SIZE, 1 / RATE)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (hertz - left) / (centre - left), (right - hertz) / (right - centre)
    return np.maximum(0.0, np.minimum(rising, falling))


def _scaled(prints: Matrix) -> Matrix:
    return np.asarray((prints - prints.mean(axis=0)) / (prints.std(axis=0) + 1e-9))


def _silhouette(prints: Matrix, groups: npt.NDArray[np.int32]) -> float:
    """Mean silhouette (Rousseeuw, 1987): 1 far apart, 0 on the border."""
    apart = np.linalg.norm(prints[:, None] - prints[None], axis=2)
    own = groups[:, None] == groups[None]
    inner = (apart * own).sum(axis=1) / np.maximum(1, own.sum(axis=1) - 1)
    outer = (apart * ~own).sum(axis=1) / np.maximum(1, (~own).sum(axis=1))
    return float(np.mean((outer - inner) / np.maximum(outer, inner)))
