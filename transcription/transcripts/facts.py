"""Turns the timing of a call into the facts that are stored on its interaction; pure."""

from __future__ import annotations

from collections.abc import Iterable

from transcription.transcripts.timing import Spoken, timing
from transcription.transcripts.turns import SpokenTurn


def timing_facts(
    turns: Iterable[SpokenTurn], sides: dict[int, str], duration_s: float
) -> dict[str, float]:
    """silence_s, overlap_s, longest_pause_s and agent_talk_share, rounded to 0.01.

    `sides` says who is on each channel; a share is given only where an agent is told apart.
    """
    spoken = [Spoken(sides[turn.channel], turn.start_s, turn.end_s) for turn in turns]
    found = timing([turn for turn in spoken if turn.start_s < turn.end_s], duration_s)
    facts = {"silence_s": found.silence_s, "overlap_s": found.overlap_s}
    if found.longest_pause is not None:
        facts["longest_pause_s"] = found.longest_pause.length_s
    if {"agent", "customer"} & set(found.talk_share):
        facts["agent_talk_share"] = found.talk_share.get("agent", 0.0)
    return {name: round(value, 2) for name, value in facts.items()}
