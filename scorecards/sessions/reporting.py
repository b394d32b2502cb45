"""Agreement of one session, or of all sessions of a scorecard in a period, with a trend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from scorecards.calibration.agreement import Report, percent_agreement, report
from scorecards.calibration.alpha import alpha
from scorecards.calibration.rows import Figure, Row, Undefined, Value, questions_as_subjects
from scorecards.design.document import Question
from scorecards.reviews.results import document_of
from scorecards.sessions.models import Calibration
from scorecards.sessions.verdicts import asked_of, level_of, rows_of, scale_of

Scale = tuple[str, str, tuple[Value, ...] | None]


@dataclass(frozen=True)
class Measured:
    """The figures of `interactions` in sessions; `points` is alpha over questions as subjects.

    `left_out` are sessions with another version that asks differently, which cannot be pooled.
    """

    report: Report
    points: Figure | Undefined
    questions: dict[str, Question]
    interactions: int
    raters: int


@dataclass(frozen=True)
class Moment:
    """One session of the trend."""

    calibration: Calibration
    percent: Figure | Undefined


def measured(calibrations: Sequence[Calibration]) -> Measured:
    """All figures over sessions whose questions are alike; see docs/formulas.md.

    An interaction that two sessions took is a subject in each. Verdicts on a question whose way
    of answering differs from that of the newest version are left out.
    """
    questions = asked_of(document_of(calibrations[0].version)) if calibrations else {}
    rows = tuple(row for one in calibrations for row in _own_rows(one, questions))
    scales = tuple((key, level_of(one), scale_of(one)) for key, one in questions.items())
    found, points = _figures(rows, scales)
    return Measured(
        found,
        points,
        questions,
        len({row.subject for row in rows}),
        len({row.rater for row in rows}),
    )


def trend(calibrations: Iterable[Calibration]) -> list[Moment]:
    """Each session's share of agreeing pairs, the oldest first."""
    ordered = sorted(calibrations, key=lambda one: (one.revealed_at or one.created_at, one.id))
    return [Moment(one, percent_agreement(rows_of(one))) for one in ordered]


def _own_rows(calibration: Calibration, questions: dict[str, Question]) -> Iterable[Row]:
    """The rows with subjects told apart by session, of questions that are answered alike."""
    own = asked_of(document_of(calibration.version))
    for row in rows_of(calibration):
        asked, mine = questions.get(row.question), own[row.question]
        if asked and (asked.type, level_of(asked), scale_of(asked)) == (
            mine.type,
            level_of(mine),
            scale_of(mine),
        ):
            subject = f"{calibration.id}:{row.subject}"
            yield Row(subject, row.rater, row.question, row.value, row.points)


@lru_cache(maxsize=64)
def _figures(rows: tuple[Row, ...], scales: tuple[Scale, ...]) -> tuple[Report, Figure | Undefined]:
    """Pure in its arguments, and so kept: the same rows give the same figures."""
    seed = crc32(repr(rows).encode())
    levels = {key: level for key, level, _ in scales}
    known = {key: scale for key, _, scale in scales if scale is not None}
    found = report(rows, levels, seed=seed, scales=known)  # type: ignore[arg-type]
    return found, alpha(questions_as_subjects(rows), "interval", seed=seed)
