"""Hands the drawn interactions to reviewers as assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scorecards.absences.days import due_after
from scorecards.absences.zones import centre_zone
from scorecards.reviews.models import Assignment, AssignmentState, Pool
from scorecards.sampling.adopting import Chance, adopt
from scorecards.sampling.assigning import Assigned, Division, Work, divide
from scorecards.sampling.draw import Drawn, DrawResult
from scorecards.sampling.frame import Key
from scorecards.sampling.models import Draw
from scorecards.sampling.naming import stratum_name
from scorecards.sampling.plan_document import PlanDocument
from scorecards.sampling.population import Population
from scorecards.sampling.reviewers import Staff, staff_of

LIVE = (AssignmentState.OPEN, AssignmentState.DONE)
AT_ONCE = 5_000
"""So many ids go into one query; SQLite takes 32,766 values."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The first assignment of each drawn interaction, and {reason: [interaction ids]} for none."""

    assignment_ids: Mapping[Key, int]
    unassigned: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """What all assignments of a draw have in common."""

    draw_id: int
    at: datetime
    due_days: int

    @property
    def due_at(self) -> datetime:
        """When work is due of whoever is there every day."""
        return self.at + timedelta(days=self.due_days)


def hand_out(
    session: Session,
    draw: Draw,
    plan: PlanDocument,
    result: DrawResult,
    population: Population,
    *,
    by: int | None,
    at: datetime,
) -> Handed:
    """Give each drawn interaction to one reviewer, and hidden second ones to another.

    What somebody has in their queue or has reviewed already is not reviewed again: that
    assignment stands for it, and becomes random if chance picked what risk or a person had.
    Days away take from a reviewer's part, and are no days of the time until the work is due.
    """
    zone = centre_zone(session)
    today = at.astimezone(zone).date()
    staff = staff_of(session, plan, on=today)
    terms = Terms(draw.id, at, plan.due_days)
    drawn = {one.item.key: one for one in result.items}
    ids = {key: population.known[key].interaction_id for key in drawn}
    earlier = _earlier(session, ids.values())
    adopted = _adopt(session, terms, drawn, ids, earlier, by=by)
    names = {user_id: name for name, user_id in staff.user_ids.items()}
    work = [
        _work(one, population, _had(earlier[ids[key]], names))
        for key, one in drawn.items()
        if key not in adopted
    ]
    division = divide(
        work,
        staff.reviewers,
        never_own_team=plan.never_own_team,
        first_day=today,
        last_day=terms.due_at.astimezone(zone).date(),
    )
    made = _assign(session, division, staff, terms, drawn, ids, earlier)
    return Handed(adopted | made, _unassigned(division, ids))


def chance_of(one: Drawn, draw_id: int) -> Chance | None:
    """How a random item was drawn; None for one chosen by risk."""
    if one.probability is None:
        return None
    return Chance(draw_id, stratum_name(one.stratum), one.probability)


def _earlier(session: Session, ids: Iterable[int]) -> dict[int, list[Assignment]]:
    """What was handed out before of these interactions, by interaction."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        query = select(Assignment).where(Assignment.interaction_id.in_(part))
        for row in session.scalars(query.order_by(Assignment.id)):
            found[row.interaction_id].append(row)
    return found


def _adopt(
    session: Session,
    terms: Terms,
    drawn: Mapping[Key, Drawn],
    ids: Mapping[Key, int],
    earlier: Mapping[int, Sequence[Assignment]],
    *,
    by: int | None,
) -> dict[Key, int]:
    adopted = {}
    for key, one in drawn.items():
        live = [
            row
            for row in earlier.get(ids[key], ())
            if row.state in LIVE and not row.is_second and row.pool is not Pool.CALIBRATION
        ]
        if live:
            chance = chance_of(one, terms.draw_id)
            if chance:
                adopt(session, live[0], chance, by=by, at=terms.at)
            adopted[key] = live[0].id
    return adopted


def _had(rows: Sequence[Assignment], names: Mapping[int, str]) -> frozenset[str]:
    """Reviewers who have or had the interaction; what was only withdrawn can be given again."""
    return frozenset(
        names[row.reviewer_id]
        for row in rows
        if row.state is not AssignmentState.WITHDRAWN and row.reviewer_id in names
    )


def _work(one: Drawn, population: Population, not_by: frozenset[str]) -> Work:
    team = population.known[one.item.key].team
    return Work(one.item.key, one.agent, team, one.double, not_by)


def _assign(
    session: Session,
    division: Division,
    staff: Staff,
    terms: Terms,
    drawn: Mapping[Key, Drawn],
    ids: Mapping[Key, int],
    earlier: Mapping[int, Sequence[Assignment]],
) -> dict[Key, int]:
    rows, at = [], terms.at
    away = {one.name: one.absences for one in staff.reviewers}
    for given in division.assigned:
        reviewer_id = staff.user_ids[given.reviewer]
        before = [r for r in earlier.get(ids[given.key], ()) if r.reviewer_id == reviewer_id]
        row = before[0] if before else Assignment(reviewer_id=reviewer_id)
        row.interaction_id = ids[given.key]
        fill(row, given, drawn[given.key], terms)
        absences, zone = away.get(given.reviewer, ()), staff.zones[given.reviewer]
        row.due_at = due_after(at, terms.due_days, absences, zone)
        rows.append((given, row))
    session.add_all(row for _, row in rows)
    session.flush()
    return {given.key: row.id for given, row in rows if not given.second}


def fill(row: Assignment, given: Assigned, one: Drawn, terms: Terms) -> None:
    """Make the row an open assignment of the draw, whatever it was before.

    A hidden second review carries the same pool and probability, so that nothing marks it; only
    the first reviewer's counts, whichever comes in first (see reviews.finalising).
    """
    row.pool = Pool.RANDOM if one.pool == "random" else Pool.TARGETED
    row.inclusion_probability = one.probability
    row.stratum = stratum_name(one.stratum)
    row.draw_id = terms.draw_id
    row.is_second = given.second
    row.due_at, row.created_at = terms.due_at, terms.at
    row.state, row.skip_reason, row.closed_at = AssignmentState.OPEN, None, None
    row.version_id = None


def _unassigned(division: Division, ids: Mapping[Key, int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for one in division.unassigned:
        found[one.reason].append(ids[one.key])
    return dict(sorted(found.items()))
