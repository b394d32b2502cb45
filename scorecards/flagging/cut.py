"""Where to cut: as many flags as people can read, and none below the ordinary chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# More than this is no longer a choice of what to look at first.
MOST_SHARE = 0.5
DEFAULT_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Cut:
    """Flag from `threshold` on; `share` is what the review capacity allows."""

    share: float
    threshold: float
    capacity: int | None
    volume: int

    def flags(self, probability: float) -> bool:
        """Whether a chance this high is flagged."""
        return probability >= self.threshold


def share_for(capacity: int | None, volume: int) -> float:
    """The share of `volume` interactions that `capacity` reviews can look at, at most half.

    Without a known capacity a fifth. Raises ValueError on negative figures.
    """
    if volume < 0 or (capacity is not None and capacity < 0):
        raise ValueError("capacity and volume are counts")
    if capacity is None or volume == 0:
        return DEFAULT_SHARE
    return min(MOST_SHARE, capacity / volume)


def cut_for(probabilities: Sequence[float], capacity: int | None, base_rate: float = 0.0) -> Cut:
    """Cut recent probabilities so that at most share × n of them are flagged.

    `capacity` is how many flagged interactions reviewers can read in the time that these came
    in. Equal probabilities stand or fall together, so fewer may be flagged. Nothing below
    `base_rate`, the chance of any interaction, is flagged, whatever the capacity.
    """
    volume = len(probabilities)
    share = share_for(capacity, volume)
    # The small amount keeps 0.2 × 5 = 1.0000000000000002 and its like from changing the count.
    allowed = math.floor(share * volume + 1e-9)
    ranked = sorted(probabilities, reverse=True)
    threshold = math.inf
    if 0 < allowed < volume:
        first_left = ranked[allowed]
        above = [p for p in ranked[:allowed] if p > first_left]
        threshold = above[-1] if above else math.nextafter(first_left, math.inf)
    elif allowed:
        threshold = ranked[-1]
    return Cut(share, max(threshold, base_rate), capacity, volume)
