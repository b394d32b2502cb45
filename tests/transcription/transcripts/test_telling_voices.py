"""Voices on one channel are told apart where they can be, and left uncertain where not."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest

from tests.factories.hearing import demo_calls
from tests.transcription.transcripts.sounds import noise, silence
from transcription.transcripts.audio import Pcm
from transcription.transcripts.decode import decode
from transcription.transcripts.engine import Segment
from transcription.transcripts.segments import Stretch
from transcription.transcripts.telling_voices import voices_of
from transcription.transcripts.turns import turns


def mixed(name: str) -> tuple[Pcm, list[tuple[Stretch, str]]]:
    """A demo call on one channel, with who really speaks when."""
    call = demo_calls()[name]
    sound = decode((files("transcription.demo") / "calls" / call["file"]).read_bytes())
    both = sum(each.astype(np.int32) for each in sound.channels)
    said = [
        (Stretch(part["start"], part["end"]), turn["speaker"])
        for turn in call["turns"]
        for part in turn["sentences"]
    ]
    return np.clip(both, -32768, 32767).astype(np.int16), said


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo-call-03", "demo-call-10"])
def test_two_voices_of_the_demo_are_told_apart(name: str) -> None:
    samples, said = mixed(name)
    found = voices_of(samples, [span for span, _ in said])
    assert found is not None
    first = said[0][1]
    assert [(voice == "A") for voice in found] == [(who == first) for _, who in said]


def test_one_voice_too_little_of_it_or_noise_is_left_uncertain() -> None:
    spans = [Stretch(at * 2.0, at * 2.0 + 1.5) for at in range(8)]
    assert voices_of(noise(16.0), spans) is None
    assert voices_of(silence(16.0), spans) is None
    assert voices_of(noise(16.0), spans[:3]) is None


def test_turns_of_one_channel_are_parted_where_the_voice_changes() -> None:
    said = [Segment(0, 0.0, 2.0, "Hello.", 0.9), Segment(0, 2.2, 4.0, "Hi, my parcel", 0.9),
            Segment(0, 4.1, 5.0, "is late.", 0.9)]  # fmt: skip
    voices = [(Stretch(0.0, 2.1), "A"), (Stretch(2.1, 5.0), "B")]
    assert [(turn.text, turn.voice) for turn in turns(said, voices=voices)] == [
        ("Hello.", "A"), ("Hi, my parcel is late.", "B")
    ]  # fmt: skip
    assert [(turn.text, turn.voice) for turn in turns(said)] == [
        ("Hello. Hi, my parcel is late.", None)
    ]
