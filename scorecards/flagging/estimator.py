"""The flagging model: features, logistic regression, sigmoid calibration; how it learns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # ships no types

from scorecards.flagging.example import LEAST_LABELS, Conversation, Label, TooFewLabels
from scorecards.flagging.features import columns
from scorecards.flagging.reading import NUMBERS, Reading, read
from scorecards.flagging.split import (
    Folds,
    Split,
    both_kinds,
    choose,
    enough,
    grouped_folds,
)

# Conversations held in memory at once while scoring.
CHUNK = 2000

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """A fitted model. `pipeline` maps Readings to probabilities."""

    pipeline: Pipeline

    def probabilities(self, readings: Sequence[Reading]) -> Floats:
        """The chance that each is of low quality, between 0 and 1."""
        if not readings:
            return np.zeros(0)
        found: Floats = self.pipeline.predict_proba(readings)[:, 1]
        return found

    def score(self, conversations: Iterable[Conversation]) -> Iterator[tuple[Reading, float]]:
        """Read and score any number of conversations, 2,000 in memory at a time."""
        waiting = iter(conversations)
        while chunk := [read(c) for c in islice(waiting, CHUNK)]:
            yield from zip(chunk, self.probabilities(chunk).tolist(), strict=True)

    def coefficients(self) -> Floats:
        """Log-odds per unit of each column, averaged over the calibrated folds.

        Platt's sigmoid is 1/(1 + exp(a·f + b)) of the linear f, so -a times its coefficients.
        """
        folds = self.pipeline.named_steps["model"].calibrated_classifiers_
        each = [-f.calibrators[0].a_ * f.estimator.coef_[0] for f in folds]
        mean: Floats = np.mean(each, axis=0)
        return mean

    def values(self, readings: Sequence[Reading]) -> sparse.csr_matrix:
        """The columns of each conversation, as the classifier sees them."""
        return sparse.csr_matrix(self.pipeline.named_steps["columns"].transform(readings))

    def typical(self) -> dict[str, float]:
        """What was typical of each number in training, in its own unit."""
        numbers = dict(self.pipeline.named_steps["columns"].transformer_list)["number"]
        centre = numbers.named_steps["typical"].centre_
        return dict(
            zip(NUMBERS, (np.sign(centre) * np.expm1(np.abs(centre))).tolist(), strict=True)
        )

    def names(self) -> list[str]:
        """The columns' names, "part__name"."""
        return [str(n) for n in self.pipeline.named_steps["columns"].get_feature_names_out()]


def fit(
    readings: Sequence[Reading],
    low: Sequence[bool],
    seed: int,
    random_arm: Sequence[bool] | None = None,
) -> Model:
    """Fit features and classifier on readings; the calibration folds keep agents apart.

    The features look at no label, so fitting them once before the calibration folds leaks none.
    Where the random arm is large enough the sigmoid is fitted on it alone: among interactions
    that were chosen for their risk more are low, and every chance would come out too high.
    """
    agents = [r.conversation.agent for r in readings]
    folds, _ = grouped_folds(low, agents, seed)
    folds = _calibrated_on(folds, np.asarray(low, dtype=int), random_arm)
    linear = LogisticRegression(
        C=0.3, class_weight="balanced", max_iter=1000, random_state=seed, solver="lbfgs", tol=1e-3
    )
    calibrated = CalibratedClassifierCV(linear, method="sigmoid", cv=folds)
    pipeline = Pipeline([("columns", columns()), ("model", calibrated)])
    # One thread: sums come out the same on every machine, and two cores do not get in each
    # other's way (threads made this four times slower on a busy machine of two cores).
    with threadpool_limits(1):
        pipeline.fit(readings, np.asarray(low, dtype=int))
    # The folds name positions in the training data; nothing of them is needed later.
    calibrated.cv = len(folds)
    return Model(pipeline)


def _calibrated_on(folds: Folds, low: NDArray[np.intp], random_arm: Sequence[bool] | None) -> Folds:
    """The folds with only random draws in their calibration parts, if these suffice."""
    drawn = np.flatnonzero(random_arm) if random_arm is not None else np.zeros(0, dtype=int)
    if len(drawn) < LEAST_LABELS or not both_kinds(low, drawn):
        return folds
    narrowed = [(train, np.intersect1d(test, drawn)) for train, test in folds]
    return narrowed if all(both_kinds(low, test, 1) for _, test in narrowed) else folds


@dataclass(frozen=True, slots=True)
class Tested:
    """One held-out interaction: what a model that had not seen it said, and what was found.

    `model` is the position in `Trained.held_out` of the model that said it.
    """

    reading: Reading
    probability: float
    low: bool
    weight: float
    model: int


@dataclass(frozen=True)
class Trained:
    """A model fitted on all labels, and the trial of models made the same way without some."""

    model: Model
    split: Split
    tested: tuple[Tested, ...]
    held_out: tuple[Model, ...]
    readings: tuple[Reading, ...]
    lows: int
    seed: int


def train(conversations: Sequence[Conversation], labels: Sequence[Label], seed: int) -> Trained:
    """Test on held-out labels, then fit on all of them.

    Raises TooFewLabels below 50 labels or 8 of either kind. The result depends on nothing but
    the arguments.
    """
    if not enough(labels):
        raise TooFewLabels(len(labels), sum(label.low for label in labels))
    readings = tuple(read(c) for c in conversations)
    split = choose(conversations, labels, seed)
    tested: list[Tested] = []
    held_out: list[Model] = []
    for positions, test in split.folds:
        model = _fit_at(readings, labels, positions, seed)
        chances = model.probabilities([readings[i] for i in test])
        tested += [
            Tested(readings[i], p, labels[i].low, _weight(labels[i], split), len(held_out))
            for i, p in zip(test, chances.tolist(), strict=True)
        ]
        held_out.append(model)
    final = _fit_at(readings, labels, np.arange(len(readings)), seed)
    lows = sum(label.low for label in labels)
    return Trained(final, split, tuple(tested), tuple(held_out), readings, lows, seed)


def _fit_at(
    readings: Sequence[Reading], labels: Sequence[Label], positions: NDArray[np.intp], seed: int
) -> Model:
    chosen = [labels[i] for i in positions]
    arm = [label.in_random_arm for label in chosen]
    return fit([readings[i] for i in positions], [label.low for label in chosen], seed, arm)


def _weight(label: Label, split: Split) -> float:
    if split.arm == "random" and label.inclusion_probability:
        return 1 / label.inclusion_probability
    return 1.0
