"""Who decides a later round of a dispute: an independent reviewer, by load or as a manager says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.jobs.queue import enqueue
from qa_app.core.permissions import Permission, Role
from qa_app.people.models import User
from qa_app.people.queries import people_who_can, people_with_role
from scorecards.absences.queries import people_away
from scorecards.answering.models import SecondBy
from scorecards.reviews.dispute_rounds import check_open
from scorecards.reviews.dispute_words import DisputeState
from scorecards.reviews.models import (
    Assignment,
    AssignmentState,
    Dispute,
    DisputeDecider,
    Evaluation,
    EvaluationRevision,
)
from scorecards.reviews.models_return import EvaluationReturn
from scorecards.reviews.release import policy_of


@dataclass(frozen=True)
class Candidate:
    """Somebody who may decide, and what waits for them: later rounds, and items to score."""

    user: User
    rounds: int
    items: int
    is_reviewer: bool
    """Managers may decide too, and are chosen by load only where no reviewer can be."""
    is_away: bool = False
    """Away today: chosen by load only where nobody else is left."""


def took_part(session: Session, evaluation: Evaluation) -> set[int]:
    """Who had a hand in it, or scores the same interaction: none of them decides a later round."""
    number = evaluation.id
    queries = (
        select(Dispute.decided_by).where(Dispute.evaluation_id == number),
        select(EvaluationRevision.replaced_by).where(EvaluationRevision.evaluation_id == number),
        select(EvaluationReturn.sent_by).where(EvaluationReturn.evaluation_id == number),
        select(Assignment.reviewer_id).where(
            Assignment.interaction_id == evaluation.interaction_id
        ),
        select(Evaluation.reviewer_id).where(
            Evaluation.interaction_id == evaluation.interaction_id
        ),
    )
    people = {evaluation.agent_id, evaluation.reviewer_id, evaluation.released_by}
    for query in queries:
        people.update(session.scalars(query))
    return {person for person in people if person is not None}


def candidates(session: Session, evaluation: Evaluation, *, on: date) -> list[Candidate]:
    """Active people who may judge and had no hand in it, in the order in which they are chosen.

    Those who are there before those away on that day, reviewers first, the least busy first.
    """
    people = people_who_can(session, Permission.DISPUTES_SECOND, team_id=evaluation.team_id)
    out = took_part(session, evaluation)
    free = [person for person in people if person.id not in out]
    ids = [person.id for person in free]
    rounds = dict(
        session.execute(
            select(DisputeDecider.user_id, func.count(DisputeDecider.id))
            .join(Dispute, DisputeDecider.dispute_id == Dispute.id)
            .where(Dispute.state == DisputeState.OPEN, DisputeDecider.ended_at.is_(None))
            .where(DisputeDecider.user_id.in_(ids))
            .group_by(DisputeDecider.user_id)
        ).all()
    )
    items = dict(
        session.execute(
            select(Assignment.reviewer_id, func.count(Assignment.id))
            .where(Assignment.state == AssignmentState.OPEN, Assignment.reviewer_id.in_(ids))
            .group_by(Assignment.reviewer_id)
        ).all()
    )
    reviewers = people_with_role(session, Role.REVIEWER, team_id=evaluation.team_id)
    names, away = {each.id for each in reviewers}, people_away(session, ids, on=on)
    found = [
        Candidate(who, rounds.get(who.id, 0), items.get(who.id, 0), who.id in names, who.id in away)
        for who in free
    ]
    return sorted(found, key=_turn)


def _turn(each: Candidate) -> tuple[bool, bool, int, int, int]:
    return each.is_away, not each.is_reviewer, each.rounds, each.items, each.user.id


def provide_decider(session: Session, dispute: Dispute, *, at: datetime) -> DisputeDecider | None:
    """Choose the least busy of the candidates where the policy says so; else managers are told."""
    policy = policy_of(session, dispute.evaluation)
    if policy.second_by is SecondBy.LOAD:
        for each in candidates(session, dispute.evaluation, on=at.date())[:1]:
            return _choose(session, dispute, each.user.id, by=None, at=at)
    enqueue(session, "feedback.tell_unassigned", {"dispute_id": dispute.id})
    return None


def assign_decider(
    session: Session, dispute: Dispute, user_id: int, *, by: int, at: datetime
) -> DisputeDecider:
    """A manager chooses who decides, or another one; Refused for whoever had a hand in it."""
    session.refresh(dispute, ["state"], with_for_update=True)
    check_open(dispute)
    if dispute.round == 1:
        raise Refused(_("The first round is decided by a lead of the team."))
    if user_id not in {
        each.user.id for each in candidates(session, dispute.evaluation, on=at.date())
    }:
        raise Refused(_("Choose somebody who had no hand in this evaluation."), field="user_id")
    now = dispute.decider
    if now is not None and now.user_id == user_id:
        return now
    return _choose(session, dispute, user_id, by=by, at=at)


def replace_absent(session: Session, *, at: datetime) -> int:
    """Choose anew where the decider was deactivated or lost the right; how many were replaced."""
    replaced = 0
    for dispute in _later_rounds(session):
        now = dispute.decider
        if now is None or is_independent(session, dispute, now.user_id):
            continue
        end_decider(session, dispute, at=at)
        replaced += 1
        provide_decider(session, dispute, at=at)
    return replaced


def is_independent(session: Session, dispute: Dispute, person: int) -> bool:
    """Whether the person may decide this later round: active, with the right, not involved."""
    evaluation = dispute.evaluation
    people = people_who_can(session, Permission.DISPUTES_SECOND, team_id=evaluation.team_id)
    return person in {each.id for each in people} - took_part(session, evaluation)


def end_decider(session: Session, dispute: Dispute, *, at: datetime) -> None:
    """Take the dispute from whoever was to decide it."""
    now = dispute.decider
    if now is not None:
        now.ended_at = at
        session.flush()


def _choose(
    session: Session, dispute: Dispute, user_id: int, *, by: int | None, at: datetime
) -> DisputeDecider:
    end_decider(session, dispute, at=at)
    chosen = DisputeDecider(dispute_id=dispute.id, user_id=user_id, assigned_by=by, assigned_at=at)
    dispute.deciders.append(chosen)
    dispute.reminded_at = None
    session.flush()
    after = {"decider": user_id, "round": dispute.round}
    record(session, "dispute.assign", ("dispute", dispute.id), by=by, at=at, after=after)
    enqueue(session, "feedback.tell_assigned", {"dispute_id": dispute.id})
    return chosen


def _later_rounds(session: Session) -> Sequence[Dispute]:
    return session.scalars(
        select(Dispute)
        .where(Dispute.state == DisputeState.OPEN, Dispute.round > 1)
        .order_by(Dispute.id)
        .with_for_update(of=Dispute, skip_locked=True)
    ).all()
