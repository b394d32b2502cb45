"""Chooses who looks at an interaction a second time, by the rules of hidden double scoring."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from scorecards.calibration.doubles import Reviewed, Why, assign
from scorecards.reviewers.doubling import staff_for_seconds, times_met
from scorecards.reviews.models import (
    FINAL,
    Assignment,
    AssignmentState,
    Dispute,
    DisputeDecider,
    Evaluation,
)
from scorecards.sampling.models import Draw
from scorecards.sampling.plans import read_stored


def second_reviewer(session: Session, first: Assignment, *, but: Collection[int] = ()) -> int | Why:
    """The user id of who looks again, else why nobody can.

    Never who has or had the interaction, scored it, or decided a dispute about it; never its own
    agent; none of its team where the plan that drew it says so, and never where no plan did. The
    least busy with second reviews goes first.
    """
    agent, team = first.interaction.agent_id, first.interaction.team_id
    asked = Reviewed(
        str(first.id),
        str(agent),
        str(first.reviewer_id),
        None if team is None else str(team),
        frozenset(map(str, {*_knowing(session, first.interaction_id), *but})),
    )
    done = assign(
        [asked],
        staff_for_seconds(session),
        seed=first.id,
        never_own_team=keeps_teams_apart(session, first),
        met=times_met(session),
    )
    name = done.given.get(asked.key)
    return done.not_given[asked.key] if name is None else int(name)


def keeps_teams_apart(session: Session, assignment: Assignment) -> bool:
    """Whether nobody may review their own team: as the plan says; yes where there is none."""
    draw = None if assignment.draw_id is None else session.get(Draw, assignment.draw_id)
    return True if draw is None else read_stored(draw.plan_document).never_own_team


def _knowing(session: Session, interaction_id: int) -> set[int]:
    """Who has or had it, or has read what somebody answered in it."""
    queries = (
        select(Assignment.reviewer_id).where(
            Assignment.interaction_id == interaction_id,
            Assignment.state != AssignmentState.WITHDRAWN,
        ),
        select(Evaluation.reviewer_id).where(
            Evaluation.interaction_id == interaction_id, Evaluation.state.in_(FINAL)
        ),
        select(DisputeDecider.user_id)
        .join(Dispute, Dispute.id == DisputeDecider.dispute_id)
        .join(Evaluation, Evaluation.id == Dispute.evaluation_id)
        .where(Evaluation.interaction_id == interaction_id),
        select(Dispute.decided_by)
        .join(Evaluation, Evaluation.id == Dispute.evaluation_id)
        .where(Evaluation.interaction_id == interaction_id),
    )
    found = {person for query in queries for person in session.scalars(query)}
    return {person for person in found if person is not None}
