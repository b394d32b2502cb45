"""The admin's home: people by role, background work, and what the installation is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.config import Settings
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Role
from qa_app.people.models import Grant, SignInSession, Team, User

DAY = timedelta(days=1)
STUCK = timedelta(minutes=5)
MOST_PARKED = 20


@dataclass(frozen=True)
class AdminHome:
    """Everything on the page; nothing of interactions or scores."""

    people: int
    teams: int
    roles: Sequence[tuple[Role, int]]
    no_password: int
    inactive: int
    signed_in: int
    jobs: Mapping[str, int]
    """State → how many."""
    done_today: int
    oldest: datetime | None
    """Since when the oldest piece of work could have been taken and was not."""
    stuck: bool
    parked: Sequence[Job]
    version: str
    database: str
    settings: Settings


def admin_home(session: Session, at: datetime) -> AdminHome:
    """Read the page."""
    settings: Settings = session.info["settings"]
    oldest = session.scalar(
        select(func.min(Job.run_after)).where(Job.state == JobState.WAITING, Job.run_after <= at)
    )
    return AdminHome(
        people=_count(session, User.id),
        teams=_count(session, Team.id),
        roles=_roles(session),
        no_password=_count(session, User.id, User.password_hash.is_(None), User.active.is_(True)),
        inactive=_count(session, User.id, User.active.is_(False)),
        signed_in=_signed_in(session, at),
        jobs=_jobs(session),
        done_today=_count(session, Job.id, Job.state == JobState.DONE, Job.finished_at >= at - DAY),
        oldest=oldest,
        stuck=oldest is not None and at - oldest > STUCK,
        parked=session.scalars(
            select(Job)
            .where(Job.state == JobState.PARKED)
            .order_by(Job.id.desc())
            .limit(MOST_PARKED)
        ).all(),
        version=version("quality-desk"),
        database=session.get_bind().dialect.name,
        settings=settings,
    )


def _count(session: Session, column: object, *conditions: object) -> int:
    return session.scalar(select(func.count(column)).where(*conditions)) or 0  # type: ignore[arg-type]  # any table's id


def _roles(session: Session) -> list[tuple[Role, int]]:
    rows = session.execute(
        select(Grant.role, func.count(Grant.user_id.distinct())).group_by(Grant.role)
    )
    counts = {role: count for role, count in rows}  # noqa: C416 - rows are no pairs to mypy
    return [(role, counts.get(role, 0)) for role in Role]


def _signed_in(session: Session, at: datetime) -> int:
    query = select(func.count(SignInSession.user_id.distinct()))
    return session.scalar(query.where(SignInSession.seen_at >= at - DAY)) or 0


def _jobs(session: Session) -> Mapping[str, int]:
    rows = session.execute(select(Job.state, func.count(Job.id)).group_by(Job.state))
    return {state.value: 0 for state in JobState} | {state.value: count for state, count in rows}
