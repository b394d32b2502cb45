"""Segments become turns, in order of time, with their confidence."""

from hypothesis import given
from hypothesis import strategies as st

from transcription.transcripts.engine import Segment, Word
from transcription.transcripts.turns import SpokenTurn, turns


def said(channel: int, start_s: float, end_s: float, text: str, confidence: float = 1.0) -> Segment:
    return Segment(channel, start_s, end_s, text, confidence)


def test_channels_take_turns_in_order_of_time() -> None:
    agent = [said(0, 0, 2, "Good morning."), said(0, 2.5, 4, "How can I help?")]
    customer = [said(1, 4.2, 6, "My router.")]
    later = said(0, 6.5, 7, "I see.")
    found = turns([later, *customer, *agent])
    assert [(one.channel, one.start_s, one.end_s, one.text) for one in found] == [
        (0, 0, 4, "Good morning. How can I help?"),
        (1, 4.2, 6, "My router."),
        (0, 6.5, 7, "I see."),
    ]


def test_a_long_pause_or_another_voice_begins_a_turn() -> None:
    assert len(turns([said(0, 0, 1, "a"), said(0, 2.5, 3, "b")])) == 1
    assert len(turns([said(0, 0, 1, "a"), said(0, 2.6, 3, "b")])) == 2
    assert len(turns([said(0, 0, 2, "a"), said(1, 1, 1.5, "m"), said(0, 2.1, 3, "b")])) == 3


def test_confidence_is_weighed_by_text_and_words_are_kept() -> None:
    word = Word("one", 0.1, 0.4, 0.9)
    first = Segment(0, 0, 1, "one", 0.9, (word,))
    second = Segment(0, 1, 2, "123456789", 0.5)
    # (3 · 0.9 + 9 · 0.5) / 12
    assert turns([first, second]) == [SpokenTurn(0, 0, 2, "one 123456789", 0.6, (word,))]


segments = st.lists(
    st.builds(
        lambda channel, start, length, text: said(channel, start, start + length, text),
        st.integers(0, 1),
        st.integers(0, 50),
        st.integers(1, 9),
        st.sampled_from(["yes", "no", "well then"]),
    ),
    max_size=20,
)


@given(segments)
def test_every_segment_is_in_one_turn(given_segments: list[Segment]) -> None:
    found = turns(given_segments)
    assert sorted(" ".join(one.text for one in found).split()) == sorted(
        " ".join(one.text for one in given_segments).split()
    )
    assert [one.start_s for one in found] == sorted(one.start_s for one in found)
