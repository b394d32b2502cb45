"""Messages about self-evaluations: who is asked, and who asked."""

from __future__ import annotations

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.notifications.inbox import notify
from qa_app.web.formatting import when
from scorecards.answering.calendars import calendar_of
from scorecards.reviews.tasks_feedback import named
from scorecards.self_evaluation.models import SelfEvaluation, SelfState


@task("self_evaluation.tell_agent")
def tell_agent(context: TaskContext, self_evaluation_id: int) -> None:
    """Tell the agent that they are asked, and until when."""
    own = context.session.get(SelfEvaluation, self_evaluation_id)
    if own is None or own.asked_by is None or own.state is not SelfState.OPEN:
        return
    zone = calendar_of(context.session, own.team_id).zone
    until = when(own.due_at, zone, "deadline")
    text = f"Score a conversation of your own until {until}: {named(own.interaction)}."
    path, at = f"/self/{own.id}", clock.now()
    notify(context.session, own.agent_id, "self_evaluation.asked", text, path=path, at=at)


@task("self_evaluation.tell_asker")
def tell_asker(context: TaskContext, self_evaluation_id: int) -> None:
    """Tell whoever asked that it is handed in."""
    own = context.session.get(SelfEvaluation, self_evaluation_id)
    if own is None or own.asked_by is None or own.state is not SelfState.SUBMITTED:
        return
    text = f"{own.agent.name} handed in a self-evaluation: {named(own.interaction)}."
    path, at = f"/self-evaluations/{own.id}", clock.now()
    notify(context.session, own.asked_by, "self_evaluation.submitted", text, path=path, at=at)
