"""Gives badges, and looks again when a score that one rests on has changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from coaching.focus.evidence import question_evidence
from qa_app.core.audit import record
from qa_app.people.models import User
from recognition.badges.models import Badge
from recognition.badges.rules import mastery
from scorecards.reviews.models import FINAL, Evaluation

PERIOD = timedelta(weeks=12)


def award(session: Session, agent: User, at: datetime) -> list[Badge]:
    """Give the badges that the last twelve weeks carry and that the agent does not hold yet."""
    return give(session, deserved(session, agent, at))


def deserved(session: Session, agent: User, at: datetime) -> list[Badge]:
    """Those badges, not given yet; reads only."""
    since = at - PERIOD
    colleagues = session.scalars(
        select(User.id).where(User.team_id == agent.team_id, User.id != agent.id)
    )
    questions = question_evidence(session, agent.id, since=since, until=at, colleagues=colleagues)
    held = {
        (rule, subject)
        for rule, subject in session.execute(
            select(Badge.rule, Badge.subject).where(
                Badge.agent_id == agent.id, Badge.withdrawn_at.is_(None)
            )
        )
    }
    rests_on = list(
        session.scalars(
            select(Evaluation.id).where(
                Evaluation.agent_id == agent.id,
                Evaluation.counts.is_(True),
                Evaluation.state.in_(FINAL),
                Evaluation.submitted_at >= since,
            )
        )
    )
    return [
        Badge(
            agent_id=agent.id,
            rule=earned.rule,
            subject=earned.subject,
            label=earned.label[:200],
            evidence={
                "n": earned.n,
                "value": round(earned.value, 2),
                "low": round(earned.low, 2),
                "evaluations": rests_on,
            },
            given_at=at,
        )
        for earned in mastery(questions)
        if (earned.rule, earned.subject) not in held
    ]


def give(session: Session, badges: list[Badge]) -> list[Badge]:
    """Write down badges with their audit rows; the same list."""
    for badge in badges:
        session.add(badge)
        session.flush()
        record(session, "badge.give", ("badge", badge.id), by=None, at=badge.given_at)
    return badges


def look_again(session: Session, evaluation_id: int, at: datetime) -> list[Badge]:
    """Mark the badges that rest on a restated evaluation for a person to look at."""
    evaluation = session.get_one(Evaluation, evaluation_id)
    badges = session.scalars(
        select(Badge).where(Badge.agent_id == evaluation.agent_id, Badge.withdrawn_at.is_(None))
    )
    touched = [badge for badge in badges if evaluation_id in badge.evidence.get("evaluations", [])]
    for badge in touched:
        badge.review_reason = f"Evaluation {evaluation_id}, on which it rests, was restated."
        record(session, "badge.look_again", ("badge", badge.id), by=None, at=at)
    session.flush()
    return touched
