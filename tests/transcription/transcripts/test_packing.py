"""Short stretches share a window, and each word goes back to the time at which it was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.transcripts.engine import Phrase, Word
from transcription.transcripts.packing import JOINT_S, Pack, packed, parted
from transcription.transcripts.segments import Stretch

PACK = Pack((Stretch(10, 12), Stretch(30, 33), Stretch(50, 51)))


@st.composite
def apart(draw: st.DrawFn) -> list[Stretch]:
    """Stretches in order, each of at most 30 s."""
    found, at = [], 0.0
    for gap, length in draw(st.lists(st.tuples(st.integers(1, 90), st.integers(1, 300)))):
        found.append(Stretch(at + gap, at + gap + length / 10))
        at = found[-1].end_s
    return found


def test_what_is_apart_follows_in_one_window_with_silence_between() -> None:
    spans = [Stretch(10, 20), Stretch(40, 55), Stretch(60, 70)]
    assert packed(spans, 30) == [Pack((spans[0], spans[1])), Pack((spans[2],))]
    assert packed(spans, 30)[0].length_s == 25 + JOINT_S
    assert packed(spans, 25) == [Pack((each,)) for each in spans]
    assert packed([], 30) == []


@given(apart())
def test_packs_keep_every_stretch_in_order_and_fit(spans: list[Stretch]) -> None:
    packs = packed(spans, 30)
    assert [span for pack in packs for span in pack.spans] == spans
    assert all(pack.length_s <= 30 + 1e-9 for pack in packs)
    total = sum(pack.sound_s for pack in packs)
    assert total == pytest.approx(sum(span.length_s for span in spans))


def test_a_phrase_is_cut_where_its_words_pass_to_the_next_stretch() -> None:
    second, third = 2 + JOINT_S, 5 + 2 * JOINT_S
    words = (
        Word("Hello.", 0.2, 1.0, 0.9), Word("My", second + 0.1, second + 0.3, 0.8),
        Word("parcel,", second + 0.3, second + 2.8, 0.7), Word("yes.", third, third + 0.9, 0.6),
    )  # fmt: skip
    found = list(parted(Phrase(0.0, third + 1, "Hello. My parcel, yes.", 0.75, words), PACK))
    assert [(span.start_s, part.text) for span, part in found] == [
        (10, "Hello."), (30, "My parcel,"), (50, "yes."),
    ]  # fmt: skip
    assert [
        (round(part.start_s, 3), round(part.end_s, 3), len(part.words)) for _, part in found
    ] == [(0.0, 1.0, 1), (0.1, 2.8, 2), (0.0, 1.0, 1)]
    assert [round(word.start_s, 3) for word in found[1][1].words] == [0.1, 0.3]


def test_words_in_a_joint_go_to_the_nearer_stretch() -> None:
    assert [PACK.place_at(at) for at in (0.0, 2.19, 2.21, 5.59, 5.61, 90.0)] == [0, 0, 1, 1, 2, 2]


def test_without_word_times_and_as_a_loop_a_phrase_stays_whole() -> None:
    plain = Phrase(1.8, 4.0, "And then it broke.", 0.9)
    [(span, part)] = parted(plain, PACK)
    assert (span, part.text) == (PACK.spans[1], plain.text)
    assert (part.start_s, round(part.end_s, 3)) == (0.0, round(4.0 - 2 - JOINT_S, 3))
    loop = Phrase(0.0, 6.0, "Thank you. " * 6, 0.9, (Word("Thank", 0.0, 0.4, 0.9),))
    assert [part.text for _, part in parted(loop, PACK)] == [loop.text]


def test_text_without_blanks_is_cut_at_its_words_too() -> None:
    words = (Word("你好", 0.1, 0.9, 0.9), Word("包裹", 2.5, 3.0, 0.9))
    found = list(parted(Phrase(0.0, 3.0, "你好包裹", 0.9, words), PACK))
    assert [(span.start_s, part.text) for span, part in found] == [(10, "你好"), (30, "包裹")]


def test_one_stretch_changes_nothing() -> None:
    phrase = Phrase(0.2, 1.4, "Hello.", 0.9, (Word("Hello.", 0.2, 1.4, 0.9),))
    assert list(parted(phrase, Pack((Stretch(4, 6),)))) == [(Stretch(4, 6), phrase)]
