"""Reads what reviewers have before them and did in a period, and how they use N/A and comments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from scorecards.design.document import NOT_APPLICABLE
from scorecards.outcomes.counting import Rate, rate
from scorecards.reviewers.span import Span
from scorecards.reviews.models import (
    FINAL,
    Answer,
    Assignment,
    AssignmentState,
    Dispute,
    DisputeState,
    Evaluation,
)
from scorecards.reviews.models_acts import SecondOpinion
from transcription.interactions.models import Interaction

T = TypeVar("T")
OVERTURNED = (DisputeState.ACCEPTED, DisputeState.PARTLY)
DECIDED = (*OVERTURNED, DisputeState.REJECTED)


@dataclass(frozen=True, slots=True)
class Work:
    """One reviewer's work: open and overdue now, all else within the period.

    `seconds` is the median of active time, over the `timed` reviews that have one. `answers` counts
    the answers of final evaluations; of these `na` are N/A and `commented` carry a comment.
    `skips` counts by reason. Of `decided` disputes `overturned` changed the score.
    """

    done: int = 0
    open: int = 0
    overdue: int = 0
    seconds: float | None = None
    timed: int = 0
    answers: int = 0
    na: int = 0
    commented: int = 0
    skips: Mapping[str, int] = field(default_factory=dict)
    disputed: int = 0
    decided: int = 0
    overturned: int = 0
    asked: int = 0
    """Second opinions that they asked for; `given`: that they gave, both not withdrawn."""
    given: int = 0

    @property
    def overturn_rate(self) -> Rate:
        """The share of decided disputes that changed the score, with its interval."""
        return rate(self.overturned, self.decided)

    @property
    def skipped(self) -> int:
        """All skips together."""
        return sum(self.skips.values())


@dataclass(frozen=True, slots=True)
class NaUse:
    """How often a question was answered N/A, of how many answers, by one and by all others."""

    key: str
    own: int
    own_n: int
    others: int
    others_n: int


def work_of(session: Session, span: Span) -> dict[int, Work]:
    """By reviewer: everybody with an open item, or with work or disputes in the period."""
    queues, times = _queues(session, span), _times(session, span)
    skips, answers, disputes = (
        _skips(session, span),
        _answers(session, span),
        _disputes(session, span),
    )
    opinions = _opinions(session, span)
    ids = {*queues, *times, *skips, *answers, *disputes, *opinions}
    return {
        number: Work(
            done=len(times.get(number, ())),
            open=queues.get(number, (0, 0))[0],
            overdue=queues.get(number, (0, 0))[1],
            seconds=_middle(times.get(number, ())),
            timed=sum(each > 0 for each in times.get(number, ())),
            answers=answers.get(number, (0, 0, 0))[0],
            na=answers.get(number, (0, 0, 0))[1],
            commented=answers.get(number, (0, 0, 0))[2],
            skips=dict(sorted(skips.get(number, {}).items())),
            disputed=disputes.get(number, (0, 0, 0))[0],
            decided=disputes.get(number, (0, 0, 0))[1],
            overturned=disputes.get(number, (0, 0, 0))[2],
            asked=opinions.get(number, (0, 0))[0],
            given=opinions.get(number, (0, 0))[1],
        )
        for number in ids
    }


def na_use(session: Session, span: Span, reviewer_id: int) -> list[NaUse]:
    """N/A by question, of one reviewer and of all others, by key."""
    own = case((Evaluation.reviewer_id == reviewer_id, 1), else_=0)
    rows = session.execute(
        select(
            Answer.question_key,
            func.sum(own * _is_na()),
            func.sum(own),
            func.sum((1 - own) * _is_na()),
            func.sum(1 - own),
        )
        .join(Evaluation, Evaluation.id == Answer.evaluation_id)
        .where(*_within(span))
        .group_by(Answer.question_key)
        .order_by(Answer.question_key)
    )
    return [NaUse(key, *(int(count or 0) for count in counts)) for key, *counts in rows]


def reason_of(stored: str | None) -> str:
    """The reason of a skip without its note."""
    return (stored or "other").split(":", 1)[0]


def _of_team(span: Span) -> tuple[ColumnElement[bool], ...]:
    return () if span.team is None else (Evaluation.team_id == span.team,)


def _of_teams_work(span: Span) -> tuple[ColumnElement[bool], ...]:
    """The same of items, which know their team by their interaction."""
    if span.team is None:
        return ()
    return (Assignment.interaction.has(Interaction.team_id == span.team),)


def _within(span: Span) -> tuple[ColumnElement[bool], ...]:
    return (
        *_of_team(span),
        Evaluation.state.in_(FINAL),
        Evaluation.imported.is_(False),
        Evaluation.submitted_at >= span.since,
        Evaluation.submitted_at < span.until,
    )


def _is_na() -> ColumnElement[Any]:
    return case((Answer.value["value"].as_string() == NOT_APPLICABLE, 1), else_=0)


def _queues(session: Session, span: Span) -> dict[int, tuple[int, int]]:
    late = case((Assignment.due_at < span.until, 1))
    rows = session.execute(
        select(Assignment.reviewer_id, func.count(Assignment.id), func.count(late))
        .where(Assignment.state == AssignmentState.OPEN, *_of_teams_work(span))
        .group_by(Assignment.reviewer_id)
    )
    return {number: (waiting, overdue) for number, waiting, overdue in rows}


def _times(session: Session, span: Span) -> dict[int, list[int]]:
    query = select(Evaluation.reviewer_id, Evaluation.active_seconds).where(*_within(span))
    return _grouped(session.execute(query), list)


def _skips(session: Session, span: Span) -> dict[int, Counter[str]]:
    rows = session.execute(
        select(Assignment.reviewer_id, Assignment.skip_reason).where(
            Assignment.state == AssignmentState.SKIPPED,
            Assignment.closed_at >= span.since,
            Assignment.closed_at < span.until,
            *_of_teams_work(span),
        )
    )
    return _grouped(((number, reason_of(reason)) for number, reason in rows), Counter)


def _answers(session: Session, span: Span) -> dict[int, tuple[int, int, int]]:
    commented = case((func.coalesce(Answer.comment, "") != "", 1))
    rows = session.execute(
        select(
            Evaluation.reviewer_id,
            func.count(Answer.id),
            func.sum(_is_na()),
            func.count(commented),
        )
        .join(Evaluation, Evaluation.id == Answer.evaluation_id)
        .where(*_within(span))
        .group_by(Evaluation.reviewer_id)
    )
    return {number: (n, int(na or 0), comments) for number, n, na, comments in rows}


def _disputes(session: Session, span: Span) -> dict[int, tuple[int, int, int]]:
    rows = session.execute(
        select(
            Evaluation.reviewer_id,
            func.count(Dispute.id),
            func.count(case((Dispute.state.in_(DECIDED), 1))),
            func.count(case((Dispute.state.in_(OVERTURNED), 1))),
        )
        .join(Evaluation, Dispute.evaluation_id == Evaluation.id)
        .where(Dispute.opened_at >= span.since, Dispute.opened_at < span.until, *_of_team(span))
        .group_by(Evaluation.reviewer_id)
    )
    return {number: (opened, decided, changed) for number, opened, decided, changed in rows}


def _opinions(session: Session, span: Span) -> dict[int, tuple[int, int]]:
    standing = SecondOpinion.withdrawn_at.is_(None)
    asked = session.execute(
        select(SecondOpinion.asked_by, func.count(SecondOpinion.id))
        .join(Assignment, Assignment.id == SecondOpinion.first_id)
        .where(standing, *_of_teams_work(span))
        .where(SecondOpinion.asked_at >= span.since, SecondOpinion.asked_at < span.until)
        .group_by(SecondOpinion.asked_by)
    )
    when = SecondOpinion.answered_at
    gave = session.execute(
        select(Assignment.reviewer_id, func.count(SecondOpinion.id))
        .join(Assignment, Assignment.id == SecondOpinion.second_id)
        .where(standing, when >= span.since, when < span.until, *_of_teams_work(span))
        .group_by(Assignment.reviewer_id)
    )
    found = {number: (count, 0) for number, count in asked}
    for number, count in gave:
        found[number] = (found.get(number, (0, 0))[0], count)
    return found


def _grouped(rows: Any, gather: Callable[[list[Any]], T]) -> dict[int, T]:
    found: dict[int, list[Any]] = defaultdict(list)
    for number, value in rows:
        found[number].append(value)
    return {number: gather(values) for number, values in found.items()}


def _middle(seconds: Any) -> float | None:
    measured = [each for each in seconds if each > 0]
    return float(median(measured)) if measured else None
