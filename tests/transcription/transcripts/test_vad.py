"""Voice activity: thresholds, pads, what is not speech, and speed."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcription.transcripts.sounds import noise, silence, tone
from transcription.transcripts import vad
from transcription.transcripts.decode import decode
from transcription.transcripts.segments import Stretch
from transcription.transcripts.vad import (
    VadProfile,
    VadUnavailable,
    detector,
    padded,
    speech,
    stretches,
)

PLAIN = VadProfile(threshold=0.5, release=0.3, min_speech_s=2, min_silence_s=2, pad_s=0)


def steps(text: str) -> list[float]:
    """One step a letter: `#` speech, `-` doubtful, `.` quiet."""
    return [{"#": 0.9, "-": 0.4, ".": 0.1}[letter] for letter in text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("..####....", [(2, 6)]),
        ("####......", [(0, 4)]),
        ("......####", [(6, 10)]),
        ("..##.##...", [(2, 7)]),
        ("..##..##..", [(2, 4), (6, 8)]),
        ("..##--##..", [(2, 8)]),
        ("..-####...", [(3, 7)]),
        ("..####--..", [(2, 8)]),
        ("..#.......", []),
        ("..........", []),
        ("", []),
    ],
)
def test_speech_begins_at_one_threshold_and_ends_below_another(
    text: str, expected: list[tuple[float, float]]
) -> None:
    found = speech(steps(text), PLAIN, duration_s=len(text), step_s=1.0)
    assert [(one.start_s, one.end_s) for one in found] == expected


def test_pads_meet_in_the_middle_and_stay_within_the_recording() -> None:
    spoken = [Stretch(1, 4), Stretch(7, 10)]
    assert padded(spoken, 2, duration_s=11) == [Stretch(0, 5.5), Stretch(5.5, 11)]
    assert padded(spoken, 0.5, duration_s=11) == [Stretch(0.5, 4.5), Stretch(6.5, 10.5)]
    assert padded([], 1, duration_s=11) == []


@given(
    st.lists(st.floats(0, 1), max_size=200),
    st.floats(0, 2),
    st.floats(0.01, 3),
    st.floats(0, 2),
)
def test_stretches_are_in_order_apart_and_within(
    probabilities: list[float], shortest: float, pause: float, pad: float
) -> None:
    profile = VadProfile(min_speech_s=shortest, min_silence_s=pause)
    duration_s = len(probabilities) * 0.1
    spoken = speech(probabilities, profile, duration_s=duration_s, step_s=0.1)
    widened = padded(spoken, pad, duration_s=duration_s)
    for found in (spoken, widened):
        edges = [edge for one in found for edge in (one.start_s, one.end_s)]
        assert edges == sorted(edges)
        assert all(0 <= edge <= duration_s + 1e-9 for edge in edges)
        assert all(one.length_s > 0 for one in found)
    for one, wide in zip(spoken, widened, strict=True):
        assert wide.start_s <= one.start_s
        assert one.end_s <= wide.end_s


@pytest.mark.parametrize(
    "sound",
    [silence(3), tone(3), noise(3, size=0.02), noise(3, size=0.3), silence(0), tone(0.01)],
    ids=["silence", "tone", "faint noise", "loud noise", "nothing", "a click"],
)
def test_what_is_not_speech_is_not_found(sound: np.ndarray) -> None:
    assert stretches(sound) == []


def test_a_missing_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vad, "find_spec", lambda name: None)
    with pytest.raises(VadUnavailable, match="install the extra “whisper”"):
        vad.model_path()


def test_progress_is_told_in_seconds_of_sound() -> None:
    told: list[float] = []
    detector().probabilities(noise(7), told.append)
    assert told == pytest.approx([2.048, 4.096, 6.144])


def test_clear_speech_is_found_where_it_is(calls: Path) -> None:
    with (calls / "jfk.flac").open("rb") as file:
        sound = decode(file).channels[0]
    padded = np.concatenate([silence(5), sound, silence(5)])
    found = stretches(padded)
    assert 5.0 <= found[0].start_s < 5.5
    assert 15.0 < found[-1].end_s <= 16.1
    assert 6.0 < sum(one.length_s for one in found) < 11.0
    assert len(stretches(padded, VadProfile(min_silence_s=1.5))) == 1


def test_the_silent_channel_of_a_real_call_has_no_speech(calls: Path) -> None:
    file = sorted(calls.glob("getgoing/*/recording.wav"))[0]
    with file.open("rb") as opened:
        audio = decode(opened)
    assert stretches(audio.channels[0]) != []
    assert stretches(audio.channels[1]) == []
