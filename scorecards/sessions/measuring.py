"""Keeps figures of agreement: at once for one interaction, in the background for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import JobState
from qa_app.core.jobs.queue import URGENT, enqueue, jobs_of
from scorecards.calibration.agreement import Report
from scorecards.calibration.rows import Figure, Undefined
from scorecards.design.document import Question
from scorecards.sessions.models import Calibration, CalibrationFigures
from scorecards.sessions.reporting import Figures, Gathered, figures, gathered

TASK = "calibration.measure"
SUBJECT = "calibration_session"
AT_ONCE = 1
"""For so many interactions nothing is redrawn by question, and a person need not wait."""
_FORM = TypeAdapter(Figures)


@dataclass(frozen=True)
class Measured:
    """The figures of `interactions` that `raters` judged, and the questions by key."""

    report: Report
    points: Figure | Undefined
    questions: dict[str, Question]
    interactions: int
    raters: int


def known(session: Session, calibrations: Sequence[Calibration]) -> Measured | None:
    """The figures of these sessions; None where they have yet to be worked out."""
    found = gathered(calibrations)
    if found.interactions <= AT_ONCE:
        return _measured(found, figures(found))
    kept = _kept(session, found)
    return _measured(found, _FORM.validate_python(kept.result)) if kept else None


def ask(session: Session, calibrations: Sequence[Calibration]) -> None:
    """Have the figures worked out, unless that is under way for the newest session."""
    first = calibrations[0]
    ids = [one.id for one in calibrations]
    for job in jobs_of(session, (SUBJECT, first.id)):
        is_alive = job.state in (JobState.WAITING, JobState.RUNNING)
        if job.task == TASK and is_alive and job.args.get("calibration_ids") == ids:
            return
    subject = (SUBJECT, first.id)
    enqueue(session, TASK, {"calibration_ids": ids}, subject=subject, priority=URGENT)


def work_out(session: Session, calibrations: Sequence[Calibration], *, at: datetime) -> None:
    """Work the figures out and keep them; nothing where they are kept already."""
    found = gathered(calibrations)
    if not found.rows or _kept(session, found) is not None:
        return
    session.add(
        CalibrationFigures(
            calibration_id=calibrations[0].id,
            digest=found.digest,
            result=_FORM.dump_python(figures(found), mode="json"),
            made_at=at,
        )
    )
    session.flush()


def _kept(session: Session, found: Gathered) -> CalibrationFigures | None:
    return session.scalar(
        select(CalibrationFigures).where(CalibrationFigures.digest == found.digest)
    )


def _measured(found: Gathered, worked_out: Figures) -> Measured:
    return Measured(
        worked_out.report, worked_out.points, found.questions, found.interactions, found.raters
    )
