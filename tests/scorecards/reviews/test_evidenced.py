"""Evidence is marked where it stands, and long texts are shown around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from scorecards.reviews.evidenced import Stretch, evidenced_turns, parts_of, stretches_of
from tests.factories.feedback import make_desk, make_released
from transcription.transcripts.models import Speaker, Transcript, Turn

RANGES = st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6)


@pytest.mark.parametrize(
    ("ranges", "cited"),
    [
        ([], []),
        ([(0, 5)], ["Hello"]),
        ([(6, 11), (0, 5)], ["Hello", "world"]),
        ([(0, 7), (3, 11)], ["Hello w", "orld"]),
        ([(3, 3), (20, 30)], []),
    ],
)
def test_ranges_are_marked(ranges: list[tuple[int, int]], cited: list[str]) -> None:
    assert [each.text for each in stretches_of("Hello world", ranges) if each.cited] == cited


@given(st.text(max_size=30), RANGES)
def test_no_character_is_lost_or_doubled(text: str, ranges: list[tuple[int, int]]) -> None:
    pieces = stretches_of(text, ranges)
    assert "".join(each.text for each in pieces) == text
    assert all(each.text for each in pieces)
    places = {n for start, end in ranges for n in range(max(0, start), min(end, len(text)))}
    assert sum(len(each.text) for each in pieces if each.cited) == len(places)


def test_the_cited_turn_is_marked(session: Session) -> None:
    desk = make_desk(session)
    shown = evidenced_turns(session, make_released(session, desk))
    assert [turn.questions for turn in shown.turns] == [(), (), ("solved",)]
    assert shown.turns[2].stretches == (
        Stretch("Someone should be in touch about the refund.", cited=True),
    )
    assert not shown.is_excerpt


def test_a_long_text_is_shown_around_its_evidence(session: Session) -> None:
    evaluation = make_released(session, make_desk(session))
    transcript = session.scalars(select(Transcript)).one()
    transcript.turns += [
        Turn(position=n, speaker=Speaker.CUSTOMER, text=f"Line {n}") for n in range(3, 700)
    ]
    session.flush()
    shown = evidenced_turns(session, evaluation)
    assert shown.is_excerpt
    assert [turn.position for turn in shown.turns] == [0, 1, 2, 3, 4, 5]


LETTER = "Thank you.\n\nOn 3 May they wrote:\n> My heater is cold.\n> Please help.\n"
AT_QUOTE = LETTER.index("My heater")


@pytest.mark.parametrize(
    ("ranges", "folded"),
    [([], [False, True]), ([(0, 5)], [False, True]), ([(AT_QUOTE, AT_QUOTE + 9)], [False, False])],
)
def test_what_a_letter_repeats_is_folded_unless_it_is_evidence(
    ranges: list[tuple[int, int]], folded: list[bool]
) -> None:
    parts = parts_of(LETTER, ranges)
    assert [part.folded for part in parts] == folded
    cited = [one.text for part in parts for one in part.stretches if one.cited]
    assert cited == [LETTER[start:end] for start, end in ranges]
    assert "".join(one.text for part in parts for one in part.stretches) == LETTER
