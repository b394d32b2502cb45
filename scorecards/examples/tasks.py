"""Asks the agent about examples of an evaluation as soon as it is released to them."""

from __future__ import annotations

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from scorecards.examples.marking import ask_agent
from scorecards.reviews.models import SEEN_BY_AGENT, Evaluation


@task("examples.ask_agent")
def ask(context: TaskContext, evaluation_id: int) -> None:
    """Tell the agent of examples that were marked before the release."""
    evaluation = context.session.get(Evaluation, evaluation_id)
    if evaluation is not None and evaluation.is_example and evaluation.state in SEEN_BY_AGENT:
        ask_agent(context.session, evaluation, at=clock.now())
