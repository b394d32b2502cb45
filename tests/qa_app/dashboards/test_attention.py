"""What waits for a manager is named once, with its number, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState, Queue
from qa_app.dashboards.attention import Waiting, attention
from scorecards.reviews.models import Dispute, DisputeState, EvaluationState, Pool
from tests.factories.feedback import AT, make_desk, make_evaluation
from tests.factories.interactions import make_batch
from tests.factories.queue import make_assignment, make_text

DAY = timedelta(days=1)


def test_nothing_waits_on_an_empty_desk(session: Session) -> None:
    assert attention(session, AT) == ()


def test_each_kind_is_counted(session: Session) -> None:
    desk = make_desk(session)
    make_evaluation(session, desk)
    make_evaluation(session, desk, pool=Pool.CALIBRATION)
    for due in (AT - DAY, AT + DAY, AT + DAY):
        evaluation = make_evaluation(session, desk, state=EvaluationState.RELEASED)
        session.add(
            Dispute(
                evaluation_id=evaluation.id,
                opened_by=desk.agent.id,
                opened_at=AT,
                due_at=due,
                state=DisputeState.OPEN,
            )
        )
    make_assignment(session, make_text(session, desk.agent), desk.reviewer, due_at=AT - DAY)
    make_assignment(session, make_text(session, desk.agent), desk.reviewer, due_at=AT + DAY)
    batch = make_batch(session)
    batch.rejected, batch.total, batch.created_at = 3, 3, AT
    old = make_batch(session)
    old.rejected, old.created_at = 9, AT - 8 * DAY
    for finished in (AT, AT - 8 * DAY):
        session.add(
            Job(
                task="x", args={}, queue=Queue.FAST, state=JobState.PARKED, created_at=finished,
                run_after=finished, finished_at=finished,
            )
        )  # fmt: skip
    session.flush()
    assert attention(session, AT) == (
        Waiting("late_disputes", 1),
        Waiting("disputes", 2),
        Waiting("overdue", 1),
        Waiting("to_release", 1),
        Waiting("refused", 3, batch.id),
        Waiting("parked", 1),
    )
