"""Cuts and joins stretches of speech into the windows that an engine is given; pure arithmetic."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A span of time in seconds from the beginning of the recording; `start_s` < `end_s`."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """Seconds from start to end."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Quiet:
    """How likely speech is at each step of a channel: where a long stretch is best cut."""

    probabilities: Sequence[float]
    step_s: float

    def quietest(self, start_s: float, end_s: float) -> float:
        """The middle of the step between two times where speech is least likely; the latest such.

        `end_s` where no step begins between them.
        """
        first = round(start_s / self.step_s)
        last = min(round(end_s / self.step_s), len(self.probabilities))
        if first >= last:
            return end_s
        best = min(range(last - 1, first - 1, -1), key=self.probabilities.__getitem__)
        return min(max((best + 0.5) * self.step_s, start_s), end_s)


def windows(
    stretches: Iterable[Stretch],
    *,
    max_window_s: float,
    join_gap_s: float = 0.0,
    quiet: Quiet | None = None,
) -> list[Stretch]:
    """What to give the engine: stretches no longer than `max_window_s`, in order.

    Longer ones are cut where speech is least likely in the second half of the window (at its end
    without `quiet`); neighbours no more than `join_gap_s` apart are joined as far as they fit, 0
    joins none but those that touch. `stretches` are in order and don't overlap.
    """
    if max_window_s <= 0:
        raise ValueError("max_window_s must be above 0")
    joined: list[Stretch] = []
    for stretch in stretches:
        last = joined[-1] if joined else None
        if (
            last is not None
            and stretch.start_s - last.end_s <= join_gap_s
            and stretch.end_s - last.start_s <= max_window_s
        ):
            joined[-1] = Stretch(last.start_s, stretch.end_s)
        else:
            joined.extend(_cut(stretch, max_window_s, quiet))
    return joined


def _cut(stretch: Stretch, max_window_s: float, quiet: Quiet | None) -> Iterator[Stretch]:
    start_s = stretch.start_s
    while stretch.end_s - start_s > max_window_s:
        latest_s = start_s + max_window_s
        at_s = quiet.quietest(start_s + max_window_s / 2, latest_s) if quiet else latest_s
        yield Stretch(start_s, at_s)
        start_s = at_s
    if stretch.end_s > start_s:
        yield Stretch(start_s, stretch.end_s)


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time without overlaps: in order, joined where they touch."""
    merged: list[Stretch] = []
    for stretch in sorted(stretches):
        if merged and stretch.start_s <= merged[-1].end_s:
            merged[-1] = Stretch(merged[-1].start_s, max(merged[-1].end_s, stretch.end_s))
        else:
            merged.append(stretch)
    return merged


def total(stretches: Iterable[Stretch]) -> float:
    """Seconds covered, each second counted once."""
    return sum(stretch.length_s for stretch in union(stretches))


def overlap(first: Iterable[Stretch], second: Iterable[Stretch]) -> list[Stretch]:
    """The time that lies in both."""
    ones, others = union(first), union(second)
    shared: list[Stretch] = []
    at = 0
    for one in ones:
        while at < len(others) and others[at].end_s <= one.start_s:
            at += 1
        for other in others[at:]:
            if other.start_s >= one.end_s:
                break
            shared.append(Stretch(max(one.start_s, other.start_s), min(one.end_s, other.end_s)))
    return shared


def clipped(span: Stretch, speech: Iterable[Stretch], *, least_s: float = 0.1) -> Stretch | None:
    """A segment's time drawn in to the speech that lies within it; None where there is none.

    Text over less than `least_s` seconds of speech is invented, as whisper does over silence.
    """
    inside = overlap([span], speech)
    if total(inside) < min(least_s, span.length_s):
        return None
    return Stretch(inside[0].start_s, inside[-1].end_s) if inside else None
