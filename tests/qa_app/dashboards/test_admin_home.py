"""The admin's home counts people and work, and names nobody's score."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState, Queue
from qa_app.core.permissions import Role
from qa_app.dashboards.admin_home import admin_home
from tests.factories.people import AT, make_team, make_user


def job(session: Session, state: JobState, since: timedelta) -> None:
    session.add(
        Job(task="x", args={}, queue=Queue.FAST, state=state, created_at=AT, run_after=AT - since)
    )
    session.flush()


def test_people_by_role(session: Session) -> None:
    team = make_team(session)
    make_user(session, Role.AGENT, team)
    make_user(session, Role.AGENT, team, active=False)
    make_user(session, Role.ADMIN)
    view = admin_home(session, AT)
    assert (view.people, view.teams, view.inactive, view.no_password) == (3, 1, 1, 2)
    assert dict(view.roles) == {
        Role.ADMIN: 1,
        Role.QA_MANAGER: 0,
        Role.REVIEWER: 0,
        Role.TEAM_LEAD: 0,
        Role.AGENT: 2,
    }


def test_work_that_nobody_takes_is_pointed_out(session: Session) -> None:
    job(session, JobState.WAITING, timedelta(minutes=-9))
    assert (admin_home(session, AT).oldest, admin_home(session, AT).stuck) == (None, False)
    job(session, JobState.WAITING, timedelta(minutes=4))
    assert admin_home(session, AT).stuck is False
    job(session, JobState.WAITING, timedelta(minutes=6))
    view = admin_home(session, AT)
    assert (view.oldest, view.stuck) == (AT - timedelta(minutes=6), True)
    assert view.jobs["waiting"] == 3
