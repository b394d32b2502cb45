"""Draws that are due are made once, with a seed that nobody chose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.queue import enqueue
from qa_app.core.permissions import Role
from scorecards.sampling import tasks
from scorecards.sampling.models import Draw
from scorecards.sampling.periods import Period, seed_for
from scorecards.sampling.tasks import draw_if_due
from scorecards.sampling.undoing import undo_draw
from tests.factories.people import make_team, make_user
from tests.factories.sampling import AT, MONDAY, NEXT_MONDAY, make_interactions, make_plan
from tests.locks import noting
from transcription.interactions.models import InteractionState


def test_the_last_full_week_is_drawn_once(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_interactions(session, agent, 10)
    plan = make_plan(session)
    draw = draw_if_due(session, plan, at=AT)
    assert draw is not None
    assert (draw.period_start, draw.period_end, draw.seed) == (
        MONDAY, NEXT_MONDAY, seed_for(plan.title, Period(MONDAY, NEXT_MONDAY)),
    )  # fmt: skip
    assert draw_if_due(session, plan, at=AT) is None
    undo_draw(session, draw, by=None, at=AT)
    assert draw_if_due(session, plan, at=AT) is None


def test_it_waits_a_day_for_transcripts(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_interactions(session, agent, 5)
    make_interactions(session, agent, 1, state=InteractionState.WAITING)
    plan = make_plan(session)
    assert draw_if_due(session, plan, at=NEXT_MONDAY + timedelta(hours=23)) is None
    draw = draw_if_due(session, plan, at=NEXT_MONDAY + timedelta(hours=24))
    assert draw is not None
    assert draw.left_out == {"no_transcript": 1}


def test_nothing_is_drawn_from_nothing(session: Session) -> None:
    assert draw_if_due(session, make_plan(session), at=AT) is None


def test_nobody_waits_while_a_frame_is_drawn_from(
    session: Session, run_jobs: Callable[[], tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    now = clock.now()
    wednesday = now - timedelta(days=now.weekday() + 5)
    make_interactions(session, agent, 10, since=wednesday)
    make_plan(session)
    notes: list[tuple[str, bool]] = []
    monkeypatch.setattr(tasks, "prepare_draw", noting(tasks.prepare_draw, notes))
    for _again in range(2):
        enqueue(session, "sampling.draw_due", {})
        assert run_jobs() == (1, 0)
    assert len(session.scalars(select(Draw.id)).all()) == 1
    assert notes == [("prepare_draw", True)]
