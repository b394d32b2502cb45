"""scikit-learn transformers from readings to columns, each column with a name a reason can use."""

# ruff: noqa: N803 - scikit-learn calls what it transforms X

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils.validation import check_is_fitted, validate_data

from scorecards.flagging.example import AGENT, CUSTOMER
from scorecards.flagging.reading import CLOSING, NUMBERS, Reading

Floats = NDArray[np.float64]

# A word that fewer than this many agents' conversations hold may be a name or a habit that tells
# who the agent is, so it is no feature.
LEAST_AGENTS = 3
FARTHEST = 3.0
# Stands for the vocabulary where no term qualifies; no text holds it, so its column stays empty.
NO_TERM = "\0"


def grams(turns: Sequence[Sequence[str]]) -> Iterator[str]:
    """Every word and every pair of neighbouring words within a turn."""
    for said in turns:
        yield from said
        for one, other in pairwise(said):
            yield f"{one} {other}"


class OnReadings(TransformerMixin, BaseEstimator):
    """Base of the transformers whose rows are Readings, not arrays; scikit-learn is told so."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.no_validation = True
        return tags


class Words(OnReadings):
    """Sublinear TF-IDF of the words and word pairs of one side, "agent" or "customer".

    `last` > 0 reads only so many of that side's last turns (how it ended often says most).
    `min_conversations` is how many conversations must hold a term. Terms of fewer than three
    agents are left out (all agents, where there are fewer than three).
    """

    def __init__(
        self,
        side: str = CUSTOMER,
        last: int = 0,
        min_conversations: int = 3,
        most_terms: int = 10_000,
    ) -> None:
        self.side = side
        self.last = last
        self.min_conversations = min_conversations
        self.most_terms = most_terms

    def fit(self, X: Sequence[Reading], y: ArrayLike | None = None) -> Self:
        """Learn the vocabulary and how rare each term is."""
        every: dict[str, int] = {}
        counts = _count(self._said(X), lambda term: every.setdefault(term, len(every)))
        counts.resize(len(X), len(every))
        holding = counts > 0
        conversations = np.asarray(holding.sum(axis=0)).ravel()
        agents = _agents_holding(holding, [r.conversation.agent for r in X])
        least = min(LEAST_AGENTS, len({r.conversation.agent for r in X}))
        allowed = (conversations >= self.min_conversations) & (agents >= least)
        terms = np.asarray([*every, NO_TERM], dtype=object)
        common = np.flatnonzero(allowed)
        common = common[np.lexsort((terms[common].astype(str), -conversations[common]))]
        common = np.sort(common[: self.most_terms])
        # One text, because a file that lists ten thousand terms one by one is fifty times larger.
        self.terms_ = "\n".join(terms[common]) or NO_TERM
        self.weights_ = TfidfTransformer(sublinear_tf=True)
        self.weights_.fit(counts[:, common] if len(common) else sparse.csr_matrix((len(X), 1)))
        return self

    def transform(self, X: Sequence[Reading]) -> sparse.csr_matrix:
        """Rows of unit length (or empty), one column per term."""
        check_is_fitted(self)
        terms = self.terms_.split("\n")
        counts = _count(self._said(X), {term: j for j, term in enumerate(terms)}.get)
        counts.resize(len(X), len(terms))
        return self.weights_.transform(counts)

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """The terms."""
        check_is_fitted(self)
        return np.asarray(self.terms_.split("\n"), dtype=object)

    def _said(self, readings: Sequence[Reading]) -> Iterator[list[tuple[str, ...]]]:
        return ([said for _, said in r.said(self.side)][-self.last :] for r in readings)


def _count(
    documents: Iterable[Sequence[Sequence[str]]], column: Callable[[str], int | None]
) -> sparse.csr_matrix:
    """How often each term stands in each document; terms without a column are left out."""
    at = array("q")
    ends = array("q", [0])
    for turns in documents:
        at.extend(j for j in map(column, grams(turns)) if j is not None)
        ends.append(len(at))
    columns = np.frombuffer(at, dtype=np.int64) if at else np.zeros(0, dtype=np.int64)
    width = int(columns.max()) + 1 if len(columns) else 1
    counts = sparse.csr_matrix(
        (np.ones(len(columns)), columns, np.frombuffer(ends, dtype=np.int64)),
        shape=(len(ends) - 1, width),
    )
    counts.sum_duplicates()
    return counts


def _agents_holding(holding: sparse.csr_matrix, agents: Sequence[str]) -> NDArray[np.intp]:
    """For each term, how many different agents have a conversation that holds it."""
    _, which = np.unique(np.asarray(agents, dtype=object).astype(str), return_inverse=True)
    n = len(which)
    member = sparse.csr_matrix((np.ones(n), (which, np.arange(n))))
    return np.asarray(((member @ holding) > 0).sum(axis=0)).ravel()


class Numbers(OnReadings):
    """Structure, timing and imported facts: the numbers of a reading, NaN where not known."""

    def fit(self, X: Sequence[Reading], y: ArrayLike | None = None) -> Self:
        """Nothing to learn."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, X: Sequence[Reading]) -> Floats:
        """One row per reading, columns in the order of NUMBERS."""
        return np.asarray([r.numbers for r in X], dtype=float).reshape(len(X), len(NUMBERS))

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """The names of the numbers."""
        return np.asarray(NUMBERS, dtype=object)


class Typical(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """How far a number is from what is typical, in standard deviations of its signed logarithm.

    A value that is not known counts as typical (0); outliers stop at three deviations.
    """

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:
        """Learn centre and spread of every column; a column never known has centre 0, spread 1."""
        logs = _signed_log(validate_data(self, X, dtype=float, ensure_all_finite="allow-nan"))
        known = ~np.isnan(logs)
        n = np.maximum(known.sum(axis=0), 1)
        self.centre_ = np.where(known, logs, 0.0).sum(axis=0) / n
        spread = np.sqrt(np.where(known, (logs - self.centre_) ** 2, 0.0).sum(axis=0) / n)
        self.spread_ = np.where(spread > 1e-9, spread, 1.0)
        return self

    def transform(self, X: ArrayLike) -> Floats:
        """Numbers between -3 and 3 in the same columns."""
        check_is_fitted(self)
        given = validate_data(self, X, dtype=float, reset=False, ensure_all_finite="allow-nan")
        far = (_signed_log(given) - self.centre_) / self.spread_
        near: Floats = np.clip(np.nan_to_num(far, nan=0.0), -FARTHEST, FARTHEST)
        return near


def _signed_log(X: Floats) -> Floats:
    logs: Floats = np.sign(X) * np.log1p(np.abs(X))
    return logs


class Length(OnReadings):
    """Unusually short and unusually long for its channel, as two columns that are 0 in between.

    Each is how far, in log words, a conversation lies outside the channel's 10th to 90th
    percentile; a channel with fewer than `least` conversations is judged with all of them.
    """

    def __init__(self, least: int = 30) -> None:
        self.least = least

    def fit(self, X: Sequence[Reading], y: ArrayLike | None = None) -> Self:
        """Learn the two percentiles per channel and over all."""
        logs = np.log1p([r.number("words") for r in X])
        channels = np.asarray([r.conversation.channel for r in X], dtype=object)
        self.usual_ = {"": _ends(logs)}
        for channel in sorted(set(channels)):
            here = logs[channels == channel]
            if len(here) >= self.least:
                self.usual_[str(channel)] = _ends(here)
        return self

    def transform(self, X: Sequence[Reading]) -> Floats:
        """Columns "short" and "long"."""
        check_is_fitted(self)
        ends = np.asarray([self.usual(r) for r in X], dtype=float).reshape(len(X), 2)
        logs = np.log1p(np.asarray([r.number("words") for r in X], dtype=float))
        beyond: Floats = np.maximum(0.0, np.column_stack([ends[:, 0] - logs, logs - ends[:, 1]]))
        return beyond

    def usual(self, reading: Reading) -> tuple[float, float]:
        """Log words between which this reading's channel usually lies."""
        found: tuple[float, float] = self.usual_.get(reading.conversation.channel, self.usual_[""])
        return found

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """The two names."""
        return np.asarray(["short", "long"], dtype=object)


def _ends(logs: Floats) -> tuple[float, float]:
    low, high = np.percentile(logs, [10, 90])
    return float(low), float(high)


class Setting(OnReadings):
    """Channel and topic as words; what the one-hot encoder behind it takes."""

    def fit(self, X: Sequence[Reading], y: ArrayLike | None = None) -> Self:
        """Nothing to learn."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, X: Sequence[Reading]) -> NDArray[np.object_]:
        """Two columns of text; an unknown topic is an empty text."""
        rows = [(r.conversation.channel, r.conversation.topic or "") for r in X]
        return np.asarray(rows, dtype=object).reshape(len(X), 2)

    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """The two names."""
        return np.asarray(["channel", "topic"], dtype=object)


def columns() -> FeatureUnion:
    """All features side by side; columns are named "part__name".

    The weights put the parts on comparable scales: a conversation's words have length 1, its
    thirty numbers together about five.
    """
    encoder = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=10)
    return FeatureUnion(
        [
            ("customer", Words(CUSTOMER)),
            ("closing", Words(CUSTOMER, last=CLOSING)),
            ("agent", Words(AGENT)),
            ("number", Pipeline([("numbers", Numbers()), ("typical", Typical())])),
            ("length", Length()),
            ("setting", Pipeline([("setting", Setting()), ("onehot", encoder)])),
        ],
        transformer_weights={"number": 0.2, "length": 0.5, "setting": 0.5},
    )
