"""Gives the demo its coaching plans, kudos, badges, and the notice to workers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from coaching.plans.models import CoachingPlan
from coaching.plans.planning import (
    add_action,
    add_session,
    close,
    make_plan,
    open_plan,
    proposal_for,
    sign,
    tick_action,
    write_notes,
)
from qa_app.demo.chance import dice
from qa_app.demo.people import AGENT
from qa_app.demo.staffing import Staff
from qa_app.demo.texts.reading import remarks
from qa_app.people.models import User
from recognition.badges.awarding import award
from recognition.kudos.giving import give
from scorecards.flagging.models import WorkerNotice
from scorecards.reviews.models import Answer, Evaluation, Evidence
from transcription.interactions.models import Interaction

WEEK = timedelta(weeks=1)
NOTICE = (
    "From today on a model may suggest which conversations reviewers look at. It reads the text "
    "and the timing, never the voice; it gives no scores; everybody sees of their own "
    "conversations how each was chosen. Questions go to Judith Palmer or the works council."
)
OPEN_PLANS = ((AGENT, 4), ("Tom Becker", 3), ("Peter Lang", 3), ("Viktor Dahl", 2))
CLOSED_PLANS = (("Elena Petrova", 8), ("Leila Amiri", 7))
PROPOSED = ("Hannah Fischer", "Noor Haddad")
KUDOS = 14


def give_notice(session: Session, staff: Staff, at: datetime) -> None:
    """Record that the workers were told, so that flagging can be trained."""
    given = at - 10 * WEEK
    session.add(
        WorkerNotice(
            given_by=staff.manager.name,
            given_on=given.date(),
            text=NOTICE,
            told_to="All agents and leads of Harbour, Meadow and Summit",
            council_on=(given - WEEK).date(),
            recorded_by=staff.manager.id,
            recorded_at=given,
        )
    )


def coach(session: Session, staff: Staff, at: datetime) -> int:
    """Plans that are open, closed and proposed, each from the figures of its time."""
    plans = [_closed(session, staff, name, at, weeks) for name, weeks in CLOSED_PLANS]
    plans += [_opened(session, staff, name, at, weeks) for name, weeks in OPEN_PLANS]
    for name in PROPOSED:
        agent, lead = _pair(staff, name)
        plans.append(_plan(session, agent, lead, at - timedelta(hours=20)))
    return len(plans)


def _plan(session: Session, agent: User, lead: User, at: datetime) -> CoachingPlan:
    proposal = proposal_for(session, agent, at)
    goal = None if proposal.focus else "Give every customer a day that we can keep."
    return make_plan(session, agent, proposal=proposal, by=lead.id, at=at, goal=goal)


def _opened(session: Session, staff: Staff, name: str, at: datetime, weeks: int) -> CoachingPlan:
    """Begun some weeks ago: one action done, one overdue, one to come; a meeting held."""
    agent, lead = _pair(staff, name)
    began = at - weeks * WEEK
    plan = _plan(session, agent, lead, began)
    open_plan(session, plan, by=lead.id, at=began)
    read = add_action(
        session,
        plan,
        text="Read the three marked conversations and note what you would change",
        owner_id=agent.id,
        due_on=(began + WEEK).date(),
        by=lead.id,
        at=began,
    )
    add_action(
        session,
        plan,
        text="Listen in on two conversations of a colleague who does this well",
        owner_id=agent.id,
        due_on=(at - timedelta(days=5)).date(),
        by=lead.id,
        at=began,
    )
    add_action(
        session,
        plan,
        text="Go through two new conversations together",
        owner_id=lead.id,
        due_on=(at + timedelta(days=4)).date(),
        by=lead.id,
        at=began,
    )
    held = _hour(began + timedelta(days=3), 14)
    tick_action(session, plan, read, done=True, by=agent.id, at=held)
    meeting = add_session(
        session, plan, held_at=held, agenda="What is hard about it?", by=lead.id, at=began
    )
    write_notes(
        session,
        plan,
        meeting,
        shared="We looked at three conversations. Agreed: say what happens next before the end.",
        private="Seemed tired; ask about the shift plan.",
        done=True,
        by=lead.id,
        at=held,
    )
    add_session(
        session,
        plan,
        held_at=_hour(at + timedelta(days=2), 10),
        agenda=None,
        by=lead.id,
        at=at - timedelta(days=1),
    )
    sign(session, plan, by=lead.id, at=held)
    if weeks > 2:
        sign(session, plan, comment="Fine with me.", by=agent.id, at=held + timedelta(hours=2))
    return plan


def _closed(session: Session, staff: Staff, name: str, at: datetime, weeks: int) -> CoachingPlan:
    """Begun and ended within the three months, with what came of it."""
    agent, lead = _pair(staff, name)
    began, ended = at - weeks * WEEK, at - WEEK
    plan = _plan(session, agent, lead, began)
    open_plan(session, plan, by=lead.id, at=began)
    item = add_action(
        session,
        plan,
        text="Write the steps for the three commonest cases on one page",
        owner_id=agent.id,
        due_on=(began + 2 * WEEK).date(),
        by=lead.id,
        at=began,
    )
    tick_action(session, plan, item, done=True, by=agent.id, at=began + 2 * WEEK)
    meeting = add_session(
        session, plan, held_at=_hour(began + WEEK, 10), agenda="First look", by=lead.id, at=began
    )
    write_notes(
        session,
        plan,
        meeting,
        shared="The page with the steps is on the team's board.",
        private=None,
        done=True,
        by=lead.id,
        at=began + WEEK,
    )
    sign(session, plan, by=lead.id, at=began + timedelta(days=1))
    sign(session, plan, comment="Thank you for the time.", by=agent.id, at=began + WEEK)
    close(
        session,
        plan,
        outcome="Steps are given one by one now; we go on without a plan.",
        by=lead.id,
        at=ended,
    )
    return plan


def _hour(moment: datetime, hour: int) -> datetime:
    """That hour of the day, or of the Monday after a weekend: when people meet."""
    day = moment + timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() > 4 else 0)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def _pair(staff: Staff, name: str) -> tuple[User, User]:
    agent = staff.agents[name]
    team = next(team for team, row in staff.teams.items() if row.id == agent.team_id)
    return agent, staff.leads[team]


def recognise(session: Session, staff: Staff, at: datetime, seed: int) -> int:
    """Kudos for moments in outstanding conversations, and the badges that the figures carry."""
    rng = dice(seed, "kudos")
    rows = session.execute(
        select(Evaluation, Evidence.turn_id)
        .join(Evidence, Evidence.evaluation_id == Evaluation.id)
        .where(Evaluation.percent >= 97, Evaluation.released_at.is_not(None))
        .where(Evaluation.submitted_at > at - 8 * WEEK)
        .order_by(Evaluation.submitted_at, Evidence.id)
    ).all()
    one_each = {evaluation.id: (evaluation, turn_id) for evaluation, turn_id in rows}
    chosen = set(rng.sample(sorted(one_each), min(KUDOS, len(one_each))))
    shown = _best_of(session, staff.agents[AGENT], at)
    one_each |= shown
    chosen |= set(shown)
    agents = {user.id: user for user in staff.agents.values()}
    for evaluation_id in sorted(chosen):
        evaluation, turn_id = one_each[evaluation_id]
        _thank(session, rng, staff, agents, evaluation, turn_id, at)
    return len(chosen) + sum(len(award(session, user, at)) for user in _of_long(staff))


def _best_of(session: Session, agent: User, at: datetime) -> dict[int, tuple[Evaluation, int]]:
    """The best conversation of the last weeks of the agent as whom one steps in."""
    row = session.execute(
        select(Evaluation, Evidence.turn_id)
        .join(Evidence, Evidence.evaluation_id == Evaluation.id)
        .join(
            Answer,
            (Answer.evaluation_id == Evaluation.id)
            & (Answer.question_key == Evidence.question_key),
        )
        .where(Evaluation.agent_id == agent.id, Evaluation.released_at.is_not(None))
        .where(Evaluation.submitted_at > at - 4 * WEEK, Evaluation.percent.is_not(None))
        .where(Answer.fraction == 1)
        .order_by(Evaluation.percent.desc(), Evaluation.id, Evidence.id)
        .limit(1)
    ).first()
    return {} if row is None else {row[0].id: (row[0], row[1])}


def _thank(
    session: Session,
    rng: random.Random,
    staff: Staff,
    agents: dict[int, User],
    evaluation: Evaluation,
    turn_id: int,
    at: datetime,
) -> None:
    receiver = agents[evaluation.agent_id]
    givers = [user for user in staff.users if user.id not in {receiver.id, staff.admin.id}]
    interaction = session.get_one(Interaction, evaluation.interaction_id)
    moment = min((evaluation.submitted_at or at) + timedelta(hours=rng.randint(2, 30)), at)
    giver = _pair(staff, receiver.name)[1] if rng.random() < 0.6 else rng.choice(givers)
    give(
        session,
        receiver,
        text=rng.choice(remarks()["kudos"]),
        interaction=interaction,
        turn_id=turn_id,
        by=giver.id,
        at=moment - timedelta(minutes=1),
    )


def _of_long(staff: Staff) -> Sequence[User]:
    return list(staff.agents.values())
