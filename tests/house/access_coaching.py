"""What the access matrix knows of coaching, recognition, people and teams."""

from __future__ import annotations

from datetime import date

from coaching.focus.proposing import Proposal
from coaching.plans import planning
from coaching.plans.models import CoachingPlan, PlanEvidence
from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.notifications.inbox import notify
from qa_app.people.models import User
from recognition.kudos.giving import give
from scorecards.answering.calendars import add_holidays, holidays_of
from scorecards.reviews.models_acts import Example
from tests.factories.acts import make_example, make_suggestion
from tests.factories.feedback import make_evaluation
from tests.factories.scorecards import make_published
from tests.house.access_world import (
    ALL,
    COACHED,
    LED,
    OF_TEAMS,
    OWN,
    SCORED_OR_LED,
    TEAM,
    Kind,
    Values,
    Whose,
    World,
    anybodys,
    read_all,
    released,
    scored,
)


def _holiday(world: World) -> Values:
    add_holidays(world.session, world.team, {date(2026, 12, 25): "x"}, by=None, at=clock.now())
    return {"holiday_id": holidays_of(world.session, world.team)[0].id}


def _coaching_plan(world: World, whose: Whose) -> CoachingPlan:
    is_own = whose is Whose.OWN
    coach = world.actor if is_own and world.role is not Role.AGENT else world.manager
    # An agent has one plan alive at a time.
    agent = world.agent_of(whose)
    if planning.alive_plan(world.session, agent.id) is not None:
        _end_plans(world, agent)
    plan = planning.make_plan(
        world.session,
        agent,
        proposal=Proposal((), ()),
        goal="Say when the refund comes.",
        by=coach.id,
        at=clock.now(),
    )
    planning.open_plan(world.session, plan, by=coach.id, at=clock.now())
    planning.add_action(
        world.session,
        plan,
        text="Read the page on refunds.",
        owner_id=agent.id,
        due_on=None,
        resource_url=None,
        by=coach.id,
        at=clock.now(),
    )
    planning.add_session(
        world.session, plan, held_at=clock.now(), agenda=None, by=coach.id, at=clock.now()
    )
    return plan


def _end_plans(world: World, agent: User) -> None:
    plan = planning.alive_plan(world.session, agent.id)
    assert plan is not None
    planning.close(world.session, plan, outcome="Done.", by=world.manager.id, at=clock.now())


def _action(world: World, whose: Whose) -> Values:
    plan = _coaching_plan(world, whose)
    return {"plan_id": plan.id, "item_id": plan.actions[0].id}


def _meeting(world: World, whose: Whose) -> Values:
    plan = _coaching_plan(world, whose)
    return {"plan_id": plan.id, "session_id": plan.sessions[0].id}


def _example(world: World, whose: Whose, *, agreed: bool = False) -> Values:
    """An example of released work, marked by its reviewer; its agent is asked."""
    evaluation = released(world, whose)
    made = make_example(world.session, evaluation, agreed=agreed, at=clock.now())
    read_all(world)
    return {"example_id": made.id}


def _removed(world: World, whose: Whose) -> Values:
    """An example that the actor took out of the library."""
    values = _example(world, whose)
    example = world.session.get_one(Example, values["example_id"])
    example.removed_at, example.removed_by = clock.now(), world.actor.id
    world.session.flush()
    return values


def _suggested(world: World, whose: Whose) -> Values:
    """An evaluation that its reviewer thinks worth coaching."""
    made = make_suggestion(world.session, scored(world, whose), at=clock.now())
    read_all(world)
    return {"suggestion_id": made.id}


def _plan_link(world: World, whose: Whose) -> Values:
    plan = _coaching_plan(world, whose)
    evaluation = make_evaluation(world.session, world.desk(whose), agent=plan.agent, at=clock.now())
    link = PlanEvidence(evaluation_id=evaluation.id, question_key="solved", note="Look.")
    plan.links.append(link)
    world.session.flush()
    return {"plan_id": plan.id, "link_id": link.id}


def _message(world: World, whose: Whose) -> Values:
    to = world.member_of(whose)
    return {"message_id": notify(world.session, to.id, "x", "x", path=None, at=clock.now()).id}


def _kudos(world: World, whose: Whose) -> Values:
    to = world.stranger if whose is Whose.OTHER else world.colleague
    giver = world.member_of(whose)
    kudos = give(world.session, to, text=f"To {to.name}.", by=giver.id, at=clock.now())
    return {"kudos_id": kudos.id}


def _team(world: World, whose: Whose) -> Values:
    return {"team_id": (world.other_team if whose is Whose.OTHER else world.team).id}


KINDS: dict[str, Kind] = {
    "/answering/<int:scorecard_id>": anybodys(
        lambda w: {"scorecard_id": make_published(w.session).scorecard_id}
    ),
    "/calendars/<int:team_id>": anybodys(lambda w: {"team_id": w.team.id}),
    "/calendars/days/<int:holiday_id>/remove": anybodys(_holiday),
    "/coaching/<int:plan_id>": Kind(lambda w, o: {"plan_id": _coaching_plan(w, o).id}, COACHED),
    "/coaching/<int:plan_id>/actions/<int:item_id>": Kind(_action, COACHED),
    "/coaching/<int:plan_id>/sessions/<int:session_id>": Kind(_meeting, COACHED),
    "/coaching/<int:plan_id>/evidence/<int:link_id>": Kind(_plan_link, COACHED),
    "/coaching/examples/<int:example_id>": Kind(
        lambda w, o: _example(w, o, agreed=True), {Role.TEAM_LEAD: ALL, Role.QA_MANAGER: ALL}
    ),
    "/coaching/from/<int:evaluation_id>": Kind(
        lambda w, o: {"evaluation_id": scored(w, o).id}, SCORED_OR_LED
    ),
    "/coaching/suggestions/<int:suggestion_id>/decide": Kind(_suggested, LED),
    "/coaching/suggestions/<int:suggestion_id>/withdraw": Kind(
        _suggested, {Role.REVIEWER: OWN, Role.QA_MANAGER: OWN}
    ),
    "/coaching/new/<int:agent_id>": Kind(lambda w, o: {"agent_id": w.agent_of(o).id}, LED),
    "/examples/<int:example_id>": Kind(_example, {**OF_TEAMS, Role.AGENT: OWN}),
    "/examples/<int:example_id>/remove": Kind(_example, {**LED, Role.REVIEWER: OWN}),
    "/examples/<int:example_id>/restore": Kind(_removed, {**LED, Role.REVIEWER: OWN}),
    "/inbox/<int:message_id>": Kind(_message, dict.fromkeys(Role, OWN)),
    "/people/<int:user_id>": anybodys(lambda w: {"user_id": w.agent(w.team).id}),
    "/programme/<name>.csv": anybodys(lambda w: {"name": "coverage"}),
    "/recognition/<int:kudos_id>": Kind(_kudos, {**OF_TEAMS, Role.AGENT: TEAM}),
    # Nobody thanks themselves: an agent's own page is not there.
    "/recognition/give/<int:agent_id>": Kind(
        lambda w, o: {"agent_id": w.agent_of(o).id},
        {**OF_TEAMS, Role.AGENT: frozenset({Whose.TEAM})},
    ),
    "/teams/<int:team_id>": Kind(_team, LED),
}
