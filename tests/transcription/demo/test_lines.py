"""Telephone lines keep the length and most of the sound, and Opus keeps the channels apart."""

import numpy as np
import pytest

from transcription.demo.lines import decode, encode_opus, through_opus, through_telephone
from transcription.demo.speech import SAMPLE_RATE, Audio


def tone(hertz: float, seconds: float = 2.0) -> Audio:
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def power(sound: Audio) -> float:
    return float((sound[4000:-4000] ** 2).mean())


def test_opus_keeps_length_time_and_sound() -> None:
    sound = tone(440)
    coded = through_opus(sound, 24_000)
    assert len(coded) == len(sound)
    assert np.corrcoef(coded[4000:-4000], sound[4000:-4000])[0, 1] > 0.98


def test_the_telephone_loses_what_is_above_four_kilohertz() -> None:
    low, high = tone(440), tone(6000)
    assert power(through_telephone(low)) == pytest.approx(power(low), rel=0.05)
    assert power(through_telephone(high)) < power(high) / 1000
    assert len(through_telephone(low[:-3])) == len(low) - 3


def test_a_silent_channel_stays_silent_beside_a_loud_one() -> None:
    sound = np.stack([tone(440), np.zeros(2 * SAMPLE_RATE, np.float32)])
    back = decode(encode_opus(sound, 32_000))
    assert back.shape[0] == 2
    assert power(back[1]) < power(back[0]) / 10_000
