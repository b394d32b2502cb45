"""Lists of evaluations and disputes: scopes, filters of the address, pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from qa_app.core.paging import Page, page_of
from scorecards.design.models import Version
from scorecards.reviews.models import (
    FINAL,
    Dispute,
    DisputeState,
    Evaluation,
    EvaluationState,
    Pool,
)

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
    )


def filtered(scope: Select[Evaluation], wanted: Filter) -> Select[Evaluation]:
    """The scope with the filter's conditions."""
    pairs: list[tuple[Any, Any]] = [
        (Evaluation.state, wanted.state),
        (Evaluation.pool, wanted.pool),
        (Evaluation.agent_id, wanted.agent_id),
        (Evaluation.reviewer_id, wanted.reviewer_id),
    ]
    for column, value in pairs:
        if value is not None:
            scope = scope.where(column == value)
    return scope.where(Evaluation.failed.is_(True)) if wanted.failed else scope


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
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
