"""Background work of flagging: training, the weekly refit, and scoring what is new."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from qa_app.core import clock
from qa_app.core.jobs.models import Queue
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from scorecards.flagging.drift_watch import watch_drift
from scorecards.flagging.labels import label_counts, standard_for
from scorecards.flagging.models import FlagModel
from scorecards.flagging.queries import model_in_use
from scorecards.flagging.scoring_run import score_interactions
from scorecards.flagging.switch import is_on
from scorecards.flagging.training import train_version

REFIT_AFTER = timedelta(days=6)


@task("flagging.train", queue=Queue.HEAVY, lease_s=300, max_attempts=2)
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
        pause=context.session.commit,
        say=lambda note: context.progress(None, None, note),
    )


@task("flagging.refit", queue=Queue.HEAVY, lease_s=300, max_attempts=2)
def refit(context: TaskContext) -> None:
    """Look for drift, and train again where there are labels that the last one has not seen."""
    session = context.session
    model = model_in_use(session)
    if model is None or not is_on(session):
        return
    watch_drift(session, model, at=clock.now())
    context.commit()
    newest = session.scalar(select(func.max(FlagModel.trained_at)))
    asked = model.card["asked"]
    standard = standard_for(session, asked["scorecard"], asked["low_below"])
    labels, _ = label_counts(session, standard)
    recent = newest is not None and clock.now() - newest < REFIT_AFTER
    if recent or labels <= int(model.card["labels"]):
        return
    train_version(
        session,
        scorecard_title=asked["scorecard"],
        low_below=asked["low_below"],
        by=None,
        actor="scheduler",
        at=clock.now(),
        pause=session.commit,
        say=lambda note: context.progress(None, None, note),
    )


@task("flagging.score_all", queue=Queue.HEAVY, lease_s=300)
def score_all(context: TaskContext, model_id: int) -> None:
    """Score everything with a version that has just been put in use."""
    model = model_in_use(context.session)
    if model is None or model.id != model_id or not is_on(context.session):
        return
    score_interactions(
        context.session,
        None,
        at=clock.now(),
        pause=context.session.commit,
        progress=lambda done, total: context.progress(done, total, "Scoring"),
    )
    watch_drift(context.session, model, at=clock.now())


@task("flagging.score_new", lease_s=300)
def score_new(context: TaskContext, interaction_ids: list[int]) -> None:
    """Score interactions that have just become readable, where flagging is on and trained."""
    if model_in_use(context.session) is None or not is_on(context.session):
        return
    score_interactions(
        context.session, interaction_ids, at=clock.now(), pause=context.session.commit
    )
