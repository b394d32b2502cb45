"""Tells whoever asked that both reviews can be compared, and passes on what was skipped."""

from __future__ import annotations

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.notifications.inbox import notify
from scorecards.opinions.asking import pass_on
from scorecards.opinions.comparing import stands
from scorecards.reviews.models import Assignment
from scorecards.reviews.models_acts import SecondOpinion
from scorecards.reviews.opinions import TELL
from scorecards.reviews.tasks_feedback import named

WORDS = {
    "both": "Both reviews are in, see where they differ",
    "yours": "A second opinion is in; submit yours to see it",
    "skipped": "A second opinion is in",
}


@task(TELL)
def tell(context: TaskContext, opinion_id: int) -> None:
    """Tell whoever asked, once, when both are in; before that only that theirs is missing."""
    session, at = context.session, clock.now()
    opinion = session.get(SecondOpinion, opinion_id)
    if opinion is None or opinion.told_at is not None:
        return
    state = stands(session, [opinion])[0].state
    if state not in WORDS:
        return
    text = f"{WORDS[state]}: {named(opinion.interaction)}."
    path = f"/opinions/{opinion.id}"
    notify(session, opinion.asked_by, "opinion.answered", text, path=path, at=at)
    if state == "both":
        opinion.told_at = at


@task("opinions.pass_on")
def hand_on(context: TaskContext, assignment_id: int) -> None:
    """Give a skipped second opinion to the next reviewer."""
    assignment = context.session.get(Assignment, assignment_id)
    if assignment is not None:
        pass_on(context.session, assignment, at=clock.now())
