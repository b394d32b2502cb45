"""Samples: windows, loudness, peaks, silence and channels that repeat each other."""

import numpy as np
import pytest

from tests.transcription.transcripts.sounds import noise, silence, tone
from transcription.transcripts.audio import (
    Audio,
    AudioFacts,
    are_alike,
    as_pcm,
    as_wave,
    is_silent,
    loudness,
    peak,
)

FACTS = AudioFacts(1.0, 1, 16_000, "pcm_s16le", "wav")


def test_a_window_is_cut_by_seconds_and_scaled_to_one() -> None:
    samples = np.arange(-16_000, 16_000).astype(np.int16)
    audio = Audio((samples,), FACTS)
    assert audio.duration_s == 2.0
    window = audio.window(0, 1.0, 1.5)
    assert (len(window), window[0], str(window.dtype)) == (8_000, 0.0, "float32")
    assert len(audio.window(0, 1.9, 5.0)) == 1_600


def test_samples_survive_the_way_to_float_and_back() -> None:
    samples = np.array([-32_768, -1, 0, 1, 32_767], np.int16)
    assert np.array_equal(as_pcm(as_wave(samples)), samples)
    assert as_pcm(np.array([1.5, -1.5])).tolist() == [32_767, -32_768]


def test_loudness_of_a_tone_is_its_size_over_the_root_of_two() -> None:
    assert loudness(tone(40, size=0.5)) == pytest.approx(0.35355, abs=1e-4)
    assert loudness(silence(1)) == 0.0
    assert loudness(silence(0)) == 0.0


def test_peak_takes_the_lower_side_too() -> None:
    assert peak(np.array([3, -32_768], np.int16)) == 1.0
    assert peak(silence(0)) == 0.0


def test_only_what_is_below_the_floor_is_silent() -> None:
    assert is_silent(silence(1))
    assert is_silent(np.full(10, 32, np.int16))
    assert not is_silent(np.full(10, 33, np.int16))


def test_channels_that_repeat_each_other_are_told() -> None:
    sound = noise(2)
    assert are_alike(sound, sound)
    assert are_alike(sound, sound // 2)
    assert are_alike(sound, sound + noise(2, seed=2) // 5)
    assert not are_alike(sound, sound + noise(2, seed=2) // 2)
    assert not are_alike(sound, noise(2, seed=2))
    assert not are_alike(sound, -sound)
    assert not are_alike(silence(2), silence(2))
    assert not are_alike(sound, sound[:-1])
