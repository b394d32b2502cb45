"""How text is turned into what is said, and the times that espeak-ng gives; some need espeak-ng."""

import ctypes.util

import numpy as np
import pytest

from transcription.demo.speech import VOICES, Voice, digits, speak, spoken

needs_espeak = pytest.mark.skipif(
    ctypes.util.find_library("espeak-ng") is None, reason="espeak-ng is not installed"
)
VOICE = VOICES["customer-1"]


def test_long_numbers_are_said_digit_by_digit() -> None:
    assert spoken("The code is 737.") == "The code is seven three seven."
    assert spoken("It is 6011 0009, for 15 dollars.") == (
        "It is six zero one one, zero zero zero nine, for 15 dollars."
    )


def test_only_three_digits_and_more_are_a_long_number() -> None:
    assert [digits(word) for word in ("42719.", "737", "15", "two")] == ["42719", "737", "", ""]


@needs_espeak
def test_sound_is_16_khz_without_silence_around_it() -> None:
    said = speak("Hello there.", VOICE)
    assert said.audio.dtype == np.float32
    assert 0.5 < said.duration < 1.0
    assert 0.1 < np.abs(said.audio).max() <= 1
    assert np.abs(said.audio[:400]).max() > 1e-3
    assert np.abs(said.audio[-400:]).max() > 1e-3


@needs_espeak
def test_every_word_has_its_time_in_order() -> None:
    said = speak("I have the number of the order, 421.", VOICE)
    spoken_words = " ".join(word.label for word in said.words)
    assert spoken_words == "I have the number of the order, four two one."
    starts = [word.start for word in said.words]
    assert starts == sorted(starts)
    assert all(word.end > word.start for word in said.words)
    assert said.words[-1].end <= said.duration + 0.05


@needs_espeak
def test_voices_differ_and_an_unknown_one_is_refused() -> None:
    lengths = {len(speak("Good morning.", voice).audio) for voice in VOICES.values()}
    assert len(lengths) > 3
    with pytest.raises(ValueError, match="no voice named 'martian'"):
        speak("Hello.", Voice("martian", 160, 50))
