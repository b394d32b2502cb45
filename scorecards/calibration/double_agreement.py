"""How well reviewers agree in ordinary work: measured on hidden second reviews, and over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from statistics import fmean, stdev

import numpy as np

from scorecards.calibration.agreement import WEIGHTING, percent_agreement
from scorecards.calibration.alpha import alpha, pooled_alpha
from scorecards.calibration.kappa import kappa
from scorecards.calibration.resampling import Floats, figure
from scorecards.calibration.rows import Figure, Level, Row, Undefined, Value

WINDOW = 60
Scales = Mapping[str, Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reviews of one interaction. `answers` holds what both answered, by question: (first's,
    second's); `scores` are their percentages, None where one has none. `on` is the day the second
    came in."""

    subject: str
    first: str
    second: str
    on: date
    answers: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)
    scores: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class OnQuestion:
    """Agreement on one question; `percent` is a share, 0 to 1."""

    percent: Figure | Undefined
    kappa: Figure | Undefined
    alpha: Figure | Undefined


@dataclass(frozen=True, slots=True)
class Doubled:
    """Agreement over `n` pairs: on all questions together, on each, and of the scores.

    `gap` is how far the two scores lie apart on average, in points.
    """

    n: int
    percent: Figure | Undefined
    alpha: Figure | Undefined
    gap: Figure | Undefined
    questions: dict[str, OnQuestion]


@dataclass(frozen=True, slots=True)
class Moment:
    """Agreement of the last pairs up to the end of a month; `month` is its first day."""

    month: date
    n: int
    percent: Figure | Undefined
    alpha: Figure | Undefined


@dataclass(frozen=True, slots=True)
class Beside:
    """One reviewer beside all others on the same interactions, over `n` pairs.

    `points` is own minus other score: positive is milder. It is no severity: the model of
    `severity.py` allows for who the others were.
    """

    reviewer: str
    n: int
    percent: Figure | Undefined
    points: Figure | Undefined


def estimate(
    pairs: Sequence[Pair], levels: Mapping[str, Level], *, seed: int, scales: Scales | None = None
) -> Doubled:
    """All figures, questions in the order of `levels`; those without answers are left out.

    Raises ValueError for two pairs on one interaction, KeyError for a question without a level.
    """
    if len({pair.subject for pair in pairs}) < len(pairs):
        raise ValueError("Two pairs are of one interaction.")
    rows, scales = _rows(pairs), scales or {}
    asked = {row.question for row in rows}
    questions = {
        question: _on_question(pairs, question, level, seed, scales.get(question))
        for question, level in levels.items()
        if question in asked
    }
    pooled = pooled_alpha(rows, levels, seed=seed, scales=scales)
    return Doubled(len(pairs), percent_agreement(rows), pooled, _gap(pairs, seed), questions)


def over_time(
    pairs: Iterable[Pair],
    levels: Mapping[str, Level],
    *,
    seed: int,
    scales: Scales | None = None,
    window: int = WINDOW,
) -> list[Moment]:
    """For each month with a pair: agreement of the last `window` pairs up to its end."""
    ordered = sorted(pairs, key=lambda pair: (pair.on, pair.subject))
    moments = []
    for month in sorted({pair.on.replace(day=1) for pair in ordered}):
        last = [pair for pair in ordered if pair.on.replace(day=1) <= month][-window:]
        rows = _rows(last)
        pooled = pooled_alpha(rows, levels, seed=seed, scales=scales)
        moments.append(Moment(month, len(last), percent_agreement(rows), pooled))
    return moments


def by_reviewer(pairs: Iterable[Pair]) -> list[Beside]:
    """Each reviewer who is in a pair, by name."""
    parts: dict[str, list[Pair]] = {}
    for pair in pairs:
        for name in (pair.first, pair.second):
            parts.setdefault(name, []).append(pair)
    return [_beside(name, parts[name]) for name in sorted(parts)]


def _rows(pairs: Iterable[Pair]) -> list[Row]:
    return [
        Row(pair.subject, rater, question, value)
        for pair in pairs
        for question, values in pair.answers.items()
        for rater, value in zip((pair.first, pair.second), values, strict=True)
    ]


def _on_question(
    pairs: Iterable[Pair], question: str, level: Level, seed: int, scale: Sequence[Value] | None
) -> OnQuestion:
    both = {p.subject: p.answers[question] for p in pairs if question in p.answers}
    rows = [
        Row(subject, rater, question, value)
        for subject, values in both.items()
        for rater, value in zip(("first", "second"), values, strict=True)
    ]
    return OnQuestion(
        percent_agreement(rows),
        kappa(both, WEIGHTING[level], seed=seed, scale=scale),
        alpha(rows, level, seed=seed, scale=scale),
    )


def _gap(pairs: Iterable[Pair], seed: int) -> Figure | Undefined:
    gaps = np.array([abs(pair.scores[0] - pair.scores[1]) for pair in pairs if pair.scores])
    if not len(gaps):
        return Undefined("no_rows")

    def mean(weights: Floats) -> Floats:
        return np.asarray(weights @ gaps / weights.sum(axis=1))

    return figure(mean, len(gaps), seed=seed)


def _beside(name: str, pairs: Sequence[Pair]) -> Beside:
    apart = [
        (pair.scores[0] - pair.scores[1]) * (1 if pair.first == name else -1)
        for pair in pairs
        if pair.scores
    ]
    return Beside(name, len(pairs), percent_agreement(_rows(pairs)), _mean(apart))


def _mean(values: Sequence[float]) -> Figure | Undefined:
    """With Student's interval; none for fewer than 5, or where all are the same."""
    n = len(values)
    if not n:
        return Undefined("no_rows")
    value = fmean(values)
    if n < 5 or not stdev(values):
        return Figure(value, None, None, n, "too_few_subjects" if n < 5 else "no_variation")
    # Imported here because scipy holds 25 MB, which every process would pay.
    from scipy import special

    half = float(special.stdtrit(n - 1, 0.975)) * stdev(values) / sqrt(n)
    return Figure(value, value - half, value + half, n)
