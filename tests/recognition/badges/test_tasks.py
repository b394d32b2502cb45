"""Badges are given in the background, one agent at a time, while others can write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.queue import enqueue
from qa_app.notifications.models import Notification
from recognition.badges import tasks
from recognition.badges.models import Badge
from tests.factories.feedback import make_desk, make_evaluation
from tests.locks import noting

Run = Callable[[], tuple[int, int]]
GOOD = {"greeting": "yes", "identity": "yes", "solved": "solved"}


def test_badges_are_given_once_told_and_nobody_waits_for_the_counting(
    session: Session, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(session)
    for _ in range(60):
        make_evaluation(session, desk, answers=GOOD, at=clock.now()).counts = True
    notes: list[tuple[str, bool]] = []
    monkeypatch.setattr(tasks, "deserved", noting(tasks.deserved, notes))
    enqueue(session, "recognition.award_badges", {})
    assert run_jobs() == (1, 0)
    badges = session.scalars(select(Badge)).all()
    assert {badge.subject for badge in badges} >= {"solved"}
    told = session.scalars(select(Notification).where(Notification.kind == "badge")).all()
    assert [each.user_id for each in told] == [desk.agent.id] * len(badges)
    assert notes
    assert [name for name, free in notes if not free] == []
    enqueue(session, "recognition.award_badges", {})
    assert run_jobs() == (1, 0)
    assert len(session.scalars(select(Badge.id)).all()) == len(badges)
