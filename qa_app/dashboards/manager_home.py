"""The QA manager's home: coverage, reviewers' queues, teams, disputes, imports, draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, selectinload

from qa_app.dashboards.first_steps import FirstSteps, first_steps
from qa_app.dashboards.periods import Period
from qa_app.people.models import Team, User
from scorecards.flagging.models import FlagModel, ModelState
from scorecards.reviews.models import (
    FINAL,
    SEEN_BY_AGENT,
    Assignment,
    AssignmentState,
    Dispute,
    DisputeState,
    Evaluation,
    EvaluationState,
)
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence
from scorecards.sampling.models import Draw, DrawItem, Part
from scorecards.sampling.scores import pass_rate, team_score
from transcription.intake.models import Batch
from transcription.interactions.models import Interaction, InteractionState


@dataclass(frozen=True)
class Stage:
    """A step of the coverage funnel with its count."""

    key: str
    count: int


@dataclass(frozen=True)
class ReviewerLoad:
    """A reviewer's queue, and what they did in the period."""

    name: str
    open: int
    overdue: int
    done: int
    skipped: int
    seconds: float | None
    """Mean active seconds per review, None before the first."""


@dataclass(frozen=True)
class TeamRow:
    """A team with its score and pass rate."""

    name: str
    team_id: int
    score: Estimate | NotEnoughEvidence
    passed: Estimate | NotEnoughEvidence


@dataclass(frozen=True)
class ManagerHome:
    """Everything on the page, of one period."""

    steps: FirstSteps
    funnel: tuple[Stage, ...]
    reviewers: tuple[ReviewerLoad, ...]
    teams: tuple[TeamRow, ...]
    disputes: dict[str, int]
    draws: Sequence[Draw]
    batches: Sequence[Batch]
    model: FlagModel | None


def manager_home(session: Session, period: Period) -> ManagerHome:
    """Read the page."""
    return ManagerHome(
        steps=first_steps(session),
        funnel=funnel(session, period),
        reviewers=reviewer_loads(session, period),
        teams=_teams(session, period),
        disputes=_disputes(session, period),
        draws=session.scalars(
            select(Draw).options(selectinload(Draw.plan)).order_by(Draw.drawn_at.desc()).limit(4)
        ).all(),
        batches=session.scalars(select(Batch).order_by(Batch.id.desc()).limit(4)).all(),
        model=session.scalar(select(FlagModel).where(FlagModel.state == ModelState.IN_USE)),
    )


def funnel(session: Session, period: Period) -> tuple[Stage, ...]:
    """Interactions that began in the period: received, readable, drawn, scored, seen, read."""
    within = (Interaction.started_at >= period.since, Interaction.started_at < period.until)
    received, ready = session.execute(
        select(
            func.count(Interaction.id),
            func.count(case((Interaction.state == InteractionState.READY, 1))),
        ).where(*within)
    ).one()
    drawn = session.scalar(
        select(func.count(DrawItem.interaction_id.distinct()))
        .join(Interaction, DrawItem.interaction_id == Interaction.id)
        .where(*within, DrawItem.part != Part.RESERVE)
    )
    states = session.execute(
        select(
            func.count(_once(Evaluation.state.in_(FINAL)).distinct()),
            func.count(_once(Evaluation.state.in_(SEEN_BY_AGENT)).distinct()),
            func.count(_once(Evaluation.state == EvaluationState.ACKNOWLEDGED).distinct()),
        )
        .join(Interaction, Evaluation.interaction_id == Interaction.id)
        .where(*within)
    ).one()
    keys = ("received", "readable", "drawn", "scored", "released", "acknowledged")
    counts = (received, ready, drawn or 0, *states)
    return tuple(Stage(key, count) for key, count in zip(keys, counts, strict=True))


def _once(condition: ColumnElement[bool]) -> ColumnElement[int | None]:
    return case((condition, Evaluation.interaction_id))


def reviewer_loads(session: Session, period: Period) -> tuple[ReviewerLoad, ...]:
    """Every reviewer with open or finished work, by name."""
    at: datetime = period.until
    queues = session.execute(
        select(
            Assignment.reviewer_id,
            func.count(case((Assignment.state == AssignmentState.OPEN, 1))),
            func.count(
                case(((Assignment.state == AssignmentState.OPEN) & (Assignment.due_at < at), 1))
            ),
            func.count(
                case(
                    (
                        (Assignment.state == AssignmentState.SKIPPED)
                        & (Assignment.closed_at >= period.since),
                        1,
                    )
                )
            ),
        ).group_by(Assignment.reviewer_id)
    ).all()
    done = {
        reviewer: (count, seconds)
        for reviewer, count, seconds in session.execute(
            select(
                Evaluation.reviewer_id,
                func.count(Evaluation.id),
                func.avg(case((Evaluation.active_seconds > 0, Evaluation.active_seconds))),
            )
            .where(
                Evaluation.state.in_(FINAL),
                Evaluation.submitted_at >= period.since,
                Evaluation.imported.is_(False),
            )
            .group_by(Evaluation.reviewer_id)
        )
    }
    names = dict(
        session.execute(
            select(User.id, User.name).where(User.id.in_({row[0] for row in queues} | set(done)))
        ).all()
    )
    found = []
    waiting = {row[0]: row[1:] for row in queues}
    for reviewer, name in sorted(names.items(), key=lambda pair: pair[1]):
        open_, overdue, skipped = waiting.get(reviewer, (0, 0, 0))
        count, seconds = done.get(reviewer, (0, None))
        mean_s = float(seconds) if seconds is not None else None
        found.append(ReviewerLoad(name, open_, overdue, count, skipped, mean_s))
    return tuple(found)


def _teams(session: Session, period: Period) -> tuple[TeamRow, ...]:
    rows = []
    for team in session.scalars(select(Team).order_by(Team.name)):
        rows.append(
            TeamRow(
                team.name,
                team.id,
                team_score(session, [team.id], since=period.since, until=period.until),
                pass_rate(session, [team.id], since=period.since, until=period.until),
            )
        )
    return tuple(rows)


def _disputes(session: Session, period: Period) -> dict[str, int]:
    rows = session.execute(
        select(Dispute.state, func.count(Dispute.id))
        .where((Dispute.opened_at >= period.since) | (Dispute.state == DisputeState.OPEN))
        .group_by(Dispute.state)
    ).all()
    counts = {state.value: 0 for state in DisputeState}
    return counts | {state.value: count for state, count in rows}
