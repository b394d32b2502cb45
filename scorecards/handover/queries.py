"""Reads for handing items over: the filtered list, its pages, and facts that the rules need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, false, func, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.core.paging import PAGE_SIZE, Page, decode_key, encode_key
from qa_app.core.permissions import Permission, Role
from qa_app.core.text import whole_number
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from qa_app.people.queries import people_who_can
from scorecards.absences.days import Away
from scorecards.absences.models import ReviewerAbsence
from scorecards.absences.queries import absences_of
from scorecards.absences.zones import centre_zone, zone_of
from scorecards.handover.falling import due_within
from scorecards.handover.sharing import Item, Taker
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation, EvaluationState
from scorecards.reviews.models_acts import Handover, Reassignment
from scorecards.sampling.models import Draw, Plan
from scorecards.sampling.plans import read_stored
from transcription.interactions.models import Interaction

DUE = {"overdue": timedelta(0), "3": timedelta(days=3), "7": timedelta(days=7)}
MOST = 2_000
"""So many items move at once; more are moved in further acts."""
AT_ONCE = 5_000


@dataclass(frozen=True)
class Filter:
    """Only items of one reviewer, of one plan's draws, due so soon, or due within an absence."""

    reviewer: int | None = None
    plan: int | None = None
    due: str = ""
    absence: int | None = None

    def address(self) -> dict[str, str]:
        """The same as parts of an address."""
        parts = {
            "reviewer": self.reviewer,
            "plan": self.plan,
            "due": self.due,
            "absence": self.absence,
        }
        return {name: str(value) for name, value in parts.items() if value}


def read_filter(sent: Mapping[str, str]) -> Filter:
    """The filter of an address; what it does not know is left out."""
    due = sent.get("due", "")
    return Filter(
        whole_number(sent.get("reviewer")),
        whole_number(sent.get("plan")),
        due if due in DUE else "",
        whole_number(sent.get("absence")),
    )


def filtered(
    session: Session,
    scope: Select[Assignment],
    wanted: Filter,
    at: datetime,
    absence: ReviewerAbsence | None = None,
) -> Select[Assignment]:
    """The items that the filter keeps; `absence` is the one it names, where it may be seen."""
    if wanted.absence:
        if absence is None:
            return scope.where(false())
        scope = due_within(scope, absence, zone_of(session, absence.person))
    if wanted.reviewer:
        scope = scope.where(Assignment.reviewer_id == wanted.reviewer)
    if wanted.plan:
        draws = select(Draw.id).where(Draw.plan_id == wanted.plan)
        scope = scope.where(Assignment.draw_id.in_(draws))
    if wanted.due:
        scope = scope.where(Assignment.due_at < at + DUE[wanted.due])
    return scope


def items_page(session: Session, scope: Select[Assignment], after: str | None) -> Page[Assignment]:
    """One page, the most urgent first; `older` is the token of the next page."""
    query = scope.options(
        joinedload(Assignment.interaction).joinedload(Interaction.agent),
        joinedload(Assignment.interaction).joinedload(Interaction.team),
        joinedload(Assignment.reviewer),
    )
    if after:
        due, last = decode_key(after, 2)
        query = query.where(tuple_(Assignment.due_at, Assignment.id) > tuple_(due, last))
    query = query.order_by(Assignment.due_at, Assignment.id).limit(PAGE_SIZE + 1)
    rows = list(session.scalars(query))
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    token = encode_key([rows[-1].due_at, rows[-1].id]) if more else None
    return Page(rows, older=token, newer=None)


def matching_ids(session: Session, scope: Select[Assignment]) -> list[int]:
    """Ids of everything that matches, the most urgent first, at most `MOST`."""
    ids = scope.with_only_columns(Assignment.id).order_by(Assignment.due_at, Assignment.id)
    return list(session.scalars(ids.limit(MOST)))


def act_with(scope: Select[Reassignment], by: int, ids: Sequence[int]) -> Select[Reassignment]:
    """The person's newest act within the scope that moved one of these items."""
    moved = select(Handover.reassignment_id).where(Handover.assignment_id.in_(ids))
    return (
        scope.where(Reassignment.by == by, Reassignment.id.in_(moved))
        .order_by(Reassignment.id.desc())
        .limit(1)
    )


def count_matching(session: Session, scope: Select[Assignment]) -> int:
    """How many match."""
    return session.scalar(scope.with_only_columns(func.count(Assignment.id))) or 0


def plans_with_work(session: Session) -> list[tuple[int, str]]:
    """Plans of which items are open, by title."""
    waiting = exists().where(
        Assignment.draw_id == Draw.id, Assignment.state == AssignmentState.OPEN
    )
    rows = session.execute(
        select(Plan.id, Plan.title)
        .where(Plan.id.in_(select(Draw.plan_id).where(waiting)))
        .order_by(Plan.title)
    )
    return [(row.id, row.title) for row in rows]


def holders(session: Session) -> list[User]:
    """Everybody with an open item, also who is no longer active, by name."""
    waiting = exists().where(
        Assignment.reviewer_id == User.id, Assignment.state == AssignmentState.OPEN
    )
    return list(session.scalars(select(User).where(waiting).order_by(User.name, User.id)))


def open_counts(session: Session) -> dict[int, int]:
    """How many items each reviewer has open."""
    rows = session.execute(
        select(Assignment.reviewer_id, func.count(Assignment.id))
        .where(Assignment.state == AssignmentState.OPEN)
        .group_by(Assignment.reviewer_id)
    )
    return {row[0]: row[1] for row in rows}


def takers(session: Session, shares: Mapping[int, float] | None = None, *, on: date) -> list[Taker]:
    """Active people who may review, with teams and absences; only those in `shares` if given."""
    people = people_who_can(session, Permission.REVIEW)
    ids = [user.id for user in people]
    session.scalars(select(User).where(User.id.in_(ids)).options(selectinload(User.grants))).all()
    wanted = [user for user in people if shares is None or user.id in shares]
    away = absences_of(session, [user.id for user in wanted], since=on)
    return [
        _taker(user, 1.0 if shares is None else shares[user.id], away.get(user.id, ()))
        for user in wanted
    ]


def _taker(user: User, share: float, absences: tuple[Away, ...]) -> Taker:
    own = {user.team_id, *(one.team_id for one in user.grants if one.role is Role.TEAM_LEAD)}
    covers = actor_of(user).teams_with(Permission.REVIEW)
    teams = frozenset(team for team in own if team is not None)
    return Taker(user.id, share, teams, covers, absences)


def as_items(session: Session, rows: Sequence[Assignment]) -> list[Item]:
    """What the rules ask of each item."""
    interactions = [row.interaction_id for row in rows]
    had: dict[int, set[int]] = defaultdict(set)
    for number in range(0, len(interactions), AT_ONCE):
        part = interactions[number : number + AT_ONCE]
        for model in (Assignment, Evaluation):
            query = select(model.interaction_id, model.reviewer_id)
            for interaction, person in session.execute(query.where(model.interaction_id.in_(part))):
                had[interaction].add(person)
    zone = centre_zone(session)
    apart = _kept_apart(session, {row.draw_id for row in rows if row.draw_id is not None})
    submitted = _submitted(session, [row.id for row in rows])
    return [
        Item(
            row.id,
            row.interaction_id,
            row.interaction.agent_id,
            row.interaction.team_id,
            row.reviewer_id,
            frozenset(had[row.interaction_id]),
            apart.get(row.draw_id or 0, True),
            row.id in submitted,
            row.due_at.astimezone(zone).date(),
        )
        for row in rows
    ]


def _kept_apart(session: Session, draw_ids: set[int]) -> dict[int, bool]:
    rows = session.execute(select(Draw.id, Draw.plan_document).where(Draw.id.in_(draw_ids)))
    return {row.id: read_stored(row.plan_document).never_own_team for row in rows}


def _submitted(session: Session, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for number in range(0, len(ids), AT_ONCE):
        query = select(Evaluation.assignment_id).where(
            Evaluation.assignment_id.in_(ids[number : number + AT_ONCE]),
            Evaluation.state != EvaluationState.DRAFT,
        )
        found.update(each for each in session.scalars(query) if each is not None)
    return found
