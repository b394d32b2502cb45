"""The outline of a recording that the player draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.transcription.transcripts.sounds import silence, tone
from transcription.transcripts.audio import Pcm
from transcription.transcripts.peaks import peaks


def test_the_loudest_sample_of_each_slice() -> None:
    samples = np.zeros(2_000, np.int16)
    samples[[0, 799, 800, 1_700]] = [100, -32_768, 16_384, -1]
    assert peaks(samples, per_second=20) == [127, 64, 1]


def test_a_tone_is_flat_and_silence_is_zero() -> None:
    assert set(peaks(tone(2, size=0.5))[1:-1]) == {64}
    assert peaks(silence(1)) == [0] * 20
    assert peaks(silence(0)) == []


def test_slices_must_be_whole_samples() -> None:
    for wrong in (0, -1, 3, 32_000):
        with pytest.raises(ValueError, match="divide"):
            peaks(silence(1), per_second=wrong)


@given(arrays(np.int16, st.integers(0, 5_000)), st.sampled_from([10, 20, 50]))
def test_there_is_one_number_a_slice_and_it_is_enough(samples: Pcm, per_second: int) -> None:
    width = 16_000 // per_second
    found = peaks(samples, per_second=per_second)
    assert len(found) == -(-len(samples) // width)
    for at, value in enumerate(found):
        loudest = max(abs(int(one)) for one in samples[at * width : (at + 1) * width])
        assert 0 <= value <= 127
        assert loudest * 127 / 32_768 <= value < loudest * 127 / 32_768 + 1


def test_slices_go_on_across_blocks() -> None:
    samples = np.zeros(1_100 * 800, np.int16)
    samples[1_050 * 800] = 32_767
    assert [at for at, value in enumerate(peaks(samples)) if value] == [1_050]
