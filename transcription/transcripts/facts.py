"""Turns the timing of a call into the facts that are stored on its interaction; pure."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from transcription.transcripts.models import Speaker, Turn
from transcription.transcripts.timing import Spoken, timing
from transcription.transcripts.turns import SpokenTurn


def timing_facts(
    turns: Iterable[SpokenTurn], sides: dict[int, str], duration_s: float
) -> dict[str, float]:
    """silence_s, overlap_s, longest_pause_s, agent_talk_share, response_gap_s, rounded to 0.01.

    `response_gap_s` is the median time that the agent takes to answer, below 0 where they speak
    before the customer has ended.

    `sides` says who is on each channel; a share is given only where an agent is told apart.
    """
    spoken = [Spoken(sides[turn.channel], turn.start_s, turn.end_s) for turn in turns]
    return _facts([turn for turn in spoken if turn.start_s < turn.end_s], duration_s)


def facts_of_turns(turns: Iterable[Turn], duration_s: float | None) -> dict[str, float]:
    """The same from turns that are stored; empty where they have no times."""
    spoken = [
        Spoken(turn.speaker.value, turn.start_s, turn.end_s)
        for turn in turns
        if turn.start_s is not None
        and turn.end_s is not None
        and turn.start_s < turn.end_s
        # What a telephone system writes down, such as a hold, is no talk.
        and turn.speaker is not Speaker.SYSTEM
    ]
    return _facts(spoken, duration_s) if spoken and duration_s else {}


def _facts(spoken: Iterable[Spoken], duration_s: float) -> dict[str, float]:
    found = timing(spoken, duration_s)
    facts = {"silence_s": found.silence_s, "overlap_s": found.overlap_s}
    if found.longest_pause is not None:
        facts["longest_pause_s"] = found.longest_pause.length_s
    if {"agent", "customer"} & set(found.talk_share):
        facts["agent_talk_share"] = found.talk_share.get("agent", 0.0)
    if gaps := found.response_gaps(of="agent", to="customer"):
        facts["response_gap_s"] = median(gaps)
    return {name: round(value, 2) for name, value in facts.items()}
