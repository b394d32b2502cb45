"""Talk, silence and overlap of a call, as worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.transcripts.segments import Stretch
from transcription.transcripts.timing import Gap, Spoken, timing


def test_a_call_worked_out_by_hand() -> None:
    facts = timing(
        [
            Spoken("agent", 1, 5),
            Spoken("customer", 6, 10),
            Spoken("agent", 9, 13),
            Spoken("customer", 17, 19),
        ],
        duration_s=20,
    )
    assert facts.talk_s == {"agent": 8, "customer": 6}
    assert facts.talk_share == {"agent": 8 / 14, "customer": 6 / 14}
    assert facts.silence_s == 7  # 0–1, 5–6, 13–17, 19–20
    assert facts.overlap_s == 1  # 9–10
    assert facts.longest_pause == Stretch(13, 17)
    assert facts.gaps == (
        Gap("agent", "customer", 5, 1),
        Gap("customer", "agent", 10, -1),
        Gap("agent", "customer", 13, 4),
    )
    assert facts.response_gaps(of="customer", to="agent") == (1, 4)
    assert facts.response_gaps(of="agent", to="customer") == (-1,)


def test_a_word_thrown_in_does_not_take_the_floor() -> None:
    facts = timing(
        [Spoken("customer", 0, 10), Spoken("agent", 3, 4), Spoken("agent", 12, 14)], duration_s=14
    )
    assert facts.gaps == (Gap("customer", "agent", 10, 2),)
    assert facts.overlap_s == 1


def test_nobody_spoke() -> None:
    facts = timing([], duration_s=9)
    assert (facts.talk_share, facts.silence_s, facts.longest_pause) == ({}, 9, None)


def test_turns_are_cut_to_the_recording() -> None:
    facts = timing([Spoken("agent", -2, 3), Spoken("agent", 8, 99), Spoken("agent", 50, 60)], 10)
    assert facts.talk_s == {"agent": 5}


spoken = st.builds(
    lambda who, start, length: Spoken(who, start, start + length),
    st.sampled_from(["agent", "customer", "bot"]),
    st.integers(0, 100),
    st.integers(1, 40),
)


@given(st.lists(spoken, max_size=20), st.integers(1, 120))
def test_every_second_is_silence_or_talk(turns: list[Spoken], duration_s: int) -> None:
    facts = timing(turns, duration_s)
    seconds = [
        {turn.speaker for turn in turns if turn.start_s <= second < turn.end_s}
        for second in range(duration_s)
    ]
    assert facts.silence_s == sum(not who for who in seconds)
    assert facts.overlap_s == sum(len(who) > 1 for who in seconds)
    assert sum(facts.talk_s.values()) == sum(len(who) for who in seconds)
    if facts.talk_share:
        assert sum(facts.talk_share.values()) == pytest.approx(1)
