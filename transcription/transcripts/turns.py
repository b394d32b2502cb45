"""Merges the segments of all channels into turns in order of time; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from transcription.transcripts.engine import Segment, Word
from transcription.transcripts.segments import Stretch

PAUSE_S = 1.5
"""A longer pause within one channel begins a new turn: turns stay short enough to cite."""


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """What was said on one channel without another coming between.

    `confidence` is the mean of the segments', weighted by the length of their text.
    """

    channel: int
    start_s: float
    end_s: float
    text: str
    confidence: float
    words: tuple[Word, ...] = ()
    voice: str | None = None


def turns(
    segments: Iterable[Segment],
    *,
    pause_s: float = PAUSE_S,
    voices: Sequence[tuple[Stretch, str]] = (),
) -> list[SpokenTurn]:
    """The turns, by beginning (then channel); each segment is in exactly one of them.

    A segment goes on with the turn before it when both are on one channel, the pause is at most
    `pause_s`, and no segment of another channel begins between them. With `voices` it must be the
    same voice, which is the one that speaks for most of the segment.
    """
    joined: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda one: (one.start_s, one.channel, one.end_s)):
        last = joined[-1] if joined else None
        if (
            last is not None
            and last[-1].channel == segment.channel
            and segment.start_s - max(one.end_s for one in last) <= pause_s
            and voice_in(last[-1], voices) == voice_in(segment, voices)
        ):
            last.append(segment)
        else:
            joined.append([segment])
    return [replace(_turn(group), voice=voice_in(group[0], voices)) for group in joined]


def voice_in(segment: Segment, voices: Sequence[tuple[Stretch, str]]) -> str | None:
    """The voice that speaks for most of a segment; None where none is told apart."""
    heard: dict[str, float] = {}
    for stretch, voice in voices:
        both = min(stretch.end_s, segment.end_s) - max(stretch.start_s, segment.start_s)
        if both > 0:
            heard[voice] = heard.get(voice, 0.0) + both
    return max(heard, key=heard.__getitem__) if heard else None


def _turn(group: Sequence[Segment]) -> SpokenTurn:
    sizes = [max(1, len(segment.text)) for segment in group]
    weighed = sum(size * segment.confidence for size, segment in zip(sizes, group, strict=True))
    return SpokenTurn(
        channel=group[0].channel,
        start_s=group[0].start_s,
        end_s=max(segment.end_s for segment in group),
        text=" ".join(segment.text for segment in group),
        confidence=weighed / sum(sizes),
        words=tuple(word for segment in group for word in segment.words),
    )
