"""Weekly: proposes plans where the evidence carries one and none is open."""

from __future__ import annotations

from sqlalchemy import select

from coaching.plans.planning import alive_plan, make_plan, proposal_for
from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.locks import looking
from qa_app.core.permissions import Role
from qa_app.people.models import Grant, User


@task("coaching.propose", lease_s=300)
def propose_plans(context: TaskContext) -> None:
    """Look at every active agent once; commits agent by agent, holding no lock while counting."""
    session = context.session
    with looking(session):
        wanted = (Grant.role == Role.AGENT, User.team_id.is_not(None))
        agents = session.scalars(select(User).join(Grant).where(*wanted)).unique().all()
    for number, agent in enumerate(agents):
        context.progress(number, len(agents))
        with looking(session):
            has_one = alive_plan(session, agent.id) is not None
            proposal = None if has_one else proposal_for(session, agent, clock.now())
        if proposal is None or not proposal.focus:
            continue
        if alive_plan(session, agent.id) is None:
            make_plan(session, agent, proposal=proposal, by=None, at=clock.now())
        context.commit()
