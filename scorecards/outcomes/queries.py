"""Reads decided disputes and how many evaluations could have been disputed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from qa_app.people.actor import Actor
from qa_app.people.models import Team, User
from scorecards.design.models import Scorecard, Version
from scorecards.outcomes.counting import Rate, Ruled, rate
from scorecards.reviews.dispute_words import Verdict
from scorecards.reviews.models import Dispute, DisputeItem, Evaluation
from scorecards.reviews.results import document_of
from scorecards.reviews.visibility import readable_disputes, readable_evaluations

MOST = 20_000


def ruled(session: Session, actor: Actor, since: datetime | None) -> list[Ruled]:
    """Decided questions of the actor's scope, of disputes opened since; the oldest first."""
    reviewer, decider = aliased(User), aliased(User)
    scope = readable_disputes(actor).with_only_columns(Dispute.id)
    query = (
        select(DisputeItem, Dispute, Evaluation, reviewer.name, decider.name, Team.name)
        .join(Dispute, DisputeItem.dispute_id == Dispute.id)
        .join(Evaluation, Dispute.evaluation_id == Evaluation.id)
        .join(reviewer, Evaluation.reviewer_id == reviewer.id)
        .outerjoin(decider, Dispute.decided_by == decider.id)
        .outerjoin(Team, Evaluation.team_id == Team.id)
        .where(Dispute.id.in_(scope), DisputeItem.accepted.is_not(None))
        .order_by(Dispute.opened_at, DisputeItem.id)
        .limit(MOST)
    )
    if since is not None:
        query = query.where(Dispute.opened_at >= since)
    rows = session.execute(query).all()
    texts = _texts(session, {evaluation.version_id for _, _, evaluation, *_ in rows})
    return [_row(*row, texts) for row in rows]


def disputed_rate(session: Session, actor: Actor, since: datetime | None) -> Rate:
    """Evaluations that were disputed, of those released since, in the actor's scope."""
    scope = readable_evaluations(actor).where(Evaluation.released_at.is_not(None))
    if since is not None:
        scope = scope.where(Evaluation.released_at >= since)
    total = _count(session, scope)
    disputed = select(Dispute.evaluation_id)
    return rate(_count(session, scope.where(Evaluation.id.in_(disputed))), total)


def _count(session: Session, scope: Select[Evaluation]) -> int:
    inner = scope.with_only_columns(Evaluation.id).subquery()
    return session.scalar(select(func.count()).select_from(inner)) or 0


def _texts(session: Session, version_ids: set[int]) -> dict[tuple[int, str], tuple[str, str]]:
    """The scorecard's title and the question's words, by version and key."""
    rows = session.execute(
        select(Version, Scorecard.title)
        .join(Scorecard, Version.scorecard_id == Scorecard.id)
        .where(Version.id.in_(version_ids))
    )
    return {
        (version.id, question.key): (title, question.text)
        for version, title in rows
        for question in document_of(version).questions()
    }


def _row(
    item: DisputeItem,
    dispute: Dispute,
    evaluation: Evaluation,
    reviewer: str,
    decider: str | None,
    team: str | None,
    texts: dict[tuple[int, str], tuple[str, str]],
) -> Ruled:
    key = item.question_key
    title, text = texts.get((evaluation.version_id, key), ("", key))
    # Before the verdict was kept, an acceptance in part read like a whole one.
    verdict = item.verdict or (Verdict.ACCEPT if item.accepted else Verdict.REJECT)
    return Ruled(
        dispute.id,
        evaluation.id,
        title,
        key,
        text,
        reviewer,
        team or "",
        item.cause.value if item.cause else "",
        dispute.round,
        verdict.value,
        dispute.opened_at,
        dispute.decided_at or dispute.opened_at,
        decider or "",
    )
