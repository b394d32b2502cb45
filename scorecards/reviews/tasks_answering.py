"""Messages on the way of an answer: sent back, chosen to decide, soon over, late, withdrawn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.permissions import Permission, Role
from qa_app.notifications.inbox import notify, notify_all
from qa_app.people.queries import people_who_can, people_with_role
from qa_app.web.formatting import when
from scorecards.answering.calendars import calendar_of
from scorecards.answering.working_days import days_left
from scorecards.reviews.dispute_rounds import turn_of
from scorecards.reviews.disputes import disputes_of
from scorecards.reviews.models import Dispute, DisputeState, Evaluation, EvaluationState
from scorecards.reviews.returning import newest_return
from scorecards.reviews.tasks_feedback import leads_for, named


@task("feedback.tell_returned")
def tell_returned(context: TaskContext, evaluation_id: int) -> None:
    """Tell the reviewer that a lead asks them to look again."""
    evaluation = context.session.get(Evaluation, evaluation_id)
    if evaluation is None or evaluation.returned_at is None:
        return
    text = f"Sent back to you before the release: {named(evaluation.interaction)}."
    path = f"/returned/{evaluation.id}"
    kind = "evaluation.returned"
    at = clock.now()
    notify(context.session, evaluation.reviewer_id, kind, text, path=path, at=at)


@task("feedback.tell_sender")
def tell_sender(context: TaskContext, evaluation_id: int) -> None:
    """Tell whoever sent it back that the reviewer has answered."""
    evaluation = context.session.get(Evaluation, evaluation_id)
    sent = newest_return(context.session, evaluation_id)
    if evaluation is None or sent is None or sent.sent_by is None or sent.answered_at is None:
        return
    done = "changed" if sent.changed else "left as it was"
    text = f"{evaluation.reviewer.name} answered; it is {done}: {named(evaluation.interaction)}."
    kind, path = "evaluation.return_answered", f"/evaluations/{evaluation.id}"
    notify(context.session, sent.sent_by, kind, text, path=path, at=clock.now())


@task("feedback.tell_assigned")
def tell_assigned(context: TaskContext, dispute_id: int) -> None:
    """Tell the independent reviewer that a dispute waits for them."""
    dispute = _waiting(context.session, dispute_id)
    if dispute is None or dispute.decider is None:
        return
    until = _until(context.session, dispute, clock.now())
    text = f"You decide round {dispute.round}: {named(dispute.evaluation.interaction)}. {until}"
    person, path = dispute.decider.user_id, f"/disputes/{dispute.id}"
    notify(context.session, person, "dispute.assigned", text, path=path, at=clock.now())


@task("feedback.tell_unassigned")
def tell_unassigned(context: TaskContext, dispute_id: int) -> None:
    """Tell those who choose that a later round has nobody yet."""
    dispute = _waiting(context.session, dispute_id)
    if dispute is None or dispute.decider is not None:
        return
    text = f"Choose who decides round {dispute.round}: {named(dispute.evaluation.interaction)}."
    _tell(context.session, choosers(context.session, dispute), "dispute.unassigned", text, dispute)


@task("feedback.tell_withdrawn")
def tell_withdrawn(context: TaskContext, dispute_id: int) -> None:
    """Tell whoever was to decide that there is nothing to decide any more."""
    dispute = context.session.get(Dispute, dispute_id)
    if dispute is None or dispute.state is not DisputeState.WITHDRAWN:
        return
    evaluation = dispute.evaluation
    text = f"{evaluation.agent.name} withdrew a dispute: {named(evaluation.interaction)}."
    _tell(
        context.session, deciders_of(context.session, dispute), "dispute.withdrawn", text, dispute
    )


@task("feedback.remind_agent")
def remind_agent(context: TaskContext, evaluation_id: int) -> None:
    """Remind the agent of feedback that they have not read, while it can be disputed."""
    evaluation = context.session.get(Evaluation, evaluation_id)
    if evaluation is None or evaluation.state is not EvaluationState.RELEASED:
        return
    zone = calendar_of(context.session, evaluation.team_id).zone
    day = _day(evaluation.dispute_until, zone)
    text = f"Not read yet: {named(evaluation.interaction)}. It can be disputed until {day}."
    kind, path = "evaluation.reminder", f"/feedback/{evaluation.id}"
    notify(context.session, evaluation.agent_id, kind, text, path=path, at=clock.now())


@task("feedback.remind_of_appeal")
def remind_of_appeal(context: TaskContext, dispute_id: int) -> None:
    """Remind the agent that a decision can be taken further, unless they have done so meanwhile."""
    session, dispute = context.session, context.session.get(Dispute, dispute_id)
    if dispute is None or dispute.appeal_until is None:
        return
    turn = turn_of(dispute.evaluation.dispute_until, disputes_of(session, dispute.evaluation))
    at = clock.now()
    if turn is None or turn.round != dispute.round + 1 or not turn.is_open(at):
        return
    evaluation = dispute.evaluation
    day = _day(turn.until, calendar_of(session, evaluation.team_id).zone)
    text = f"The decision on {named(evaluation.interaction)} can be taken further until {day}."
    kind, path = "dispute.appeal_reminder", f"/feedback/{evaluation.id}"
    notify(session, evaluation.agent_id, kind, text, path=path, at=at)


@task("feedback.remind_decider")
def remind_decider(context: TaskContext, dispute_id: int) -> None:
    """Remind those who decide that the time is nearly over."""
    dispute = _waiting(context.session, dispute_id)
    if dispute is None:
        return
    until = _until(context.session, dispute, clock.now())
    text = f"A dispute waits: {named(dispute.evaluation.interaction)}. {until}"
    _tell(context.session, deciders_of(context.session, dispute), "dispute.reminder", text, dispute)


@task("feedback.tell_late")
def tell_late(context: TaskContext, dispute_id: int) -> None:
    """Tell deciders, managers and the agent that the decision is late."""
    dispute = _waiting(context.session, dispute_id)
    if dispute is None:
        return
    session, evaluation = context.session, dispute.evaluation
    managers = [each.id for each in people_with_role(session, Role.QA_MANAGER)]
    people = {*deciders_of(session, dispute), *managers} - {evaluation.agent_id}
    text = f"The decision is late: {named(evaluation.interaction)}."
    _tell(session, sorted(people), "dispute.late", text, dispute)
    mine = f"The decision on your dispute is late: {named(evaluation.interaction)}."
    path = f"/feedback/{evaluation.id}"
    notify(session, evaluation.agent_id, "dispute.late", mine, path=path, at=clock.now())


def deciders_of(session: Session, dispute: Dispute) -> list[int]:
    """Who may decide it now: the leads, or the one who was chosen; else those who choose."""
    if dispute.round == 1:
        return leads_for(session, dispute.evaluation)
    now = dispute.decider
    return choosers(session, dispute) if now is None else [now.user_id]


def choosers(session: Session, dispute: Dispute) -> list[int]:
    """Those who choose who decides a later round."""
    people = people_who_can(session, Permission.DISPUTES_ASSIGN)
    return [each.id for each in people if each.id != dispute.evaluation.agent_id]


def _waiting(session: Session, dispute_id: int) -> Dispute | None:
    dispute = session.get(Dispute, dispute_id)
    return dispute if dispute is not None and dispute.state is DisputeState.OPEN else None


def _tell(session: Session, people: list[int], kind: str, text: str, dispute: Dispute) -> None:
    notify_all(session, people, kind, text, path=f"/disputes/{dispute.id}", at=clock.now())


def _until(session: Session, dispute: Dispute, at: datetime) -> str:
    calendar = calendar_of(session, dispute.evaluation.team_id)
    left = days_left(at, dispute.due_at, calendar.zone, calendar)
    days = "1 working day left" if left == 1 else f"{left} working days left"
    return f"Decide until {_day(dispute.due_at, calendar.zone)}, {days}."


def _day(moment: datetime | None, zone: str) -> str:
    return "–" if moment is None else when(moment, zone, "deadline")
