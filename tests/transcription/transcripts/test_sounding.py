"""Marks of a recording and what may be skipped, as worked out by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcription.transcripts.segments import Stretch, overlap
from transcription.transcripts.sounding import (
    SKIP_S,
    Marker,
    Outline,
    is_hold,
    markers,
    quiet_stretches,
    thinned,
    unspoken,
)
from transcription.transcripts.timing import Spoken

CALL = [
    Spoken("agent", 1, 5),
    Spoken("customer", 4.4, 8),
    Spoken("agent", 7.8, 10),
    Spoken("customer", 20, 22),
]


def heights(*stretches: tuple[int, float], per_second: int = 10) -> list[int]:
    """An outline of (height, seconds) one after the other."""
    return [height for height, seconds in stretches for _ in range(round(seconds * per_second))]


def test_silence_and_overlap_are_marked_from_their_thresholds_on() -> None:
    assert markers(CALL, 25.9) == [
        Marker("overlap", 4.4, 5),  # 0.6 s; the 0.2 s at 7.8 are a word thrown in
        Marker("silence", 10, 20),  # the last 3.9 s are too short
    ]
    assert markers(CALL, 26)[-1] == Marker("silence", 22, 26)


def test_sound_that_nobody_wrote_down_is_not_called_silence() -> None:
    quiet = [Stretch(10, 13), Stretch(22, 30)]
    assert markers(CALL, 30, quiet=quiet)[1:] == [
        Marker("sound", 10, 20), Marker("silence", 22, 30)
    ]  # fmt: skip
    assert markers(CALL, 20, quiet=[Stretch(10, 18)])[1:] == [Marker("silence", 10, 20)]


def test_a_hold_is_marked_only_where_a_system_wrote_it_and_is_not_silence_too() -> None:
    assert markers(CALL, 23, holds=[Stretch(11, 19)])[1:] == [Marker("hold", 11, 19)]
    assert [is_hold(text) for text in ("[On hold]", "HOLD.", "please hold", "")] == [
        True, True, False, False
    ]  # fmt: skip


def test_an_overlap_of_three_is_marked_once_and_of_one_speaker_never() -> None:
    three = [Spoken("a", 0, 4), Spoken("b", 1, 3), Spoken("c", 2, 4), Spoken("a", 0.5, 3.9)]
    assert markers(three, 4) == [Marker("overlap", 1, 4)]
    assert markers([Spoken("a", 0, 4), Spoken("a", 1, 3)], 4) == []


def test_what_is_skipped_is_quiet_on_every_channel_and_without_a_turn() -> None:
    spoken = [Spoken("agent", 0, 4), Spoken("customer", 16, 20)]
    agent = heights((80, 4), (2, 16))
    # From 8 to 10 the customer says something that has no words; then the line hums.
    customer = heights((0, 8), (60, 2), (10, 6), (60, 4))
    outline = Outline(10, (agent, customer))
    assert quiet_stretches(outline, spoken, 20) == [Stretch(4, 8), Stretch(10, 16)]
    assert quiet_stretches(Outline(10, (agent,)), spoken, 20) == [Stretch(4, 16)]
    assert quiet_stretches(outline, [], 20) == []


def test_loudness_is_measured_by_each_channels_own_speech() -> None:
    spoken = [Spoken("agent", 0, 4), Spoken("customer", 8, 12)]
    whisper = heights((0, 4), (5, 4), (12, 4))  # 5 is more than a quarter of 12
    assert quiet_stretches(Outline(10, (whisper,)), spoken, 12) == []
    loud = heights((0, 4), (5, 4), (100, 4))
    assert quiet_stretches(Outline(10, (loud,)), spoken, 12) == [Stretch(4, 8)]


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b"]), st.floats(0, 60), st.floats(0.1, 9))),
    st.lists(st.integers(0, 127), max_size=200),
)
def test_no_turn_is_ever_skipped(talk: list[tuple[str, float, float]], channel: list[int]) -> None:
    spoken = [Spoken(who, start, start + length) for who, start, length in talk]
    found = quiet_stretches(Outline(5, (channel,)), spoken, 60)
    assert overlap(found, [Stretch(one.start_s, one.end_s) for one in spoken]) == []
    assert all(one.length_s >= SKIP_S for one in found)


def test_the_time_without_turns_is_what_they_leave() -> None:
    assert unspoken([Spoken("a", 1, 2), Spoken("b", 1.5, 3)], 5) == [Stretch(0, 1), Stretch(3, 5)]
    assert unspoken([Spoken("a", 0, 9)], 5) == []
    assert unspoken([], 5) == [Stretch(0, 5)]


def test_peaks_are_thinned_by_their_loudest() -> None:
    assert thinned([[0, 127, 3, 4, 5], [1, 0, 0, 0, 0]], 3, 127) == [
        [1.0, 0.031, 0.039], [0.008, 0.0, 0.0]
    ]  # fmt: skip
