"""Proposals are made in the background, one agent at a time, while others can write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from coaching.plans import tasks
from coaching.plans.models import CoachingPlan
from qa_app.core import clock
from qa_app.core.jobs.queue import enqueue
from tests.factories.feedback import make_desk, make_evaluation
from tests.locks import noting

Run = Callable[[], tuple[int, int]]
BAD = {"greeting": "yes", "identity": "yes", "solved": "open"}


def test_a_plan_is_proposed_once_and_nobody_waits_for_the_counting(
    session: Session, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(session)
    for _ in range(8):
        make_evaluation(session, desk, answers=BAD, at=clock.now()).counts = True
    notes: list[tuple[str, bool]] = []
    monkeypatch.setattr(tasks, "proposal_for", noting(tasks.proposal_for, notes))
    enqueue(session, "coaching.propose", {})
    assert run_jobs() == (1, 0)
    assert session.scalars(select(CoachingPlan.agent_id)).all() == [desk.agent.id]
    assert notes
    assert [name for name, free in notes if not free] == []
    enqueue(session, "coaching.propose", {})
    assert run_jobs() == (1, 0)
    assert len(session.scalars(select(CoachingPlan.id)).all()) == 1
