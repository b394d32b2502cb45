"""Reads gradings: whose may be seen, the lists, one of them as form or as read, each one's mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from qa_app.core.paging import Page, page_of
from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.design.models import Version
from scorecards.reviewers.models import Grading, GradingState
from scorecards.reviewers.span import Span
from scorecards.reviews.answered import AnsweredSection, answered_sections
from scorecards.reviews.kept import given_in
from scorecards.reviews.models import Evaluation
from scorecards.reviews.results import document_of
from scorecards.sampling.intervals import critical

LEAST = 5
"""Below so many gradings there is no mean: a handful says little about a person."""


@dataclass(frozen=True, slots=True)
class Graded:
    """How a reviewer's work was graded: mean of `n` with 95 % interval, None below five."""

    n: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


def readable_gradings(actor: Actor) -> Select[Grading]:
    """All for managers; for everybody the submitted ones of their own reviews."""
    query = select(Grading)
    if actor.can(Permission.PROGRAMME_READ):
        # Not the open one of one's own review: who grades it may still change their mind.
        return query.where(
            or_(Grading.reviewer_id != actor.id, Grading.state == GradingState.SUBMITTED)
        )
    return query.where(Grading.reviewer_id == actor.id, Grading.state == GradingState.SUBMITTED)


def own_open_gradings(actor: Actor) -> Select[Grading]:
    """What the actor has begun or drawn and not submitted."""
    mine = and_(Grading.grader_id == actor.id, Grading.state == GradingState.OPEN)
    return select(Grading).where(mine)


def with_all(query: Select[Grading]) -> Select[Grading]:
    """The same query with everything that a page shows of them."""
    evaluation = joinedload(Grading.evaluation)
    return query.options(
        evaluation.joinedload(Evaluation.interaction),
        evaluation.joinedload(Evaluation.agent),
        joinedload(Grading.reviewer),
        joinedload(Grading.grader),
        joinedload(Grading.version).joinedload(Version.scorecard),
    )


def open_list(session: Session, actor: Actor) -> Sequence[Grading]:
    """The actor's list, oldest first."""
    return session.scalars(with_all(own_open_gradings(actor)).order_by(Grading.id)).all()


def submitted_page(
    session: Session, actor: Actor, before: str | None, after: str | None
) -> Page[Grading]:
    """Submitted gradings in the actor's scope, newest first."""
    query = with_all(readable_gradings(actor)).where(Grading.state == GradingState.SUBMITTED)
    keys = (Grading.submitted_at, Grading.id)
    return page_of(session, query, keys, before=before, after=after)


def sections_of(session: Session, grading: Grading) -> tuple[AnsweredSection, ...]:
    """A submitted grading question by question, as evaluations are read."""
    given = given_in(session, grading.answers)
    return answered_sections(document_of(grading.version), grading.result or {}, given)


def graded_of(session: Session, span: Span) -> dict[int, Graded]:
    """Each reviewer's gradings submitted in the period, by id."""
    rows = session.execute(
        select(Grading.reviewer_id, Grading.percent).where(
            Grading.state == GradingState.SUBMITTED,
            Grading.percent.is_not(None),
            Grading.submitted_at >= span.since,
            Grading.submitted_at < span.until,
        )
    )
    found: dict[int, list[float]] = defaultdict(list)
    for reviewer_id, percent in rows:
        found[reviewer_id].append(float(percent or 0))
    return {number: mean_of(values) for number, values in found.items()}


def mean_of(percents: Sequence[float]) -> Graded:
    """The mean with Student's interval, within 0 and 100; none below five. Pure."""
    n = len(percents)
    if n < LEAST:
        return Graded(n)
    middle = fmean(percents)
    arm = critical(n - 1) * stdev(percents) / sqrt(n)
    return Graded(n, middle, max(0.0, middle - arm), min(100.0, middle + arm))
