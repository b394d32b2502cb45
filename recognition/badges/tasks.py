"""Daily: gives badges; and looks again at those whose evidence changed."""

from __future__ import annotations

from sqlalchemy import select

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.locks import looking
from qa_app.core.permissions import Role
from qa_app.notifications.inbox import notify
from qa_app.people.models import Grant, User
from recognition.badges.awarding import deserved, give, look_again


@task("recognition.award_badges", lease_s=300)
def award_badges(context: TaskContext) -> None:
    """Look at every agent once and tell those who earned something; no lock while counting."""
    session = context.session
    with looking(session):
        holds = select(User).join(Grant).where(Grant.role == Role.AGENT)
        agents = session.scalars(holds).unique().all()
    for number, agent in enumerate(agents):
        context.progress(number, len(agents))
        with looking(session):
            badges = deserved(session, agent, clock.now())
        for badge in give(session, badges):
            text = f"You earned a badge: mastery of “{badge.label}”."
            notify(session, agent.id, "badge", text, path="/recognition", at=clock.now())
        if badges:
            context.commit()


@task("recognition.look_again")
def look_again_at(context: TaskContext, evaluation_id: int) -> None:
    """Mark badges that rest on a restated evaluation."""
    look_again(context.session, evaluation_id, clock.now())
