"""Windows and stretches: joined, cut, covered once, within the speech."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.transcripts.segments import (
    Quiet,
    Stretch,
    clipped,
    overlap,
    total,
    union,
    windows,
)

# Times in whole milliseconds, so that sums are exact enough to compare.
times = st.lists(st.integers(0, 400_000), unique=True, max_size=40).map(sorted)


@st.composite
def separate(draw: st.DrawFn) -> list[Stretch]:
    """Stretches in order, without overlap."""
    ends = draw(times)
    return [
        Stretch(start / 1000, end / 1000) for start, end in zip(ends[::2], ends[1::2], strict=False)
    ]


@st.composite
def anyhow(draw: st.DrawFn) -> list[Stretch]:
    """Stretches in any order, overlapping or not."""
    starts = draw(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30)), max_size=12))
    return [Stretch(start, start + length) for start, length in starts]


def test_near_neighbours_share_a_window_as_far_as_it_goes() -> None:
    speech = [Stretch(0, 4), Stretch(4.5, 9), Stretch(9.4, 12), Stretch(20, 21)]
    assert windows(speech, max_window_s=10, join_gap_s=1) == [
        Stretch(0, 9),
        Stretch(9.4, 12),
        Stretch(20, 21),
    ]
    assert windows(speech, max_window_s=30, join_gap_s=1) == [Stretch(0, 12), Stretch(20, 21)]


def test_without_joining_each_stretch_has_its_own_window() -> None:
    speech = [Stretch(0, 4), Stretch(4.5, 9)]
    assert windows(speech, max_window_s=30, join_gap_s=0) == speech


def test_a_long_stretch_is_cut_where_it_is_quietest() -> None:
    probabilities = [0.9] * 45
    probabilities[7] = 0.2
    quiet = Quiet(probabilities, step_s=1.0)
    assert windows([Stretch(0, 15)], max_window_s=10, quiet=quiet) == [
        Stretch(0, 7.5),
        Stretch(7.5, 15),
    ]
    assert windows([Stretch(0, 25)], max_window_s=10) == [
        Stretch(0, 10),
        Stretch(10, 20),
        Stretch(20, 25),
    ]


def test_a_window_must_have_a_length() -> None:
    with pytest.raises(ValueError, match="above 0"):
        windows([], max_window_s=0)


@given(
    separate(),
    st.floats(0.1, 40),
    st.floats(0, 3),
    st.lists(st.floats(0, 1), max_size=400),
)
def test_windows_cover_all_speech_fit_and_do_not_overlap(
    speech: list[Stretch], most: float, gap: float, probabilities: list[float]
) -> None:
    cut = windows(speech, max_window_s=most, join_gap_s=gap, quiet=Quiet(probabilities, 1.0))
    assert all(0 < window.length_s <= most + 1e-9 for window in cut)
    assert all(one.end_s <= other.start_s for one, other in zip(cut, cut[1:], strict=False))
    assert total(overlap(cut, speech)) == pytest.approx(total(speech))
    assert total(cut) <= total(speech) + gap * len(speech) + 1e-9


@given(anyhow())
def test_a_union_covers_each_second_once(stretches: list[Stretch]) -> None:
    covered = {
        second
        for stretch in stretches
        for second in range(round(stretch.start_s), round(stretch.end_s))
    }
    assert total(stretches) == len(covered)
    merged = union(stretches)
    assert all(one.end_s < other.start_s for one, other in zip(merged, merged[1:], strict=False))


@given(anyhow(), anyhow())
def test_an_overlap_is_what_both_cover(first: list[Stretch], second: list[Stretch]) -> None:
    shared = total(overlap(first, second))
    assert shared == total(overlap(second, first))
    assert shared == pytest.approx(total(first) + total(second) - total([*first, *second]))


def test_a_segment_is_drawn_in_to_the_speech_beneath_it() -> None:
    speech = [Stretch(1, 2), Stretch(3, 4)]
    assert clipped(Stretch(0, 3.5), speech) == Stretch(1, 3.5)
    assert clipped(Stretch(2.1, 2.9), speech) is None
    assert clipped(Stretch(1.95, 3.0), speech) is None
    assert clipped(Stretch(1.2, 1.25), speech) == Stretch(1.2, 1.25)
