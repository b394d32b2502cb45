"""Voices told apart on one channel, as a person is asked which of them is the agent's; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qa_app.core.text import shorten
from transcription.transcripts.models import Speaker, Turn


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice: its letter, its turns and seconds, and the first words that tell something."""

    letter: str
    turns: int
    seconds: float
    words: str


def voices_to_name(turns: Iterable[Turn]) -> list[Voice]:
    """The voices of which nobody has said yet whose they are; empty once somebody has."""
    unnamed: dict[str, list[Turn]] = {}
    for turn in turns:
        if turn.voice and turn.speaker is Speaker.UNKNOWN:
            unnamed.setdefault(turn.voice, []).append(turn)
    return [_voice(letter, said) for letter, said in sorted(unnamed.items())]


def _voice(letter: str, said: list[Turn]) -> Voice:
    seconds = sum((turn.end_s or 0.0) - (turn.start_s or 0.0) for turn in said)
    # A greeting of one word tells nobody apart.
    telling = next((turn for turn in said if len(turn.text.split()) > 3), said[0])
    return Voice(letter, len(said), round(seconds, 1), shorten(telling.text, 80))
