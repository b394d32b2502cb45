"""What waits for its release: for approval, for its time, or with its reviewer again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.people.actor import Actor
from scorecards.reviews.feedback_lists import with_people
from scorecards.reviews.models import Evaluation
from scorecards.reviews.models_return import EvaluationReturn
from scorecards.reviews.visibility import (
    releasable_evaluations,
    returned_evaluations,
    unreleased_evaluations,
)

MOST = 500
"""Rows of one group; the page says so where there are more. Also what is released at once."""


@dataclass(frozen=True)
class Unreleased:
    """Evaluations that their agents do not see yet, the longest waiting first."""

    approval: Sequence[Evaluation]
    scheduled: Sequence[Evaluation]
    returned: Sequence[tuple[Evaluation, EvaluationReturn]]
    answered: dict[int, EvaluationReturn]
    """Of those that wait for approval: what their reviewer said when they were sent back."""
    count: int

    @property
    def shown(self) -> int:
        """How many of `count` stand on the page."""
        return len(self.approval) + len(self.scheduled) + len(self.returned)


def unreleased(session: Session, actor: Actor) -> Unreleased:
    """Read the lead's page."""
    found = session.scalars(
        with_people(unreleased_evaluations(actor))
        .order_by(Evaluation.submitted_at, Evaluation.id)
        .limit(MOST)
    ).all()
    newest = _newest_returns(session, [each.id for each in found])
    return Unreleased(
        approval=[e for e in found if e.returned_at is None and e.release_at is None],
        scheduled=[e for e in found if e.returned_at is None and e.release_at is not None],
        returned=[(e, newest[e.id]) for e in found if e.returned_at is not None],
        answered={number: each for number, each in newest.items() if each.answered_at},
        count=unreleased_count(session, actor),
    )


def unreleased_count(session: Session, actor: Actor) -> int:
    """How many evaluations wait; 0 for who releases none."""
    if not actor.can(Permission.EVALUATIONS_RELEASE):
        return 0
    scope = unreleased_evaluations(actor).with_only_columns(Evaluation.id).subquery()
    return session.scalar(select(func.count()).select_from(scope)) or 0


def ticked(session: Session, actor: Actor, sent: Sequence[str]) -> Sequence[Evaluation]:
    """What `actor` may release of the ids that a form sent, locked; anything else is left out."""
    numbers = filter(None, map(whole_number, sent[:MOST]))
    scope = releasable_evaluations(actor).where(Evaluation.id.in_(list(numbers)))
    return session.scalars(scope.with_for_update(of=Evaluation)).all()


def returned_to(session: Session, actor: Actor) -> Sequence[tuple[Evaluation, EvaluationReturn]]:
    """What lies with a reviewer again, the longest waiting first."""
    found = session.scalars(
        with_people(returned_evaluations(actor)).order_by(Evaluation.returned_at, Evaluation.id)
    ).all()
    newest = _newest_returns(session, [each.id for each in found])
    return [(each, newest[each.id]) for each in found]


def _newest_returns(session: Session, evaluation_ids: list[int]) -> dict[int, EvaluationReturn]:
    query = (
        select(EvaluationReturn)
        .where(EvaluationReturn.evaluation_id.in_(evaluation_ids))
        .order_by(EvaluationReturn.id)
    )
    return {each.evaluation_id: each for each in session.scalars(query)}
