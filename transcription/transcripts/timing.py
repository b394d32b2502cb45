"""Says who spoke when and how long nobody did: facts of time from turns; pure arithmetic.

Words and sound play no part: silence, overlap, talk share and response gaps are all there is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from transcription.transcripts.segments import Stretch, overlap, total, union


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn's speaker and time in seconds; `start_s` < `end_s`."""

    speaker: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The time from the end of one speaker's turn to the beginning of another's.

    Below 0 where the second spoke before the first had ended.
    """

    before: str
    after: str
    at_s: float
    length_s: float


@dataclass(frozen=True, slots=True)
class TimingFacts:
    """Facts of time of one call; all seconds, shares as fractions of all talk.

    `silence_s` is the time in which nobody spoke, `overlap_s` the time in which two or more did,
    `longest_pause` the longest silence between two turns (None with fewer than two).
    `talk_share` adds up to 1 over the speakers; it is empty where nobody spoke.
    """

    duration_s: float
    talk_s: dict[str, float]
    talk_share: dict[str, float]
    silence_s: float
    overlap_s: float
    longest_pause: Stretch | None
    gaps: tuple[Gap, ...]

    def response_gaps(self, *, of: str, to: str) -> tuple[float, ...]:
        """Seconds that `of` took to answer `to`, in order."""
        return tuple(gap.length_s for gap in self.gaps if (gap.before, gap.after) == (to, of))


def timing(turns: Iterable[Spoken], duration_s: float) -> TimingFacts:
    """The facts of a call that lasts `duration_s`; turns outside of it are cut to it.

    Time in which the same speaker has two turns at once counts once.
    """
    spoken = [turn for turn in (_within(turn, duration_s) for turn in turns) if turn]
    spoken.sort(key=lambda turn: (turn.start_s, turn.end_s))
    by_speaker: dict[str, list[Stretch]] = {}
    for turn in spoken:
        by_speaker.setdefault(turn.speaker, []).append(Stretch(turn.start_s, turn.end_s))
    talk_s = {speaker: total(times) for speaker, times in by_speaker.items()}
    everything = union(stretch for times in by_speaker.values() for stretch in times)
    both = [
        shared
        for first, second in combinations(by_speaker.values(), 2)
        for shared in overlap(first, second)
    ]
    talked_s = sum(talk_s.values())
    return TimingFacts(
        duration_s=duration_s,
        talk_s=talk_s,
        talk_share={speaker: part / talked_s for speaker, part in talk_s.items()},
        silence_s=max(0.0, duration_s - total(everything)),
        overlap_s=total(both),
        longest_pause=_longest_pause(everything),
        gaps=tuple(_gaps(spoken)),
    )


def _within(turn: Spoken, duration_s: float) -> Spoken | None:
    start_s, end_s = max(0.0, turn.start_s), min(turn.end_s, duration_s)
    return Spoken(turn.speaker, start_s, end_s) if start_s < end_s else None


def _longest_pause(talk: Sequence[Stretch]) -> Stretch | None:
    pauses = [Stretch(one.end_s, other.start_s) for one, other in pairwise(talk)]
    return max(pauses, key=lambda pause: pause.length_s, default=None)


def _gaps(spoken: Sequence[Spoken]) -> Iterator[Gap]:
    holder: Spoken | None = None
    for turn in spoken:
        if holder is not None and turn.end_s <= holder.end_s:
            # A word thrown in ("mm-hm") while the other goes on: the floor stays where it was.
            continue
        if holder is not None and turn.speaker != holder.speaker:
            yield Gap(holder.speaker, turn.speaker, holder.end_s, turn.start_s - holder.end_s)
        holder = turn
