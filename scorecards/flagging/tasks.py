"""Background work of flagging: training, the weekly refit, and scoring what is new."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.models import Queue
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.locks import looking
from scorecards.flagging.asking import TASK
from scorecards.flagging.drift_watch import watch_drift
from scorecards.flagging.labels import label_counts, standard_for
from scorecards.flagging.models import FlagModel
from scorecards.flagging.queries import model_in_use
from scorecards.flagging.scoring_run import score_interactions
from scorecards.flagging.switch import is_on
from scorecards.flagging.training import train_version

REFIT_AFTER = timedelta(days=6)
# A minute's work for which a person waits does not stand in line behind hours of recordings.
SOON = 5


@task(TASK, queue=Queue.HEAVY, lease_s=300, max_attempts=2, priority=SOON)
def train(
    context: TaskContext,
    by: int | None = None,
    scorecard_title: str | None = None,
    low_below: float | None = None,
) -> None:
    """Train a version as a person asked for."""
    train_version(
        context.session,
        scorecard_title=scorecard_title,
        low_below=low_below,
        by=by,
        at=clock.now(),
        pause=context.commit,
        say=lambda note: context.progress(None, None, note),
    )


@task("flagging.refit", queue=Queue.HEAVY, lease_s=300, max_attempts=2)
def refit(context: TaskContext) -> None:
    """Look for drift, and train again where there are labels that the last one has not seen."""
    session = context.session
    with looking(session):
        model = model_in_use(session) if is_on(session) else None
    if model is None:
        return
    watch_drift(session, model, at=clock.now(), pause=context.commit)
    context.commit()
    with looking(session):
        wanted = _has_more_to_learn(session, model)
    if not wanted:
        return
    asked = model.card["asked"]
    train_version(
        session,
        scorecard_title=asked["scorecard"],
        low_below=asked["low_below"],
        by=None,
        actor="scheduler",
        at=clock.now(),
        pause=context.commit,
        say=lambda note: context.progress(None, None, note),
    )


@task("flagging.score_all", queue=Queue.HEAVY, lease_s=300, priority=SOON)
def score_all(context: TaskContext, model_id: int) -> None:
    """Score everything with a version that has just been put in use."""
    session = context.session
    with looking(session):
        model = model_in_use(session) if is_on(session) else None
    if model is None or model.id != model_id:
        return
    score_interactions(
        session,
        None,
        at=clock.now(),
        pause=context.commit,
        progress=lambda done, total: context.progress(done, total, "Scoring"),
    )
    watch_drift(session, model, at=clock.now(), pause=context.commit)


@task("flagging.score_new", lease_s=300)
def score_new(context: TaskContext, interaction_ids: list[int]) -> None:
    """Score interactions that have just become readable, where flagging is on and trained."""
    session = context.session
    with looking(session):
        ready = is_on(session) and model_in_use(session) is not None
    if ready:
        score_interactions(session, interaction_ids, at=clock.now(), pause=context.commit)


def _has_more_to_learn(session: Session, model: FlagModel) -> bool:
    newest = session.scalar(select(func.max(FlagModel.trained_at)))
    if newest is not None and clock.now() - newest < REFIT_AFTER:
        return False
    asked = model.card["asked"]
    standard = standard_for(session, asked["scorecard"], asked["low_below"])
    labels, _lows = label_counts(session, standard)
    return labels > int(model.card["labels"])
