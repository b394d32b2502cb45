"""Reads counting evaluations, their answers, and drawn items without a score, by columns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from scorecards.design.models import Version
from scorecards.reviews.models import FINAL, Answer, Assignment, AssignmentState, Evaluation
from scorecards.sampling.models import Draw, DrawItem, Part
from scorecards.sampling.naming import stratum_of_draw
from scorecards.sampling.weighing import Scored
from transcription.interactions.models import Interaction

Ids = Collection[int] | None
OUTSIDE = "population"
"""The reason of a skip that says: this should not have been in the population."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One drawn interaction with when it began, whether it passed, and its evaluation.

    The last two are None where it has no score (yet).
    """

    scored: Scored
    started_at: datetime
    passed: bool | None = None
    evaluation_id: int | None = None

    def as_passed(self) -> Scored:
        """The same with value 1 if it passed, 0 if not."""
        value = None if self.passed is None else float(self.passed)
        return replace(self.scored, value=value)


@dataclass(frozen=True, slots=True)
class Question:
    """One answer of a counting evaluation; `critical` = a fatal one."""

    key: str
    scored: Scored
    critical: bool


def counted_of(
    session: Session,
    *,
    agent_ids: Ids = None,
    team_ids: Ids = None,
    since: datetime,
    until: datetime,
    scorecard_id: int | None = None,
    question_key: str | None = None,
    drawn: bool = True,
) -> list[Counted]:
    """Counting evaluations and (with `drawn`) random items that have no score yet or ever.

    The latter are left out where a scorecard or question is named: which of them would have been
    scored with it is not known.
    """
    rows = _evaluations(session, agent_ids, team_ids, since, until, scorecard_id, question_key)
    if drawn and scorecard_id is None and question_key is None:
        rows += _without_score(session, agent_ids, team_ids, since, until)
    return rows


def questions_of(
    session: Session,
    *,
    agent_ids: Ids = None,
    team_ids: Ids = None,
    since: datetime,
    until: datetime,
    scorecard_id: int | None = None,
) -> list[Question]:
    """Every answer of the counting evaluations, in one query; value None for N/A."""
    query = (
        _counting(agent_ids, team_ids, since, until, scorecard_id)
        .join(Answer, Answer.evaluation_id == Evaluation.id)
        .add_columns(Answer.question_key, Answer.fraction, Answer.critical_hit)
    )
    return [
        Question(row.question_key, _scored(row, _points(row.fraction)), row.critical_hit)
        for row in session.execute(query)
    ]


def _evaluations(
    session: Session,
    agent_ids: Ids,
    team_ids: Ids,
    since: datetime,
    until: datetime,
    scorecard_id: int | None,
    question_key: str | None,
) -> list[Counted]:
    query = _counting(agent_ids, team_ids, since, until, scorecard_id)
    if question_key is None:
        query = query.add_columns(Evaluation.percent, Evaluation.passed, Evaluation.id)
        return [
            Counted(
                _scored(row, None if row.percent is None else float(row.percent)),
                row.started_at,
                row.passed,
                row.id,
            )
            for row in session.execute(query)
        ]
    asked = and_(Answer.evaluation_id == Evaluation.id, Answer.question_key == question_key)
    query = query.join(Answer, asked).add_columns(Answer.fraction)
    return [
        Counted(_scored(row, _points(row.fraction)), row.started_at)
        for row in session.execute(query)
    ]


def _counting(
    agent_ids: Ids,
    team_ids: Ids,
    since: datetime,
    until: datetime,
    scorecard_id: int | None,
) -> Select[*tuple[Any, ...]]:
    item = and_(
        DrawItem.draw_id == Evaluation.draw_id,
        DrawItem.interaction_id == Evaluation.interaction_id,
        in_random_part(),
    )
    query: Select[*tuple[Any, ...]] = (
        select(
            Evaluation.agent_id,
            Interaction.started_at,
            Evaluation.inclusion_probability,
            Evaluation.draw_id,
            Evaluation.stratum,
            DrawItem.stratum_size,
        )
        .join(Interaction, Interaction.id == Evaluation.interaction_id)
        .outerjoin(DrawItem, item)
        .where(
            Evaluation.counts.is_(True),
            Evaluation.state.in_(FINAL),
            Evaluation.inclusion_probability.is_not(None),
            Interaction.started_at >= since,
            Interaction.started_at < until,
        )
    )
    if agent_ids is not None:
        query = query.where(Evaluation.agent_id.in_(agent_ids))
    if team_ids is not None:
        query = query.where(Evaluation.team_id.in_(team_ids))
    if scorecard_id is not None:
        versions = select(Version.id).where(Version.scorecard_id == scorecard_id)
        query = query.where(Evaluation.version_id.in_(versions))
    return query


def in_random_part() -> ColumnElement[bool]:
    """Whether an item was drawn at random, or stands in for one that was skipped."""
    offered = and_(DrawItem.part == Part.RESERVE, DrawItem.replaces_id.is_not(None))
    return or_(DrawItem.part == Part.RANDOM, offered)


def _without_score(
    session: Session, agent_ids: Ids, team_ids: Ids, since: datetime, until: datetime
) -> list[Counted]:
    stand_in = aliased(DrawItem)
    counting = exists().where(
        Evaluation.interaction_id == DrawItem.interaction_id, Evaluation.counts.is_(True)
    )
    outside = exists().where(
        Assignment.id == DrawItem.assignment_id,
        Assignment.state == AssignmentState.SKIPPED,
        Assignment.skip_reason.startswith(OUTSIDE),
    )
    query: Select[*tuple[Any, ...]] = (
        select(
            DrawItem.agent_id,
            Interaction.started_at,
            DrawItem.inclusion_probability,
            DrawItem.draw_id,
            DrawItem.stratum,
            DrawItem.stratum_size,
        )
        .join(Interaction, Interaction.id == DrawItem.interaction_id)
        .join(Draw, Draw.id == DrawItem.draw_id)
        .where(
            Draw.undone_at.is_(None),
            in_random_part(),
            Interaction.started_at >= since,
            Interaction.started_at < until,
            ~counting,
            ~outside,
            ~exists().where(stand_in.replaces_id == DrawItem.id),
        )
    )
    if agent_ids is not None:
        query = query.where(DrawItem.agent_id.in_(agent_ids))
    if team_ids is not None:
        query = query.where(Interaction.team_id.in_(team_ids))
    return [Counted(_scored(row, None), row.started_at) for row in session.execute(query)]


def _scored(row: Any, value: float | None) -> Scored:
    return Scored(
        value,
        row.inclusion_probability,
        stratum_of_draw(row.draw_id, row.stratum),
        str(row.agent_id),
        row.stratum_size,
    )


def _points(fraction: Decimal | None) -> float | None:
    """A share of points in per cent; below nothing counts as nothing."""
    return None if fraction is None else max(0.0, float(fraction) * 100)
