"""The last draws with what became of their reviews."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.dashboards.drawn import last_draws
from scorecards.reviews.models import Assignment, AssignmentState
from tests.factories.people import make_team, make_user
from tests.factories.sampling import NEXT_MONDAY, make_draw, make_interactions, make_plan


def test_counts_of_a_draw(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER)
    make_interactions(session, agent, 6)
    draw = make_draw(session, make_plan(session))
    first, _second = session.scalars(select(Assignment).where(Assignment.draw_id == draw.id))
    first.state = AssignmentState.DONE
    session.flush()
    (row,) = last_draws(session)
    assert (row.draw, row.random, row.risk, row.left_out) == (draw, 2, 0, 0)
    assert (row.done, row.open, row.skipped, row.reviews) == (1, 1, 0, 2)
    assert row.last_moment == NEXT_MONDAY - timedelta(seconds=1)


def test_an_undone_draw_is_not_shown(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER)
    make_interactions(session, agent, 6)
    draw = make_draw(session, make_plan(session))
    draw.undone_at = NEXT_MONDAY
    session.flush()
    assert last_draws(session) == []
