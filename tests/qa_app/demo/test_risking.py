"""The demo's second plan waits for the model, and then draws half by risk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.models import Job
from qa_app.core.permissions import Role
from qa_app.demo.interactions import monday_of
from qa_app.demo.models import DemoState
from qa_app.demo.risking import plan_closer_look
from scorecards.sampling.models import Draw, DrawItem, Part, Plan
from tests.factories.flagging import give_notice, make_flag, make_version
from tests.factories.people import AT, make_team, make_user
from tests.factories.sampling import make_interactions

RunJobs = Callable[[], tuple[int, int]]


def make_centre(session: Session) -> Plan:
    """A demo with forty conversations of last week and somebody who scores them; its plan."""
    session.add(DemoState(loaded_at=AT, figures={}))
    give_notice(session)
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER)
    manager = make_user(session, Role.QA_MANAGER)
    now = clock.now()
    talks = make_interactions(session, agent, 40, since=monday_of(now) - timedelta(days=6))
    plan = plan_closer_look(session, by=manager.id, at=now)
    session.info["talks"] = talks
    return plan


def looks(session: Session) -> list[int]:
    """How often each job of the plan may still look."""
    jobs = session.scalars(select(Job).where(Job.task == "demo.closer_look").order_by(Job.id))
    return [job.args["looks"] for job in jobs]


def test_it_draws_half_by_risk_once_conversations_have_their_risk(
    session: Session, run_jobs: RunJobs
) -> None:
    plan = make_centre(session)
    version = make_version(session)
    for place, talk in enumerate(session.info["talks"]):
        make_flag(session, talk, version, place / 100)
    run_jobs()
    draw = session.scalars(select(Draw)).one()
    parts = Counter(session.scalars(select(DrawItem.part).where(DrawItem.draw_id == draw.id)))
    assert (plan.active, parts[Part.RANDOM], parts[Part.RISK]) == (True, 8, 8)
    assert looks(session) == [30]


def test_it_looks_again_later_while_there_is_no_model(session: Session, run_jobs: RunJobs) -> None:
    plan = make_centre(session)
    run_jobs()
    assert (plan.active, looks(session)) == (False, [30, 29])
    assert session.scalars(select(Draw)).all() == []


def test_nothing_is_drawn_where_the_demo_was_removed(session: Session, run_jobs: RunJobs) -> None:
    plan = make_centre(session)
    session.scalars(select(DemoState)).one().removed_at = clock.now()
    make_flag(session, session.info["talks"][0], make_version(session))
    run_jobs()
    assert (plan.active, looks(session)) == (False, [30])
