"""Lays short stretches of speech one behind the other in a window, and takes the text apart; pure.

Whisper works on 30 seconds whatever it is given: ten answers of two seconds, each in a window of
its own, cost ten times what they cost in one. faster-whisper's `vad_filter` packs in the same way
and also lets the middle of a word say where it belongs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, groupby, pairwise

from transcription.transcripts.engine import Phrase, Word
from transcription.transcripts.loops import without_loops
from transcription.transcripts.masked_words import word_spans
from transcription.transcripts.segments import Stretch

JOINT_S = 0.4
"""Silence between two stretches that were apart, so that their words do not run together."""


@dataclass(frozen=True)
class Pack:
    """Stretches of one channel, in order, as they follow one another in one window."""

    spans: tuple[Stretch, ...]

    @property
    def length_s(self) -> float:
        """Seconds of the window, joints included."""
        return self.begins[-1] + self.spans[-1].length_s

    @property
    def sound_s(self) -> float:
        """Seconds of the recording that are in it, joints left out."""
        return sum(span.length_s for span in self.spans)

    @cached_property
    def begins(self) -> tuple[float, ...]:
        """When each stretch begins in the window, in seconds."""
        steps = [span.length_s + JOINT_S for span in self.spans[:-1]]
        return tuple(accumulate(steps, initial=0.0))

    def place_at(self, at_s: float) -> int:
        """Which of the stretches a time of the window belongs to: joints are shared by halves."""
        borders = [begin - JOINT_S / 2 for begin in self.begins[1:]]
        return sum(at_s >= border for border in borders)

    def place_of(self, start_s: float, end_s: float) -> int:
        """Which of the stretches most of a span of the window lies in, the first of equals."""
        shared = [
            min(end_s, begin + span.length_s) - max(start_s, begin)
            for begin, span in zip(self.begins, self.spans, strict=True)
        ]
        return max(range(len(shared)), key=shared.__getitem__)


def packed(spans: Iterable[Stretch], max_window_s: float) -> list[Pack]:
    """The stretches in as few windows as their order allows, none longer than `max_window_s`."""
    packs: list[Pack] = []
    for span in spans:
        if packs and packs[-1].length_s + JOINT_S + span.length_s <= max_window_s:
            packs[-1] = Pack((*packs[-1].spans, span))
        else:
            packs.append(Pack((span,)))
    return packs


def parted(phrase: Phrase, pack: Pack) -> Iterator[tuple[Stretch, Phrase]]:
    """A phrase of the window as phrases of its stretches, with times from their beginnings.

    It is cut where its words pass from one stretch to the next. Without word times, and where it is
    a loop, it stays whole and goes where most of its time lies.
    """
    for place, part in _cut(phrase, pack):
        begin = pack.begins[place]
        words = tuple(
            replace(word, start_s=max(0.0, word.start_s - begin), end_s=word.end_s - begin)
            for word in part.words
        )
        start_s, end_s = max(0.0, part.start_s - begin), part.end_s - begin
        yield pack.spans[place], replace(part, start_s=start_s, end_s=end_s, words=words)


def _cut(phrase: Phrase, pack: Pack) -> Iterator[tuple[int, Phrase]]:
    spans = word_spans(phrase.text, phrase.words)
    if len(pack.spans) == 1 or not phrase.words or not spans or without_loops(phrase.text)[1]:
        yield pack.place_of(phrase.start_s, phrase.end_s), phrase
        return
    groups = _grouped(phrase.words, pack)
    starts = [0, *(spans[first][0] for _, first, _ in groups[1:]), len(phrase.text)]
    for (place, first, last), (begin, end) in zip(groups, pairwise(starts), strict=True):
        words = phrase.words[first:last]
        start_s = phrase.start_s if first == 0 else words[0].start_s
        end_s = phrase.end_s if last == len(phrase.words) else words[-1].end_s
        text = phrase.text[begin:end].strip()
        yield place, Phrase(start_s, end_s, text, phrase.confidence, words)


def _grouped(words: Sequence[Word], pack: Pack) -> list[tuple[int, int, int]]:
    """(stretch, first word, word after the last) of words that follow one another in a stretch."""
    places = [pack.place_at((word.start_s + word.end_s) / 2) for word in words]
    found: list[tuple[int, int, int]] = []
    for place, group in groupby(range(len(places)), key=places.__getitem__):
        members = list(group)
        found.append((place, members[0], members[-1] + 1))
    return found
