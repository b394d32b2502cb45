"""Which labels a version learns from and which test it: by time and agents where they allow it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from scorecards.flagging.example import LEAST_LABELS, LEAST_OF_EACH, Conversation, Label

# The latest part of the random arm that tests a version split by time.
TEST_SHARE = 0.3
FOLDS = 5

Positions = NDArray[np.intp]
Folds = list[tuple[Positions, Positions]]


@dataclass(frozen=True)
class Split:
    """Positions to train on and to test with, fold by fold; each test position occurs once.

    `arm` is "random" (only random draws test, weighted by 1/π) or "all".
    """

    folds: Folds
    arm: str
    by_time: bool
    agents_apart: bool
    test_from: datetime
    test_to: datetime

    @property
    def sentence(self) -> str:
        """How the split was made, in words."""
        apart = "agents kept apart" if self.agents_apart else "agents not kept apart"
        how = "By time" if self.by_time else f"Cross-validated in {len(self.folds)} parts"
        return f"{how}, {apart}"

    @property
    def heading(self) -> str:
        """What the figures hold for; says so where there is no random arm."""
        days = f"{self.test_from:%Y-%m-%d} to {self.test_to:%Y-%m-%d}"
        if self.arm == "random":
            return f"Random arm only, {days}"
        return (
            f"Cross-validated over all labels, {days}: there is no random arm yet, so these "
            "figures hold for the interactions that were chosen, not for all of them"
        )


def both_kinds(low: NDArray[np.intp], positions: Positions, least: int = LEAST_OF_EACH) -> bool:
    """Whether at least `least` low and `least` other ones are among the positions."""
    lows = int(low[positions].sum())
    return min(lows, len(positions) - lows) >= least


def enough(labels: Sequence[Label]) -> bool:
    """Whether the labels suffice to learn from: 50, with 8 of either kind."""
    low = np.asarray([label.low for label in labels], dtype=int)
    return len(low) >= LEAST_LABELS and both_kinds(low, np.arange(len(low)))


def grouped_folds(
    low: Sequence[bool], agents: Sequence[str], seed: int, k: int = FOLDS
) -> tuple[Folds, bool]:
    """Up to k folds with both kinds in every part, and whether agents could be kept apart.

    Raises ValueError with fewer than two of either kind.
    """
    y = np.asarray(low, dtype=int)
    k = min(k, int(min(y.sum(), len(y) - y.sum())))
    if k < 2:
        raise ValueError("needs at least two conversations of either kind")
    if len(set(agents)) >= k:
        apart = StratifiedGroupKFold(k, shuffle=True, random_state=seed)
        folds = list(apart.split(y, y, np.asarray(agents, dtype=str)))
        if all(both_kinds(y, part, 1) for fold in folds for part in fold):
            return folds, True
    return list(StratifiedKFold(k, shuffle=True, random_state=seed).split(y, y)), False


def choose(conversations: Sequence[Conversation], labels: Sequence[Label], seed: int) -> Split:
    """The best test that these labels allow.

    In this order: the latest random draws, by models trained on earlier labels of other agents;
    the same without keeping agents apart; cross-validation, tested on the random arm only;
    cross-validation tested on all labels, where the random arm is too small.
    """
    low = np.asarray([label.low for label in labels], dtype=int)
    drawn = np.flatnonzero([label.in_random_arm for label in labels])
    has_arm = len(drawn) >= LEAST_LABELS and both_kinds(low, drawn)
    if has_arm:
        found = _by_time(conversations, low, drawn, seed)
        if found:
            return found
    agents = [c.agent for c in conversations]
    folds, apart = grouped_folds(low.astype(bool).tolist(), agents, seed)
    if has_arm:
        folds = [(train, np.intersect1d(test, drawn)) for train, test in folds]
    return _split(conversations, folds, has_arm, False, apart)


def _split(
    conversations: Sequence[Conversation], folds: Folds, arm: bool, by_time: bool, apart: bool
) -> Split:
    folds = [(train, test) for train, test in folds if len(test)]
    times = [conversations[i].started_at for _, test in folds for i in test]
    return Split(folds, "random" if arm else "all", by_time, apart, min(times), max(times))


def _by_time(
    conversations: Sequence[Conversation], low: NDArray[np.intp], drawn: Positions, seed: int
) -> Split | None:
    times = [conversations[i].started_at for i in drawn]
    until = sorted(times)[int(len(times) * (1 - TEST_SHARE)) - 1]
    test = drawn[[t > until for t in times]]
    train = np.flatnonzero([c.started_at <= until for c in conversations])
    if not both_kinds(low, test) or len(train) < LEAST_LABELS or not both_kinds(low, train):
        return None
    apart = _agents_apart(conversations, low, train, test, seed)
    folds = apart or [(train, test)]
    return _split(conversations, folds, True, True, apart is not None)


def _agents_apart(
    conversations: Sequence[Conversation],
    low: NDArray[np.intp],
    train: Positions,
    test: Positions,
    seed: int,
) -> Folds | None:
    """Test each fifth of the agents with a model that saw none of them; None if that starves it."""
    agents = np.asarray([c.agent for c in conversations], dtype=str)
    names = np.unique(agents[test])
    if len(names) < 2:
        return None
    shuffled = np.random.default_rng(seed).permutation(names)
    folds = []
    for part in np.array_split(shuffled, min(FOLDS, len(names))):
        rest = train[~np.isin(agents[train], part)]
        if len(rest) < LEAST_LABELS or not both_kinds(low, rest):
            return None
        folds.append((rest, test[np.isin(agents[test], part)]))
    return folds
