"""Krippendorff's alpha for any number of raters with missing verdicts, N/A as a verdict of its own.

Alpha compares how far verdicts on the same interaction lie apart with how far any two verdicts
lie apart: 1 is full agreement, 0 is what chance would give. Source: K. Krippendorff (2019),
Content Analysis, 4th ed., chapter 12.

It is worked out here rather than by the library of that name, since thousands of resamples have
to be taken at once, and since N/A lies as far from every other verdict as the two ends of the
scale lie apart. The tests compare both wherever both apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scorecards.calibration.resampling import Floats, figure
from scorecards.calibration.rows import (
    Figure,
    Level,
    Reason,
    Row,
    Said,
    Undefined,
    Value,
    applicable,
    by_question,
    by_subject,
    domain,
    refusal,
)

TINY = 1e-12


def alpha(
    rows: Iterable[Row], level: Level, *, seed: int, scale: Sequence[Value] | None = None
) -> Figure | Undefined:
    """Alpha of one question, with a 95 % interval from redrawing subjects.

    `scale` orders the values for the ordinal level (else numbers by size); the interval level
    takes numbers. Raises ValueError for text at the interval level, or a value off the scale.
    """
    said = by_subject(rows)
    return _measure({"": said}, {"": level}, {} if scale is None else {"": scale}, seed)


def pooled_alpha(
    rows: Iterable[Row],
    levels: Mapping[str, Level],
    *,
    seed: int,
    scales: Mapping[str, Sequence[Value]] | None = None,
) -> Figure | Undefined:
    """One alpha for several questions: 1 - (sum of observed) / (sum of expected disagreement).

    Each question is compared with what chance would give *on it*, in parts of its own scale, so
    that a distance means the same on each. Questions on which everybody always says the same add
    nothing. Subjects are redrawn whole, with all their questions.
    """
    said = {question: by_subject(part) for question, part in by_question(rows).items()}
    return _measure(said, levels, scales or {}, seed)


@dataclass(frozen=True, slots=True)
class _Counts:
    """How often each value (subjects, values) and N/A (subjects,) was given by at least two raters.

    `places` are the values' positions on a scale of 0 to 1, None where they follow from ranks.
    """

    real: Floats
    na: Floats
    places: Floats | None
    nominal: bool

    @property
    def given(self) -> Floats:
        """Verdicts of each subject, (subjects,)."""
        return np.asarray(self.real.sum(axis=1) + self.na)

    def disagreement(self, weights: Floats) -> tuple[Floats, Floats]:
        """Observed and expected disagreement, each times the number of verdicts, one a resample."""
        real, na = weights @ self.real, weights @ self.na
        total = real.sum(axis=1) + na
        places = self._places(real)
        partners = np.where(self.given > 1, self.given - 1, 1.0)
        observed = np.sum(weights * self._apart_within(places) / partners, axis=1)
        expected = self._apart(real, na, np.sum(real * places, 1), np.sum(real * places**2, 1))
        return observed, expected / np.maximum(total - 1, 1)

    def _places(self, real: Floats) -> Floats:
        """Positions on 0 to 1, (1 or resamples, values)."""
        if self.places is not None:
            return self.places[None]
        ranks = np.cumsum(real, axis=1) - real / 2
        first, last = ranks[:, :1], ranks[:, -1:]
        return (ranks - first) / np.maximum(last - first, TINY)

    def _apart_within(self, places: Floats) -> Floats:
        """Summed squared distances within each subject, (1 or resamples, subjects)."""
        return self._apart(self.real, self.na, places @ self.real.T, places**2 @ self.real.T)

    def _apart(self, real: Floats, na: Floats, sums: Floats, squares: Floats) -> Floats:
        """Squared distances summed over all ordered pairs; N/A is 1 from every other verdict."""
        answered = real.sum(axis=1)
        if self.nominal:
            between = answered**2 - np.sum(real**2, axis=1)
        else:
            between = 2 * (answered * squares - sums**2)
        return np.asarray(between + 2 * answered * na)


def _measure(
    questions: Mapping[str, Said],
    levels: Mapping[str, Level],
    scales: Mapping[str, Sequence[Value]],
    seed: int,
) -> Figure | Undefined:
    refusals = {key: refusal(said) for key, said in questions.items()}
    usable = [key for key, reason in refusals.items() if reason is None]
    subjects = _shared(questions[key] for key in usable or questions)
    if not usable:
        return Undefined(_likeliest(refusals.values()), len(subjects))
    parts = [_count(questions[k], levels[k], subjects, scales.get(k)) for k in usable]

    def statistic(weights: Floats) -> Floats:
        seen, chance = np.sum([part.disagreement(weights) for part in parts], axis=0)
        return np.where(chance > TINY, 1 - seen / np.maximum(chance, TINY), np.nan)

    return figure(statistic, len(subjects), seed=seed)


def _shared(questions: Iterable[Said]) -> list[str]:
    """Subjects on which at least two raters answered the same question."""
    return sorted({s for said in questions for s, verdicts in said.items() if len(verdicts) > 1})


def _likeliest(reasons: Iterable[Reason | None]) -> Reason:
    """The reason of the question that came nearest to carrying an alpha."""
    order: tuple[Reason, ...] = ("no_variation", "one_subject", "nothing_in_common", "one_rater")
    given = set(reasons)
    return next((reason for reason in order if reason in given), "no_rows")


def _count(
    said: Said, level: Level, subjects: Sequence[str], scale: Sequence[Value] | None
) -> _Counts:
    values = [value for value in domain(said, scale) if applicable(value)]
    column = {value: place for place, value in enumerate(values)}
    real = np.zeros((len(subjects), len(values)))
    na = np.zeros(len(subjects))
    for line, subject in enumerate(subjects):
        verdicts = said.get(subject, {})
        for value in verdicts.values() if len(verdicts) > 1 else ():
            if applicable(value):
                real[line, column[value]] += 1
            else:
                na[line] += 1
    return _Counts(real, na, _positions(values, level), level == "nominal")


def _positions(values: Sequence[Value], level: Level) -> Floats | None:
    if level == "ordinal":
        return None
    if level == "nominal":
        return np.zeros(len(values))
    if strange := [value for value in values if not isinstance(value, float | int)]:
        raise ValueError(f"{strange[0]!r} is no number, as the interval level needs.")
    numbers = np.array(values, dtype=float)
    if not len(numbers):
        return numbers
    return np.asarray((numbers - numbers.min()) / max(float(np.ptp(numbers)), TINY))
