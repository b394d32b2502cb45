"""Reads plans, draws and their items for pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from qa_app.core.paging import Page, page_of
from qa_app.people.models import User
from scorecards.reviews.models import Assignment, AssignmentState
from scorecards.sampling.models import Draw, DrawItem, Part, Plan
from transcription.interactions.models import Interaction


@dataclass(frozen=True, slots=True)
class Share:
    """A reviewer's part of a draw: first reviews, hidden second ones, and how far they are."""

    reviewer: str
    first: int
    second: int
    done: int
    skipped: int


def plans_with_last_draws(session: Session) -> list[tuple[Plan, Draw | None]]:
    """All plans by title, those that are on first, with the newest draw that stands."""
    newest = (
        select(Draw.plan_id, func.max(Draw.id).label("draw_id"))
        .where(Draw.undone_at.is_(None))
        .group_by(Draw.plan_id)
        .subquery()
    )
    rows = session.execute(
        select(Plan, Draw)
        .outerjoin(newest, newest.c.plan_id == Plan.id)
        .outerjoin(Draw, Draw.id == newest.c.draw_id)
        .order_by(Plan.active.desc(), Plan.title)
    )
    return [(plan, draw) for plan, draw in rows]


def draws_page(session: Session, plan: Plan, before: str | None, after: str | None) -> Page[Any]:
    """The plan's draws, the newest period first, undone ones among them."""
    query = select(Draw).where(Draw.plan_id == plan.id)
    keys = [Draw.period_end, Draw.id]
    return page_of(session, query, keys, before=before, after=after, size=20)


def items_page(
    session: Session, draw: Draw, part: Part, before: str | None, after: str | None
) -> Page[Any]:
    """A part of a draw in its order; rows of `item_rows`."""
    query = item_rows(draw).where(DrawItem.part == part)
    return page_of(session, query, [DrawItem.id], before=before, after=after)


def all_items(session: Session, draw: Draw) -> Iterator[Row[Any]]:
    """Every item of a draw: random, by risk, then the reserve."""
    return iter(session.execute(item_rows(draw).order_by(DrawItem.id.desc())))


def item_rows(draw: Draw) -> Select[*tuple[Any, ...]]:
    """(item, source, external_id, channel, started_at, agent, reviewer, state) of a draw."""
    agent, reviewer = aliased(User), aliased(User)
    return (
        select(
            DrawItem,
            Interaction.source,
            Interaction.external_id,
            Interaction.channel,
            Interaction.started_at,
            agent.name.label("agent"),
            reviewer.name.label("reviewer"),
            Assignment.state,
        )
        .join(Interaction, Interaction.id == DrawItem.interaction_id)
        .join(agent, agent.id == DrawItem.agent_id)
        .outerjoin(Assignment, Assignment.id == DrawItem.assignment_id)
        .outerjoin(reviewer, reviewer.id == Assignment.reviewer_id)
        .where(DrawItem.draw_id == draw.id)
    )


def shares_of(session: Session, draw: Draw) -> list[Share]:
    """How the draw's work was divided, by reviewer's name."""
    rows = session.execute(
        select(User.name, Assignment.is_second, Assignment.state, func.count(Assignment.id))
        .join(Assignment, Assignment.reviewer_id == User.id)
        .where(Assignment.draw_id == draw.id)
        .group_by(User.id, User.name, Assignment.is_second, Assignment.state)
    )
    counts: dict[str, Counter[str]] = {}
    for name, is_second, state, count in rows:
        found = counts.setdefault(name, Counter())
        found["second" if is_second else "first"] += count
        found["done"] += count * (state is AssignmentState.DONE)
        found["skipped"] += count * (state is AssignmentState.SKIPPED)
    return [
        Share(name, c["first"], c["second"], c["done"], c["skipped"])
        for name, c in sorted(counts.items())
    ]


def names_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Names of people by id."""
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}


def parts_of(session: Session, draw: Draw) -> dict[Part, int]:
    """How many items each part of the draw has."""
    rows = session.execute(
        select(DrawItem.part, func.count(DrawItem.id))
        .where(DrawItem.draw_id == draw.id)
        .group_by(DrawItem.part)
    )
    return {row[0]: row[1] for row in rows}
