"""Offers the next of the reserve when a reviewer skips a random item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.people.models import Team, User
from scorecards.absences.days import due_after
from scorecards.absences.zones import centre_day
from scorecards.reviews.models import Assignment, AssignmentState, Pool
from scorecards.sampling.adopting import Chance, adopt
from scorecards.sampling.assigning import Reviewer, Work, divide
from scorecards.sampling.counting import in_random_part
from scorecards.sampling.handing_out import LIVE
from scorecards.sampling.models import Draw, DrawItem, Part
from scorecards.sampling.plan_document import PlanDocument
from scorecards.sampling.plans import read_stored
from scorecards.sampling.population import agent_key
from scorecards.sampling.reviewers import Staff, staff_of
from transcription.interactions.models import Interaction


@dataclass(frozen=True, slots=True)
class Skips:
    """How often a reviewer skipped items of a draw."""

    reviewer: str
    skipped: int
    given: int


def offer_reserve(session: Session, assignment: Assignment, *, at: datetime) -> DrawItem | None:
    """Put the next of the same random order in the place of a skipped item; None if there is none.

    It is the next of the item's agent and stratum, so its probability is the same; whoever skipped
    gets it, if they may. If risk had taken it already, that review becomes a random one. Doing it
    again changes nothing; second reviews and what risk chose are not replaced.
    """
    item = _skipped_item(session, assignment)
    if item is None:
        return None
    reserve = _next(session, item)
    if reserve is None or reserve.replaces_id is not None:
        return reserve
    draw = session.get_one(Draw, item.draw_id)
    reserve.replaces_id = item.id
    reserve.assignment_id = _give(session, draw, reserve, assignment, at=at)
    session.flush()
    record(
        session,
        "sampling.replace",
        ("draw", draw.id),
        by=None,
        at=at,
        before={"interaction": item.interaction_id},
        after={"interaction": reserve.interaction_id, "assignment": reserve.assignment_id},
    )
    return reserve


def skips_of(session: Session, draw: Draw) -> list[Skips]:
    """How often each reviewer skipped, of what they were given of the draw; the most first."""
    skipped = func.count(Assignment.id).filter(Assignment.state == AssignmentState.SKIPPED)
    rows = session.execute(
        select(User.name, skipped, func.count(Assignment.id))
        .join(Assignment, Assignment.reviewer_id == User.id)
        .where(Assignment.draw_id == draw.id)
        .group_by(User.id, User.name)
    )
    found = [Skips(name, skips, given) for name, skips, given in rows]
    return sorted(found, key=lambda one: (-one.skipped, one.reviewer))


def _skipped_item(session: Session, assignment: Assignment) -> DrawItem | None:
    skipped = assignment.state is AssignmentState.SKIPPED and assignment.pool is Pool.RANDOM
    if not skipped or assignment.is_second or assignment.draw_id is None:
        return None
    return session.scalars(
        select(DrawItem).where(
            DrawItem.draw_id == assignment.draw_id,
            DrawItem.interaction_id == assignment.interaction_id,
            in_random_part(),
        )
    ).first()


def _next(session: Session, item: DrawItem) -> DrawItem | None:
    """What stands in for the item already, else the lowest free place of its reserve."""
    stands_in = session.scalars(select(DrawItem).where(DrawItem.replaces_id == item.id)).first()
    if stands_in is not None:
        return stands_in
    return session.scalars(
        select(DrawItem)
        .where(
            DrawItem.draw_id == item.draw_id,
            DrawItem.part == Part.RESERVE,
            DrawItem.agent_id == item.agent_id,
            DrawItem.stratum == item.stratum,
            DrawItem.replaces_id.is_(None),
        )
        .order_by(DrawItem.position)
        .limit(1)
        .with_for_update()
    ).first()


def _give(
    session: Session, draw: Draw, reserve: DrawItem, skipped: Assignment, *, at: datetime
) -> int | None:
    rows = session.scalars(
        select(Assignment).where(Assignment.interaction_id == reserve.interaction_id)
    ).all()
    chance = Chance(draw.id, reserve.stratum, reserve.inclusion_probability or 0.0)
    for row in rows:
        if row.state in LIVE and not row.is_second and row.pool is not Pool.CALIBRATION:
            adopt(session, row, chance, by=None, at=at)
            return row.id
    plan = read_stored(draw.plan_document)
    staff = staff_of(session, plan, on=centre_day(session, at))
    taker = _reviewer_for(session, staff, plan, reserve, skipped, rows, at)
    if taker is None:
        return None
    reviewer_id = staff.user_ids[taker.name]
    before = [r for r in rows if r.reviewer_id == reviewer_id]
    row = before[0] if before else Assignment(reviewer_id=reviewer_id)
    row.interaction_id = reserve.interaction_id
    row.pool, row.inclusion_probability = Pool.RANDOM, chance.inclusion_probability
    row.stratum, row.draw_id, row.is_second, row.version_id = reserve.stratum, draw.id, False, None
    row.state, row.skip_reason, row.closed_at = AssignmentState.OPEN, None, None
    row.created_at = at
    row.due_at = due_after(at, plan.due_days, taker.absences, staff.zones[taker.name])
    session.add(row)
    session.flush()
    return row.id


def _reviewer_for(
    session: Session,
    staff: Staff,
    plan: PlanDocument,
    reserve: DrawItem,
    skipped: Assignment,
    rows: Sequence[Assignment],
    at: datetime,
) -> Reviewer | None:
    """Whoever skipped, if they may review this one too; else another by the plan's rules."""
    names = {user_id: name for name, user_id in staff.user_ids.items()}
    had = {names[r.reviewer_id] for r in rows if r.reviewer_id in names}
    withdrawn = {
        names[r.reviewer_id]
        for r in rows
        if r.state is AssignmentState.WITHDRAWN and r.reviewer_id in names
    }
    work = _work(session, reserve, frozenset(had - withdrawn))
    own = [r for r in staff.reviewers if staff.user_ids[r.name] == skipped.reviewer_id]
    days = centre_day(session, at), centre_day(session, at + timedelta(days=plan.due_days))
    return _first(own, work, plan, days) or _first(staff.reviewers, work, plan, days)


def _first(
    reviewers: Sequence[Reviewer], work: Work, plan: PlanDocument, days: tuple[date, date]
) -> Reviewer | None:
    """Who would get it, of those who are there on some of the days from today until it is due."""
    first_day, last_day = days
    division = divide(
        [work],
        reviewers,
        never_own_team=plan.never_own_team,
        first_day=first_day,
        last_day=last_day,
    )
    names = [given.reviewer for given in division.assigned]
    return next((one for one in reviewers if one.name in names), None)


def _work(session: Session, reserve: DrawItem, not_by: frozenset[str]) -> Work:
    row = session.execute(
        select(Interaction.source, Interaction.external_id, User.external_id, User.id, Team.name)
        .join(User, User.id == Interaction.agent_id)
        .outerjoin(Team, Team.id == Interaction.team_id)
        .where(Interaction.id == reserve.interaction_id)
    ).one()
    source, external_id, agent, agent_id, team = row
    return Work((source, external_id), agent_key(agent, agent_id), team, not_by=not_by)
