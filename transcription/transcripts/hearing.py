"""Gathers what the transcribing process says of one recording, and makes turns of it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from transcription.redaction.heard_names import heard_names
from transcription.redaction.turns import TurnText, redact_turns
from transcription.transcripts.engine import Segment
from transcription.transcripts.masked_words import masked_words
from transcription.transcripts.messages import ChannelHeard, Decoded, Done, Message
from transcription.transcripts.models import Speaker
from transcription.transcripts.muting import TimedText
from transcription.transcripts.segments import Stretch, total
from transcription.transcripts.speakers import (
    SENTENCES,
    ChannelFacts,
    ChannelOrder,
    ChannelSpeaker,
    speakers,
)
from transcription.transcripts.turns import SpokenTurn, turns
from transcription.transcripts.writing import NewTurn

PEAKS_PER_SECOND = 20


@dataclass
class Hearing:
    """What has been said so far; `done` is None until the process has ended well."""

    decoded: Decoded | None = None
    channels: list[ChannelHeard] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    done: Done | None = None

    def take(self, message: Message) -> None:
        """Keep one message; progress and trouble are not for keeping."""
        if isinstance(message, Decoded):
            self.decoded = message
        elif isinstance(message, ChannelHeard):
            self.channels.append(message)
        elif isinstance(message, Segment):
            self.segments.append(message)
        elif isinstance(message, Done):
            self.done = message

    @property
    def speech_s(self) -> float:
        """Seconds in which somebody speaks, over all channels."""
        return round(sum(total(channel.speech) for channel in self.channels), 2)

    @property
    def silent_channels(self) -> list[int]:
        """The numbers of the channels that carry nothing."""
        return [channel.channel for channel in self.channels if channel.is_silent]

    def sides(self, order: ChannelOrder) -> tuple[ChannelSpeaker, ...]:
        """Who is on each channel."""
        facts = [ChannelFacts(channel.is_silent, channel.repeats) for channel in self.channels]
        return speakers(facts, order) if facts else ()

    @property
    def voices(self) -> list[tuple[Stretch, str]]:
        """When which voice speaks, where a recording on one channel tells them apart."""
        return [
            (stretch, voice)
            for channel in self.channels
            if channel.voices
            for stretch, voice in zip(channel.speech, channel.voices, strict=True)
        ]

    def spoken(self) -> list[SpokenTurn]:
        """The turns in order of time, not yet masked; voices of one channel are kept apart."""
        return turns(self.segments, voices=self.voices)


def doubts(sides: tuple[ChannelSpeaker, ...]) -> list[str]:
    """What a reader must know of the speakers, each sentence once."""
    return list(dict.fromkeys(SENTENCES[side.doubt] for side in sides if side.doubt))


def masked_turns(
    spoken: list[SpokenTurn],
    sides: tuple[ChannelSpeaker, ...],
    *,
    region: str,
    names: Sequence[str] = (),
) -> list[NewTurn]:
    """The turns as they may be stored; of words with times only those that show nothing masked.

    `names` are those of the customer: masked as they are written, and as an engine mishears them.
    """
    speakers = [sides[turn.channel].side.value for turn in spoken]
    texts = [TurnText(name, turn.text) for name, turn in zip(speakers, spoken, strict=True)]
    known = [*names, *heard_names((turn.text for turn in spoken), names)]
    masked = redact_turns(texts, region=region, known_names=known)
    return [
        NewTurn(
            speaker=Speaker(name),
            said=said,
            start_s=round(turn.start_s, 3),
            end_s=round(turn.end_s, 3),
            confidence=round(turn.confidence, 4),
            voice=turn.voice,
            words=masked_words(turn.text, turn.words, said),
        )
        for name, turn, said in zip(speakers, spoken, masked, strict=True)
    ]


def mean_confidence(made: list[NewTurn]) -> float | None:
    """The mean over all turns, weighted by the length of their text; None without turns."""
    sizes = [max(1, len(turn.said.text)) for turn in made]
    weighed = sum(size * (turn.confidence or 0) for size, turn in zip(sizes, made, strict=True))
    return round(weighed / sum(sizes), 4) if made else None


def timed(made: Iterable[NewTurn]) -> list[TimedText]:
    """The turns as muting reads them."""
    return [TimedText(turn.said.text, turn.start_s, turn.end_s, turn.words) for turn in made]


def outline_of(channels: Iterable[Sequence[int]]) -> dict[str, Any]:
    """What the player draws: {"per_second", "channels": [[0 … 127], …]}."""
    return {"per_second": PEAKS_PER_SECOND, "channels": [list(each) for each in channels]}
