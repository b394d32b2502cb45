"""Whether the work is still the work that a version learned from: stability of its inputs."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scorecards.flagging.example import AGENT, CUSTOMER
from scorecards.flagging.reading import Reading
from scorecards.flagging.stability import drift_state, psi, psi_by_chance

BINS = 10
MOST_CATEGORIES = 20
OTHER, UNKNOWN = "(other)", "(not known)"
SCORE = "Risk score"

# A word is common if it is among so many most frequent ones, and in at least ten conversations.
COMMON_WORDS = 1000
LEAST_CONVERSATIONS = 10


@dataclass(frozen=True, slots=True)
class Reference:
    """What the inputs looked like in training: counts per category or between edges.

    `common` holds the most frequent words per side; it names no one, since words.py keeps no
    numbers and a word must occur in many conversations to be among them.
    """

    categories: Mapping[str, Mapping[str, int]]
    edges: Mapping[str, tuple[float, ...]]
    counts: Mapping[str, tuple[int, ...]]
    common: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Drift:
    """One input's stability index against training; `chance` is what sampling alone explains."""

    name: str
    psi: float
    chance: float

    @property
    def state(self) -> str:
        """steady, watch or refit."""
        return drift_state(self.psi, self.chance)


def _category(reading: Reading, name: str) -> str:
    c = reading.conversation
    return (c.channel if name == "Channel mix" else c.topic) or UNKNOWN


def _known(reading: Reading, side: str, common: frozenset[str]) -> float:
    """Share of a side's words that were common in training."""
    spoken = [w for _, said in reading.said(side) for w in said]
    return sum(w in common for w in spoken) / len(spoken) if spoken else math.nan


CATEGORIES = ("Channel mix", "Topics")
NUMERIC: Mapping[str, Callable[[Reading], float]] = {
    "Length": lambda r: r.number("words"),
    "Pauses and holds": lambda r: _first_known(r, "longest_silence_s", "longest_wait_s"),
}
SPOKEN = {"Customer words": CUSTOMER, "Agent words": AGENT}


def _first_known(reading: Reading, *names: str) -> float:
    known = [v for v in map(reading.number, names) if not math.isnan(v)]
    return known[0] if known else math.nan


def reference(readings: Sequence[Reading], probabilities: Sequence[float]) -> Reference:
    """Remember the inputs of the training data and the chances given to held-out ones."""
    categories = {}
    for name in CATEGORIES:
        counted = Counter(_category(r, name) for r in readings)
        categories[name] = dict(counted.most_common(MOST_CATEGORIES))
        rest = counted.total() - sum(categories[name].values())
        if rest:
            categories[name][OTHER] = rest
    common = {side: _common(readings, side) for side in SPOKEN.values()}
    edges, counts = {}, {}
    for name, values in _numeric(readings, probabilities, common).items():
        edges[name] = _quantiles(values)
        counts[name] = _histogram(values, edges[name])
    return Reference(categories, edges, counts, common)


def _common(readings: Sequence[Reading], side: str) -> tuple[str, ...]:
    heard = Counter(w for r in readings for w in {w for _, said in r.said(side) for w in said})
    ranked = sorted(heard.items(), key=lambda item: (-item[1], item[0]))
    return tuple(w for w, n in ranked[:COMMON_WORDS] if n >= LEAST_CONVERSATIONS)


def _numeric(
    readings: Sequence[Reading],
    probabilities: Sequence[float],
    common: Mapping[str, Sequence[str]],
) -> dict[str, list[float]]:
    found = {name: [value(r) for r in readings] for name, value in NUMERIC.items()}
    for name, side in SPOKEN.items():
        words = frozenset(common[side])
        found[name] = [_known(r, side, words) for r in readings]
    found[SCORE] = list(probabilities)
    return found


def _quantiles(values: Iterable[float]) -> tuple[float, ...]:
    known = sorted(v for v in values if not math.isnan(v))
    if not known:
        return ()
    inner = {known[len(known) * k // BINS] for k in range(1, BINS)}
    # Bins of their own for what lies below or above all that was seen in training.
    return tuple(sorted({math.nextafter(known[0], -math.inf), *inner, known[-1]}))


def _histogram(values: Iterable[float], edges: Sequence[float]) -> tuple[int, ...]:
    """Counts up to and including each edge, above the last, and (last) of unknown values."""
    counts = [0] * (len(edges) + 2)
    for v in values:
        counts[-1 if math.isnan(v) else bisect_left(edges, v)] += 1
    return tuple(counts)


def drift(
    against: Reference, readings: Sequence[Reading], probabilities: Sequence[float]
) -> tuple[Drift, ...]:
    """Compare recent interactions and their chances with training, the largest change first."""
    found = []
    for name, before in against.categories.items():
        now = Counter(c if c in before else OTHER for c in (_category(r, name) for r in readings))
        names = sorted({*before, *now})
        found.append(_drift(name, [before.get(c, 0) for c in names], [now[c] for c in names]))
    for name, values in _numeric(readings, probabilities, against.common).items():
        found.append(_drift(name, against.counts[name], _histogram(values, against.edges[name])))
    found.sort(key=lambda one: (-one.psi, one.name))
    return tuple(found)


def _drift(name: str, before: Sequence[int], now: Sequence[int]) -> Drift:
    return Drift(name, psi(before, now), psi_by_chance(before, now))
