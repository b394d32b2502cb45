"""The muted copy of a recording: zeros where it is silenced, the same sound elsewhere."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest

from tests.transcription.transcripts.sounds import encoded, noise, tone
from transcription.transcripts.audio import RATE, AudioLimits, AudioRefused, Pcm, loudness
from transcription.transcripts.decode import decode
from transcription.transcripts.muted_copy import write_muted
from transcription.transcripts.muting import PAD_S
from transcription.transcripts.segments import Stretch

EDGE = round(PAD_S * RATE)
"""Opus lets a loud tone fade for up to a quarter of a second; stretches are wider by that much."""


def copied(channels: list[Pcm], mutes: list[Stretch]) -> tuple[tuple[Pcm, ...], object]:
    out = BytesIO()
    made = write_muted(encoded(channels), out, mutes)
    return decode(out.getvalue()).channels, made


@pytest.mark.parametrize("channels", [1, 2])
def test_every_channel_is_silent_in_the_stretches_and_sounds_elsewhere(channels: int) -> None:
    sound = [tone(6.3), noise(6.3)][:channels]
    heard, made = copied(sound, [Stretch(1.0, 2.5), Stretch(4.0, 4.75)])
    assert [len(each) for each in heard] == [round(6.3 * RATE)] * channels
    for each, original in zip(heard, sound, strict=True):
        for start_s, end_s in ((1.0, 2.5), (4.0, 4.75)):
            within = each[round(start_s * RATE) + EDGE : round(end_s * RATE) - EDGE]
            assert np.count_nonzero(within) == 0
        for start_s, end_s in ((0.1, 0.9), (2.6, 3.9), (4.9, 6.2)):
            span = slice(round(start_s * RATE), round(end_s * RATE))
            assert loudness(each[span]) == pytest.approx(loudness(original[span]), rel=0.2)
    assert made.duration_s == pytest.approx(6.3)  # type: ignore[attr-defined]
    outline = made.outline  # type: ignore[attr-defined]
    assert [len(each) for each in outline] == [126] * channels
    assert all(set(each[20:50]) == {0} and 0 not in each[:20] + each[50:80] for each in outline)


def test_a_stretch_over_the_end_and_one_that_covers_all() -> None:
    heard, _ = copied([tone(2.0)], [Stretch(1.5, 9.0)])
    assert np.count_nonzero(heard[0][round(1.5 * RATE) + EDGE :]) == 0
    heard, _ = copied([tone(2.0)], [Stretch(0.0, 2.0)])
    assert np.count_nonzero(heard[0]) == 0


def test_what_is_no_sound_or_too_long_is_refused() -> None:
    with pytest.raises(AudioRefused):
        write_muted(b"no sound at all", BytesIO(), [])
    with pytest.raises(AudioRefused, match="longer than"):
        write_muted(encoded([tone(3.0)]), BytesIO(), [], limits=AudioLimits(max_duration_s=2.0))
