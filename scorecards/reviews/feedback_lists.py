"""Lists of evaluations and disputes: scopes, filters of the address, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.core.paging import PAGE_SIZE, Page, decode_key, encode_key, page_of
from scorecards.answering.calendars import calendars_for
from scorecards.answering.working_days import days_left
from scorecards.design.models import Version
from scorecards.reviews.models import (
    FINAL,
    Answer,
    Dispute,
    DisputeDecider,
    DisputeState,
    Evaluation,
    EvaluationState,
    Pool,
)
from scorecards.reviews.results import document_of
from transcription.interactions.models import Interaction

WEEKS = (4, 8, 12)
NEWEST_FIRST = (Evaluation.submitted_at, Evaluation.id)
EXPORT_MOST = 50_000


@dataclass(frozen=True)
class Filter:
    """What the address of a list asks for; None where it does not limit."""

    state: EvaluationState | None = None
    pool: Pool | None = None
    agent_id: int | None = None
    reviewer_id: int | None = None
    failed: bool = False
    question: str = ""
    """The key of a question that lost points."""
    weeks: int | None = None
    """Only interactions that began in the last so many weeks."""

    @property
    def is_set(self) -> bool:
        """Whether it limits anything."""
        return self != Filter()

    def address(self) -> dict[str, str]:
        """The same as parts of an address."""
        parts = {
            "state": self.state.value if self.state else "",
            "pool": self.pool.value if self.pool else "",
            "agent": str(self.agent_id or ""),
            "reviewer": str(self.reviewer_id or ""),
            "failed": "1" if self.failed else "",
            "question": self.question,
            "weeks": str(self.weeks or ""),
        }
        return {name: value for name, value in parts.items() if value}


def read_filter(sent: Mapping[str, str]) -> Filter:
    """The filter of an address; what it does not know is left out."""
    states = {state.value: state for state in FINAL}
    pools = {pool.value: pool for pool in Pool}
    return Filter(
        state=states.get(sent.get("state", "")),
        pool=pools.get(sent.get("pool", "")),
        agent_id=_number(sent.get("agent")),
        reviewer_id=_number(sent.get("reviewer")),
        failed=sent.get("failed") == "1",
        question=sent.get("question", "")[:200],
        weeks=next((weeks for weeks in WEEKS if str(weeks) == sent.get("weeks")), None),
    )


def filtered(scope: Select[Evaluation], wanted: Filter, at: datetime) -> Select[Evaluation]:
    """The scope with the filter's conditions; `at` is the present moment, for the weeks."""
    pairs: list[tuple[Any, Any]] = [
        (Evaluation.state, wanted.state),
        (Evaluation.pool, wanted.pool),
        (Evaluation.agent_id, wanted.agent_id),
        (Evaluation.reviewer_id, wanted.reviewer_id),
    ]
    for column, value in pairs:
        if value is not None:
            scope = scope.where(column == value)
    if wanted.failed:
        scope = scope.where(Evaluation.failed.is_(True))
    if wanted.question:
        scope = scope.where(_lost_points(wanted.question))
    if wanted.weeks:
        began = select(Interaction.id).where(
            Interaction.started_at >= at - timedelta(weeks=wanted.weeks)
        )
        scope = scope.where(Evaluation.interaction_id.in_(began))
    return scope


def _lost_points(key: str) -> ColumnElement[bool]:
    return exists().where(
        Answer.evaluation_id == Evaluation.id,
        Answer.question_key == key,
        or_(Answer.fraction < 1, Answer.critical_hit.is_(True)),
    )


def question_name(evaluations: Sequence[Evaluation], key: str) -> str:
    """The question's text on the scorecard of the first of them that has it, else its key."""
    for evaluation in evaluations:
        for question in document_of(evaluation.version).questions():
            if question.key == key:
                return question.text
    return key


def with_people(scope: Select[Evaluation]) -> Select[Evaluation]:
    """The same query with all that a row of a list shows."""
    return scope.options(
        joinedload(Evaluation.interaction),
        joinedload(Evaluation.agent),
        joinedload(Evaluation.reviewer),
        joinedload(Evaluation.version).joinedload(Version.scorecard),
    )


def evaluation_page(
    session: Session, scope: Select[Evaluation], before: str | None, after: str | None
) -> Page[Evaluation]:
    """One page of evaluations, the newest submitted first."""
    query = with_people(scope.where(Evaluation.submitted_at.is_not(None)))
    return page_of(session, query, NEWEST_FIRST, before=before, after=after)


def open_disputes(scope: Select[Dispute]) -> Select[Dispute]:
    """Those that wait for a decision, the most urgent first."""
    return _with_evaluation(scope.where(Dispute.state == DisputeState.OPEN)).order_by(
        Dispute.due_at, Dispute.id
    )


def open_page(session: Session, scope: Select[Dispute], later_than: str | None) -> Page[Dispute]:
    """A page of those that wait, the most urgent first; `older` is the token of the next page."""
    query = open_disputes(scope)
    if later_than:
        due, last = decode_key(later_than, 2)
        bound = literal(due, Dispute.due_at.type), literal(last, Dispute.id.type)
        query = query.where(tuple_(Dispute.due_at, Dispute.id) > tuple_(*bound))
    found = session.scalars(query.limit(PAGE_SIZE + 1)).all()
    rows = found[:PAGE_SIZE]
    more = len(found) > PAGE_SIZE
    token = encode_key([rows[-1].due_at, rows[-1].id]) if more else None
    return Page(rows, older=token, newer=None)


def open_count(session: Session, scope: Select[Dispute]) -> int:
    """How many wait in all."""
    waiting = scope.where(Dispute.state == DisputeState.OPEN).with_only_columns(Dispute.id)
    return session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def left_of(session: Session, disputes: Sequence[Dispute], at: datetime) -> dict[int, int]:
    """Working days that are left to decide each, by the calendar of its team."""
    calendars = calendars_for(session, [each.evaluation.team_id for each in disputes])
    found = {}
    for each in disputes:
        calendar = calendars[each.evaluation.team_id]
        found[each.id] = days_left(at, each.due_at, calendar.zone, calendar)
    return found


def closed_disputes(scope: Select[Dispute]) -> Select[Dispute]:
    """Those that are decided or withdrawn."""
    return _with_evaluation(scope.where(Dispute.state != DisputeState.OPEN))


def disputed_ids(session: Session, evaluation_ids: list[int]) -> set[int]:
    """Which of the evaluations have an open dispute."""
    query = select(Dispute.evaluation_id).where(
        Dispute.evaluation_id.in_(evaluation_ids), Dispute.state == DisputeState.OPEN
    )
    return set(session.scalars(query))


def _with_evaluation(scope: Select[Dispute]) -> Select[Dispute]:
    evaluation = joinedload(Dispute.evaluation)
    return scope.options(
        evaluation.joinedload(Evaluation.interaction),
        evaluation.joinedload(Evaluation.agent),
        evaluation.joinedload(Evaluation.reviewer),
        selectinload(Dispute.items),
        selectinload(Dispute.deciders).joinedload(DisputeDecider.user),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
