"""Verbs on coaching plans: propose, open, act, meet, sign, close."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from coaching.focus.evidence import costly_answers, question_evidence
from coaching.focus.proposing import Proposal, QuestionEvidence, propose
from coaching.plans.models import (
    ActionItem,
    CoachingPlan,
    CoachingSession,
    FocusArea,
    PlanEvidence,
    PlanState,
)
from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.text import clean
from qa_app.people.models import User
from scorecards.sampling.estimation import Estimate

BASELINE = timedelta(weeks=12)
DEFAULT_TERM = timedelta(weeks=6)
TARGET = 80.0
"""Percent of a question's points that a focus area aims at."""
ALIVE = (PlanState.PROPOSED, PlanState.OPEN)


def proposal_for(session: Session, agent: User, at: datetime) -> Proposal:
    """What the last twelve weeks of counting evaluations carry for an agent."""
    colleagues = session.scalars(
        select(User.id).where(User.team_id == agent.team_id, User.id != agent.id)
    )
    questions = question_evidence(
        session, agent.id, since=at - BASELINE, until=at, colleagues=colleagues
    )
    return propose(questions, target=TARGET)


def make_plan(
    session: Session,
    agent: User,
    *,
    proposal: Proposal,
    by: int | None,
    at: datetime,
    goal: str | None = None,
) -> CoachingPlan:
    """A proposed plan with focus areas, strengths and the answers they rest on.

    Refused while another plan of the agent is proposed or open, or when nothing is in it.
    """
    if alive_plan(session, agent.id) is not None:
        raise Refused(f"{agent.name} has a plan already; close it first.")
    if not proposal.focus and not goal:
        raise Refused(
            "No question is below the target with enough evidence. Give the plan a goal yourself.",
            field="goal",
        )
    plan = CoachingPlan(
        agent_id=agent.id,
        coach_id=by,
        team_id=agent.team_id,
        state=PlanState.PROPOSED,
        goal=clean(goal) if goal else _goal(proposal),
        created_at=at,
        due_on=(at + DEFAULT_TERM).date(),
    )
    plan.focus_areas = [
        *(_area(question, is_strength=False) for question in proposal.focus),
        *(_area(question, is_strength=True) for question in proposal.strengths),
    ]
    plan.links = [
        PlanEvidence(
            evaluation_id=answer.evaluation_id, question_key=question.key, turn_id=answer.turn_id
        )
        for question in proposal.focus
        for answer in costly_answers(
            session, agent.id, question.scorecard_id, question.key, limit=3
        )
    ]
    session.add(plan)
    session.flush()
    keys = [question.key for question in proposal.focus]
    after = {"agent": agent.id, "focus": keys}
    record(session, "coaching.propose", ("coaching_plan", plan.id), by=by, at=at, after=after)
    return plan


def alive_plan(session: Session, agent_id: int) -> CoachingPlan | None:
    """The agent's proposed or open plan."""
    return session.scalar(
        select(CoachingPlan).where(CoachingPlan.agent_id == agent_id, CoachingPlan.state.in_(ALIVE))
    )


def open_plan(session: Session, plan: CoachingPlan, *, by: int, at: datetime) -> None:
    """Begin a proposed plan; from now on the agent sees it."""
    _only(plan, PlanState.PROPOSED, "Only a proposed plan can be begun.")
    plan.state, plan.opened_at, plan.coach_id = PlanState.OPEN, at, plan.coach_id or by
    _note(session, plan, "open", by, at)


def dismiss(session: Session, plan: CoachingPlan, *, reason: str, by: int, at: datetime) -> None:
    """Put a proposal aside with a reason."""
    _only(plan, PlanState.PROPOSED, "Only a proposal can be put aside; close an open plan.")
    plan.state, plan.closed_at, plan.outcome = PlanState.DISMISSED, at, clean(reason) or None
    _note(session, plan, "dismiss", by, at)


def change_goal(
    session: Session, plan: CoachingPlan, *, goal: str, due_on: date | None, by: int, at: datetime
) -> None:
    """Change goal and due date; signatures given for the old goal are taken back."""
    _refuse_ended(plan)
    if not clean(goal).strip():
        raise Refused("Say what is to be reached.", field="goal")
    plan.goal, plan.due_on = clean(goal), due_on
    plan.coach_signed_at = plan.agent_signed_at = None
    _note(session, plan, "change", by, at)


def add_action(
    session: Session,
    plan: CoachingPlan,
    *,
    text: str,
    owner_id: int,
    due_on: date | None,
    resource_url: str | None = None,
    by: int,
    at: datetime,
) -> ActionItem:
    """Add something that agent or coach will do."""
    _refuse_ended(plan)
    if not clean(text).strip():
        raise Refused("Say what is to be done.", field="text")
    if owner_id not in {plan.agent_id, plan.coach_id}:
        raise Refused("An action belongs to the agent or to the coach.", field="owner_id")
    if resource_url and not resource_url.startswith(("https://", "http://", "/")):
        raise Refused("A link begins with https://.", field="resource_url")
    item = ActionItem(
        text=clean(text), owner_id=owner_id, due_on=due_on, resource_url=resource_url or None
    )
    plan.actions.append(item)
    _note(session, plan, "action.add", by, at)
    return item


def tick_action(
    session: Session, plan: CoachingPlan, item: ActionItem, *, done: bool, by: int, at: datetime
) -> None:
    """Mark an action as done, or take that back."""
    _refuse_ended(plan)
    item.done_at, item.done_by = (at, by) if done else (None, None)
    _note(session, plan, "action.done" if done else "action.undone", by, at)


def remove_action(
    session: Session, plan: CoachingPlan, item: ActionItem, *, by: int, at: datetime
) -> None:
    """Remove an action that is not done."""
    _refuse_ended(plan)
    if item.done_at is not None:
        raise Refused("What is done stays in the plan.")
    plan.actions.remove(item)
    _note(session, plan, "action.remove", by, at)


def add_session(
    session: Session,
    plan: CoachingPlan,
    *,
    held_at: datetime,
    agenda: str | None,
    by: int,
    at: datetime,
) -> CoachingSession:
    """Plan a meeting; its agenda begins with what is still open."""
    _refuse_ended(plan)
    carried = [f"- {item.text}" for item in plan.actions if item.done_at is None]
    text = "\n".join([*carried, *([clean(agenda)] if agenda else [])])
    meeting = CoachingSession(held_at=held_at, agenda=text or None, written_by=by)
    plan.sessions.append(meeting)
    _note(session, plan, "session.add", by, at)
    return meeting


def write_notes(
    session: Session,
    plan: CoachingPlan,
    meeting: CoachingSession,
    *,
    shared: str | None,
    private: str | None,
    done: bool,
    by: int,
    at: datetime,
) -> None:
    """Write what both may read and what only coaches may."""
    _refuse_ended(plan)
    meeting.shared_notes = clean(shared) if shared else None
    meeting.private_notes = clean(private) if private else None
    meeting.done = done
    _note(session, plan, "session.write", by, at)


def sign(
    session: Session, plan: CoachingPlan, *, comment: str | None = None, by: int, at: datetime
) -> None:
    """Sign as the agent or as the coach, each once."""
    _only(plan, PlanState.OPEN, "Only an open plan is signed.")
    if by == plan.agent_id:
        if plan.agent_signed_at is not None:
            raise Refused("You have signed this plan already.")
        plan.agent_signed_at, plan.agent_comment = at, clean(comment) if comment else None
    else:
        if plan.coach_signed_at is not None:
            raise Refused("The coach has signed this plan already.")
        plan.coach_signed_at = at
    _note(session, plan, "sign", by, at)


def close(session: Session, plan: CoachingPlan, *, outcome: str, by: int, at: datetime) -> None:
    """End the plan with what came of it."""
    _only(plan, PlanState.OPEN, "Only an open plan is closed.")
    if not clean(outcome).strip():
        raise Refused("Say what came of it.", field="outcome")
    plan.state, plan.closed_at, plan.outcome = PlanState.CLOSED, at, clean(outcome)
    _note(session, plan, "close", by, at)


def _area(question: QuestionEvidence, *, is_strength: bool) -> FocusArea:
    score = question.score
    assert isinstance(score, Estimate)
    return FocusArea(
        scorecard_id=question.scorecard_id,
        question_key=question.key,
        question_text=question.text,
        is_strength=is_strength,
        baseline=_decimal(score.value),
        baseline_low=_decimal(score.low),
        baseline_high=_decimal(score.high),
        baseline_n=score.n,
        target=None if is_strength else Decimal(str(TARGET)),
    )


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 4)))


def _goal(proposal: Proposal) -> str:
    texts = " and ".join(f"“{question.text}”" for question in proposal.focus)
    return f"Reach {TARGET:.0f} % of the points in {texts}."


def _only(plan: CoachingPlan, state: PlanState, sentence: str) -> None:
    if plan.state is not state:
        raise Refused(sentence)


def _refuse_ended(plan: CoachingPlan) -> None:
    if plan.state not in ALIVE:
        raise Refused("This plan has ended; nothing in it changes any more.")


def _note(session: Session, plan: CoachingPlan, act: str, by: int, at: datetime) -> None:
    session.flush()
    record(session, f"coaching.{act}", ("coaching_plan", plan.id), by=by, at=at)
