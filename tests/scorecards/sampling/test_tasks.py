"""Draws that are due are made once, with a seed that nobody chose."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.sampling.periods import Period, seed_for
from scorecards.sampling.tasks import draw_if_due
from scorecards.sampling.undoing import undo_draw
from tests.factories.people import make_team, make_user
from tests.factories.sampling import AT, MONDAY, NEXT_MONDAY, make_interactions, make_plan
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
