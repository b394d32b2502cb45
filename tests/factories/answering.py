"""Disputes in every round, rules and calendars for tests, through the verbs that people use."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from scorecards.answering.models import ReleaseMode
from scorecards.answering.policy import Policy, keep_policy
from scorecards.reviews.dispute_words import DisputeCause, Verdict
from scorecards.reviews.disputes import Objection, open_dispute
from scorecards.reviews.models import Dispute, Evaluation
from scorecards.reviews.rulings import Ruling, decide
from tests.factories.feedback import AT, Desk, make_released

HOUR = timedelta(hours=1)
GREETING = Objection("greeting", "I did greet.", "yes", DisputeCause.OVERLOOKED)
SOLVED = Objection("solved", "Booked in the call.", "solved", DisputeCause.GUIDANCE)
NOT_GREETED = {"greeting": "no", "identity": "yes", "solved": "partly"}


def keep(session: Session, desk: Desk, **rules: object) -> None:
    """Rules of the desk's scorecard, different from the usual ones in `rules`."""
    policy = replace(Policy(), **rules)  # type: ignore[arg-type]  # a dict of mixed values; replace refuses unknown names
    keep_policy(session, desk.version.scorecard, policy, by=None, at=AT)


def keep_approval(session: Session, desk: Desk) -> None:
    """Release only after a lead's approval."""
    keep(session, desk, release=ReleaseMode.APPROVAL)


def make_first(session: Session, desk: Desk, *, at: datetime = AT) -> Dispute:
    """An open first round about `greeting` and `solved`."""
    evaluation = make_released(session, desk, answers=NOT_GREETED, at=at)
    return open_dispute(
        session, evaluation, objections=[GREETING, SOLVED], by=desk.agent.id, at=at + HOUR
    )


def reject(session: Session, dispute: Dispute, *, by: int, at: datetime) -> None:
    """Decide against the agent on every question."""
    rulings = [Ruling(each.question_key, Verdict.REJECT, "It stays.") for each in dispute.items]
    decide(session, dispute, rulings=rulings, by=by, at=at)


def make_rejected(session: Session, desk: Desk, *, at: datetime = AT) -> Evaluation:
    """An evaluation whose first round was decided against the agent."""
    dispute = make_first(session, desk, at=at)
    reject(session, dispute, by=desk.lead.id, at=at + 2 * HOUR)
    return dispute.evaluation


def make_second(session: Session, desk: Desk, *, at: datetime = AT) -> Dispute:
    """An open second round about `greeting`."""
    evaluation = make_rejected(session, desk, at=at)
    return open_dispute(
        session, evaluation, objections=[GREETING], by=desk.agent.id, at=at + 3 * HOUR
    )
