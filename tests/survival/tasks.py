"""A task that takes a while and leaves a row: what a killed worker is in the middle of."""

from __future__ import annotations

import time

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.people.models import Team

SLOW_S = 0.15


@task("survival.add_team", lease_s=3)
def add_team(context: TaskContext, name: str) -> None:
    """Add a team of that name, slowly."""
    time.sleep(SLOW_S)
    context.session.add(Team(name=name, created_at=clock.now()))
