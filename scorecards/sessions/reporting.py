"""Agreement of one session, or of all sessions of a scorecard in a period, with a trend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from zlib import crc32

from scorecards.calibration.agreement import Report, percent_agreement, report
from scorecards.calibration.alpha import alpha
from scorecards.calibration.rows import Figure, Level, Row, Undefined, Value, questions_as_subjects
from scorecards.design.document import Question
from scorecards.reviews.results import document_of
from scorecards.sessions.models import Calibration
from scorecards.sessions.verdicts import asked_of, level_of, rows_of, scale_of

Scale = tuple[str, Level, tuple[Value, ...] | None]


@dataclass(frozen=True)
class Gathered:
    """Verdicts of one or several sessions, and how each question is measured."""

    questions: dict[str, Question]
    rows: tuple[Row, ...]
    scales: tuple[Scale, ...]

    @property
    def interactions(self) -> int:
        """How many subjects there are."""
        return len({row.subject for row in self.rows})

    @property
    def raters(self) -> int:
        """How many people have judged."""
        return len({row.rater for row in self.rows})

    @property
    def digest(self) -> str:
        """A name for exactly these verdicts, measured so."""
        return sha256(repr((self.rows, self.scales)).encode()).hexdigest()


@dataclass(frozen=True)
class Figures:
    """What is worked out; `points` is alpha over questions as subjects."""

    report: Report
    points: Figure | Undefined


@dataclass(frozen=True)
class Moment:
    """One session of the trend."""

    calibration: Calibration
    percent: Figure | Undefined


def gathered(calibrations: Sequence[Calibration]) -> Gathered:
    """The verdicts of sessions whose questions are alike.

    An interaction that two sessions took is a subject in each. Verdicts on a question whose way
    of answering differs from that of the first session's version are left out.
    """
    questions = asked_of(document_of(calibrations[0].version)) if calibrations else {}
    rows = tuple(row for one in calibrations for row in _own_rows(one, questions))
    scales = tuple((key, level_of(one), scale_of(one)) for key, one in questions.items())
    return Gathered(questions, rows, scales)


def figures(found: Gathered) -> Figures:
    """All figures of the verdicts; see docs/formulas.md. Takes seconds for dozens of subjects."""
    seed = crc32(repr(found.rows).encode())
    levels = {key: level for key, level, _ in found.scales}
    known = {key: scale for key, _, scale in found.scales if scale is not None}
    return Figures(
        report(found.rows, levels, seed=seed, scales=known),
        alpha(questions_as_subjects(found.rows), "interval", seed=seed),
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
