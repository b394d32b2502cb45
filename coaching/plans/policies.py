"""Who may see and change a coaching plan: coaches of the agent's team, and the agent."""

from __future__ import annotations

from sqlalchemy import Select, false, or_, select, true

from coaching.plans.models import CoachingPlan, PlanState
from qa_app.core.permissions import Permission, Role
from qa_app.people.actor import Actor
from qa_app.people.models import Grant, User

SEEN_BY_AGENT = (PlanState.OPEN, PlanState.CLOSED)


def coached_plans(actor: Actor) -> Select[CoachingPlan]:
    """Plans of the teams that the actor coaches; never the actor's own."""
    teams = actor.teams_with(Permission.COACH)
    inside = true() if teams is None else CoachingPlan.team_id.in_(teams) if teams else false()
    return select(CoachingPlan).where(inside, CoachingPlan.agent_id != actor.id)


def own_plans(actor: Actor) -> Select[CoachingPlan]:
    """The actor's own plans as an agent, once they are open."""
    allowed = true() if actor.can(Permission.OWN_COACHING) else false()
    return select(CoachingPlan).where(
        allowed, CoachingPlan.agent_id == actor.id, CoachingPlan.state.in_(SEEN_BY_AGENT)
    )


def readable_plans(actor: Actor) -> Select[CoachingPlan]:
    """Plans that the actor coaches or that are their own."""
    coached = coached_plans(actor).whereclause
    own = own_plans(actor).whereclause
    assert coached is not None
    assert own is not None
    return select(CoachingPlan).where(or_(coached, own))


def coachable_agents(actor: Actor) -> Select[User]:
    """Agents for whom the actor may make a plan."""
    teams = actor.teams_with(Permission.COACH)
    inside = true() if teams is None else User.team_id.in_(teams) if teams else false()
    agents = select(Grant.user_id).where(Grant.role == Role.AGENT)
    return select(User).where(inside, User.id.in_(agents), User.id != actor.id)


def is_coach_of(actor: Actor, plan: CoachingPlan) -> bool:
    """Whether the actor may change the plan and read its private notes."""
    teams = actor.teams_with(Permission.COACH)
    if plan.agent_id == actor.id:
        return False
    return teams is None or plan.team_id in teams
