"""Weekly: proposes plans where the evidence carries one and none is open."""

from __future__ import annotations

from sqlalchemy import select

from coaching.plans.planning import alive_plan, make_plan, proposal_for
from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.permissions import Role
from qa_app.people.models import Grant, User


@task("coaching.propose", lease_s=300)
def propose_plans(context: TaskContext) -> None:
    """Look at every active agent once; commits agent by agent."""
    session = context.session
    agents = session.scalars(
        select(User.id).join(Grant).where(Grant.role == Role.AGENT, User.team_id.is_not(None))
    ).all()
    for number, agent_id in enumerate(agents, 1):
        agent = session.get_one(User, agent_id)
        if alive_plan(session, agent_id) is None:
            proposal = proposal_for(session, agent, clock.now())
            if proposal.focus:
                make_plan(session, agent, proposal=proposal, by=None, at=clock.now())
        context.progress(number, len(agents))
        context.commit()
