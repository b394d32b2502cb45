"""What a player marks on a recording, and what it may skip, from times and loudness; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Literal

from transcription.transcripts.segments import Stretch, overlap, total, union
from transcription.transcripts.timing import Spoken

SILENCE_S = 4.0
"""From so many seconds without a turn on, the time is marked."""
OVERLAP_S = 0.5
"""Two sides at once for so long are marked; shorter is a "yes" thrown in."""
SKIP_S = 1.5
"""A quiet stretch of at least so many seconds can be skipped."""
QUIET_SHARE = 0.25
"""Quiet is what stays below this share (-12 dB) of how loud the channel's speech usually is."""
QUIET_FLOOR = 3
"""Outline heights (of 127) up to this are quiet on any channel."""
MOSTLY = 0.8
"""A time without words is silence where at least this share of it is quiet."""
HOLD_TEXTS = frozenset({"hold", "on hold", "call on hold", "customer on hold", "hold music"})
"""What a system's turn says, without brackets and case, where a telephone system wrote a hold."""

Kind = Literal["silence", "sound", "overlap", "hold"]


@dataclass(frozen=True, slots=True)
class Outline:
    """Loudness of each channel as 0 to 127 in slices of 1/`per_second` s."""

    per_second: float
    channels: tuple[Sequence[int], ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """A stretch of a recording that is marked; `sound`: something is heard that has no words."""

    kind: Kind
    start_s: float
    end_s: float


def markers(
    spoken: Sequence[Spoken],
    duration_s: float,
    *,
    holds: Iterable[Stretch] = (),
    quiet: Sequence[Stretch] | None = None,
) -> list[Marker]:
    """Silences, sound without words, overlaps and holds, in order of time.

    `holds` are those that a telephone system wrote down; none is guessed from silence or music.
    `quiet` are the quiet stretches of the sound (`quiet_stretches`); without them every time
    without a turn is taken for silence, as far as the transcript knows.
    """
    known = union(holds)
    found = [Marker("hold", each.start_s, each.end_s) for each in known]
    for gap in unspoken(spoken, duration_s):
        if gap.length_s < SILENCE_S or overlap([gap], known):
            continue
        is_quiet = quiet is None or total(overlap([gap], quiet)) >= MOSTLY * gap.length_s
        found.append(Marker("silence" if is_quiet else "sound", gap.start_s, gap.end_s))
    for both in at_once(spoken):
        if both.length_s >= OVERLAP_S:
            found.append(Marker("overlap", both.start_s, both.end_s))
    return sorted(found, key=lambda one: (one.start_s, one.end_s, one.kind))


def unspoken(spoken: Iterable[Spoken], duration_s: float) -> list[Stretch]:
    """The time from 0 to `duration_s` in which no turn is, in order."""
    gaps, at_s = [], 0.0
    for talk in union(Stretch(one.start_s, one.end_s) for one in spoken):
        if talk.start_s > at_s:
            gaps.append(Stretch(at_s, min(talk.start_s, duration_s)))
        at_s = max(at_s, talk.end_s)
    if duration_s > at_s:
        gaps.append(Stretch(at_s, duration_s))
    return [gap for gap in gaps if gap.length_s > 0]


def at_once(spoken: Iterable[Spoken]) -> list[Stretch]:
    """The time in which two or more speakers have a turn, without overlaps, in order."""
    by_speaker: dict[str, list[Stretch]] = {}
    for one in spoken:
        by_speaker.setdefault(one.speaker, []).append(Stretch(one.start_s, one.end_s))
    pairs = combinations(by_speaker.values(), 2)
    return union(shared for first, second in pairs for shared in overlap(first, second))


def quiet_stretches(outline: Outline, spoken: Sequence[Spoken], duration_s: float) -> list[Stretch]:
    """Stretches of at least `SKIP_S` in which no turn is and every channel is quiet, in order.

    Both must hold: speech that was never put into words is loud, so it is not skipped, and
    a soft voice that was has a turn. Each channel is compared with its own speech.
    """
    if not outline.channels or not spoken:
        return []
    talk = union(Stretch(one.start_s, one.end_s) for one in spoken)
    quiet = [Stretch(0.0, duration_s)]
    for heights in outline.channels:
        limit = _limit(heights, talk, outline.per_second)
        quiet = overlap(quiet, _below(heights, limit, outline.per_second))
    free = overlap(quiet, unspoken(spoken, duration_s))
    return [each for each in free if each.length_s >= SKIP_S]


def is_hold(text: str) -> bool:
    """Whether a system's turn writes down a hold."""
    return text.strip(" \t\n[]().*-:").casefold() in HOLD_TEXTS


def thinned(channels: Sequence[Sequence[float]], most: int, top: float) -> list[list[float]]:
    """Peaks for the player: at most `most` a channel, the loudest of each stretch, 0 to 1."""
    thin = []
    for channel in channels:
        step = max(1, -(-len(channel) // most))
        thin.append(
            [round(max(channel[at : at + step]) / top, 3) for at in range(0, len(channel), step)]
        )
    return thin


def _limit(heights: Sequence[int], talk: Sequence[Stretch], per_second: float) -> float:
    """How high a slice of this channel may be to count as quiet."""
    within = [
        height
        for each in talk
        for height in heights[int(each.start_s * per_second) : int(each.end_s * per_second) + 1]
        if height > QUIET_FLOOR
    ]
    return max(QUIET_FLOOR, QUIET_SHARE * median(within)) if within else QUIET_FLOOR


def _below(heights: Sequence[int], limit: float, per_second: float) -> Iterator[Stretch]:
    start: int | None = None
    for place, height in enumerate(heights):
        if height <= limit:
            start = place if start is None else start
        elif start is not None:
            yield Stretch(start / per_second, place / per_second)
            start = None
    if start is not None:
        yield Stretch(start / per_second, len(heights) / per_second)
