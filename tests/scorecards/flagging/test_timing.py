"""Waits, silence and overlap equal those measured by hand."""

import math
from datetime import timedelta

from scorecards.flagging.example import Line, sides
from scorecards.flagging.reading import read
from scorecards.flagging.timing import gaps
from tests.scorecards.flagging.made import START, conversation


def test_waits_in_a_chat() -> None:
    at = [START + timedelta(seconds=s) for s in (0, 30, 40, 100)]
    lines = [("customer", at[0]), ("agent", at[1]), ("customer", at[2]), ("agent", at[3])]
    r = read(conversation(tuple(Line(who, "word", at=t) for who, t in lines)))
    assert r.number("longest_wait_s") == 60
    assert r.number("typical_wait_s") == 45
    assert r.number("duration_s") == 100
    assert r.marks["longest_wait_s"] == (3,)
    assert math.isnan(r.number("silence_share"))


def test_silence_and_overlap_in_a_call() -> None:
    call = conversation(
        (
            Line("agent", "Hello", 0, 2),
            Line("customer", "Hi", 1, 4),
            Line("agent", "One moment", 14, 20),
        ),
        channel="phone",
    )
    r = read(call)
    assert [(g.turn, g.seconds, g.wait) for g in gaps(call, sides(call.turns))] == [
        (1, -1, False),
        (2, 10, True),
    ]
    assert r.number("silence_share") == 0.5
    assert r.number("longest_silence_s") == 10
    assert r.number("overlaps") == 1
    assert r.marks["overlaps"] == (1,)
    assert r.marks["longest_silence_s"] == (2,)
