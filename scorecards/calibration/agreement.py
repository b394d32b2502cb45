"""How well raters agree on a question: in per cent, and corrected for chance by kappa and alpha."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from scorecards.calibration.alpha import alpha, pooled_alpha
from scorecards.calibration.kappa import Weighting, mean_kappa
from scorecards.calibration.rows import (
    Figure,
    Level,
    Reason,
    Row,
    Said,
    Undefined,
    Value,
    by_question,
    by_subject,
)
from scorecards.flagging.metrics import wilson

WEIGHTING: dict[Level, Weighting] = {
    "nominal": "none",
    "ordinal": "linear",
    "interval": "quadratic",
}
"""How kappa weighs a distance at each level of measurement."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One question: `percent` is the share of pairs of verdicts that are the same, 0 to 1.

    `subjects` were judged by at least two of the `raters`.
    """

    question: str
    level: Level
    percent: Figure | Undefined
    kappa: Figure | Undefined
    alpha: Figure | Undefined
    subjects: int
    raters: int


@dataclass(frozen=True, slots=True)
class Report:
    """All questions, in the order of the rows, and all of them together."""

    questions: tuple[Agreement, ...]
    percent: Figure | Undefined
    alpha: Figure | Undefined


def report(
    rows: Iterable[Row],
    levels: Mapping[str, Level],
    *,
    seed: int,
    scales: Mapping[str, Sequence[Value]] | None = None,
) -> Report:
    """Agreement on each question and on all; `levels` must name each question of the rows.

    Raises KeyError for a question without a level, ValueError as `alpha` does.
    """
    rows = list(rows)
    scales = scales or {}
    return Report(
        tuple(
            agreement(part, levels[question], seed=seed, scale=scales.get(question))
            for question, part in by_question(rows).items()
        ),
        percent_agreement(rows),
        pooled_alpha(rows, levels, seed=seed, scales=scales),
    )


def agreement(
    rows: Sequence[Row], level: Level, *, seed: int, scale: Sequence[Value] | None = None
) -> Agreement:
    """All figures of one question. Raises ValueError when there are no rows."""
    if not rows:
        raise ValueError("No rows, no question.")
    said = by_subject(rows)
    return Agreement(
        rows[0].question,
        level,
        percent_agreement(rows),
        mean_kappa(rows, WEIGHTING[level], seed=seed, scale=scale),
        alpha(rows, level, seed=seed, scale=scale),
        sum(len(verdicts) > 1 for verdicts in said.values()),
        len({rater for verdicts in said.values() for rater in verdicts}),
    )


def percent_agreement(rows: Iterable[Row]) -> Figure | Undefined:
    """The mean share of agreeing pairs, over subjects and their questions, 0 to 1.

    The interval is Wilson's with the number of subjects: exact for two raters on one question,
    careful (too wide rather than too narrow) for more of them.
    """
    questions = [by_subject(part) for part in by_question(rows).values()]
    shares = _shares(questions)
    if not shares:
        return Undefined(_why(questions))
    value = fmean(share for parts in shares.values() for share in parts)
    interval = wilson(value, len(shares))
    return Figure(value, min(interval.low, value), max(interval.high, value), len(shares))


def _shares(questions: Iterable[Said]) -> dict[str, list[float]]:
    """The share of agreeing pairs on each question, by subject."""
    shares: dict[str, list[float]] = {}
    for said in questions:
        for subject, verdicts in said.items():
            if (given := len(verdicts)) > 1:
                same = sum(n * (n - 1) for n in Counter(verdicts.values()).values())
                shares.setdefault(subject, []).append(same / (given * (given - 1)))
    return shares


def _why(questions: Iterable[Said]) -> Reason:
    raters = {rater for said in questions for verdicts in said.values() for rater in verdicts}
    return ("no_rows", "one_rater")[len(raters)] if len(raters) < 2 else "nothing_in_common"
