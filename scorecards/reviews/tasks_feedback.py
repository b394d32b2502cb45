"""Messages to those concerned by a release, a question or a dispute."""

from __future__ import annotations

from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.permissions import Role
from qa_app.core.text import shorten
from qa_app.notifications.inbox import notify, notify_all
from qa_app.people.queries import people_with_role
from scorecards.reviews.models import (
    SEEN_BY_AGENT,
    Dispute,
    DisputeState,
    Evaluation,
    FeedbackMessage,
)
from transcription.interactions.models import Interaction

OUTCOMES = {
    DisputeState.ACCEPTED: "was accepted",
    DisputeState.PARTLY: "was accepted in part",
    DisputeState.REJECTED: "was not accepted",
}


@task("feedback.tell_agent")
def tell_agent(context: TaskContext, evaluation_id: int) -> None:
    """Tell the agent that there is new feedback."""
    evaluation = context.session.get(Evaluation, evaluation_id)
    if evaluation is None or evaluation.state not in SEEN_BY_AGENT:
        return
    text = f"New feedback: {named(evaluation.interaction)}."
    notify(
        context.session,
        evaluation.agent_id,
        "evaluation.released",
        text,
        path=f"/feedback/{evaluation.id}",
        at=clock.now(),
    )


@task("feedback.tell_leads")
def tell_leads(context: TaskContext, dispute_id: int) -> None:
    """Tell those who decide that a dispute waits for them."""
    dispute = context.session.get(Dispute, dispute_id)
    if dispute is None or dispute.state is not DisputeState.OPEN:
        return
    if dispute.round > 1:
        return  # Whoever was chosen is told by tell_assigned.
    evaluation = dispute.evaluation
    count = len(dispute.items)
    questions = "1 question" if count == 1 else f"{count} questions"
    notify_all(
        context.session,
        leads_for(context.session, evaluation),
        "dispute.opened",
        f"{evaluation.agent.name} disputes {questions}: {named(evaluation.interaction)}.",
        path=f"/disputes/{dispute.id}",
        at=clock.now(),
    )


@task("feedback.tell_outcome")
def tell_outcome(context: TaskContext, dispute_id: int) -> None:
    """Tell the agent and the reviewer how a dispute ended."""
    dispute = context.session.get(Dispute, dispute_id)
    if dispute is None or dispute.state not in OUTCOMES:
        return
    evaluation, at = dispute.evaluation, clock.now()
    text = f"{OUTCOMES[dispute.state]}: {named(evaluation.interaction)}."
    kind, number = "dispute.decided", evaluation.id
    mine = f"Your dispute {text}"
    if dispute.appeal_until is not None:
        mine += " You can ask for a second look by somebody independent."
    notify(context.session, evaluation.agent_id, kind, mine, path=f"/feedback/{number}", at=at)
    theirs = f"A dispute of your evaluation {text}"
    path = f"/evaluations/{number}"
    notify(context.session, evaluation.reviewer_id, kind, theirs, path=path, at=at)


@task("feedback.pass_on")
def pass_on(context: TaskContext, message_id: int) -> None:
    """Pass the agent's question on to their leads, and an answer on to the agent."""
    message = context.session.get(FeedbackMessage, message_id)
    if message is None:
        return
    evaluation = context.session.get_one(Evaluation, message.evaluation_id)
    if message.author_id == evaluation.agent_id:
        people, path = leads_for(context.session, evaluation), f"/evaluations/{evaluation.id}"
    else:
        people, path = [evaluation.agent_id], f"/feedback/{evaluation.id}"
    text = f"{message.author.name}: “{shorten(message.text, 160)}”"
    notify_all(context.session, people, "feedback.said", text, path=path, at=clock.now())


def leads_for(session: Session, evaluation: Evaluation) -> list[int]:
    """The team's leads but for who scored it; where there is none, the QA managers."""
    people = people_with_role(session, Role.QA_MANAGER)
    if evaluation.team_id is not None:
        leads = people_with_role(session, Role.TEAM_LEAD, team_id=evaluation.team_id)
        people = [lead for lead in leads if lead.id != evaluation.reviewer_id] or people
    parties = (evaluation.reviewer_id, evaluation.agent_id)
    return [person.id for person in people if person.id not in parties]


def named(interaction: Interaction) -> str:
    """An interaction in a few words: channel, what it was about, day."""
    about = interaction.subject or interaction.topic
    day = f"{interaction.started_at.day} {interaction.started_at:%b %Y}"
    return ", ".join(filter(None, [interaction.channel.value.capitalize(), about, day]))
