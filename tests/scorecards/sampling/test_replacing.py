"""A skipped item is replaced by the next of the same random order."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.reviews.models import Assignment, AssignmentState, Pool
from scorecards.reviews.skipping import skip
from scorecards.sampling.models import Draw, DrawItem, Part
from scorecards.sampling.replacing import Skips, offer_reserve, skips_of
from scorecards.sampling.scores import scored_of
from tests.factories.people import make_team, make_user
from tests.factories.sampling import (
    AT,
    MONDAY,
    NEXT_MONDAY,
    make_draw,
    make_interactions,
    make_plan,
)


def drawn(session: Session, *, size: int = 10, reviewers: int = 1) -> Draw:
    agent = make_user(session, Role.AGENT, make_team(session))
    for _ in range(reviewers):
        make_user(session, Role.REVIEWER)
    make_interactions(session, agent, size)
    return make_draw(session, make_plan(session))


def first_item(session: Session, draw: Draw) -> tuple[DrawItem, Assignment]:
    item = session.scalars(
        select(DrawItem).where(DrawItem.draw_id == draw.id, DrawItem.position == 1)
        .where(DrawItem.part == Part.RANDOM)
    ).one()  # fmt: skip
    return item, session.get_one(Assignment, item.assignment_id)


def skipped(session: Session, assignment: Assignment) -> Assignment:
    return skip(session, assignment, reason="language", note="", by=assignment.reviewer_id, at=AT)


def test_the_next_in_order_takes_the_place(
    session: Session, run_jobs: Callable[[], tuple[int, int]]
) -> None:
    draw = drawn(session)
    item, assignment = first_item(session, draw)
    skipped(session, assignment)
    # One job offers the next, one looks whether a second opinion is to be passed on.
    assert run_jobs() == (2, 0)
    reserve = session.scalars(select(DrawItem).where(DrawItem.replaces_id == item.id)).one()
    assert (reserve.part, reserve.position, reserve.inclusion_probability) == (
        Part.RESERVE, 1, 0.2,
    )  # fmt: skip
    given = session.get_one(Assignment, reserve.assignment_id)
    assert (given.reviewer_id, given.pool, given.inclusion_probability, given.state) == (
        assignment.reviewer_id, Pool.RANDOM, 0.2, AssignmentState.OPEN,
    )  # fmt: skip
    assert skips_of(session, draw) == [Skips(given.reviewer.name, 1, 3)]
    # The skipped item is out, its stand-in is in: still two without a score.
    waiting = scored_of(session, since=MONDAY, until=NEXT_MONDAY)
    assert [one.value for one in waiting] == [None, None]


def test_offering_twice_offers_one(session: Session) -> None:
    _, assignment = first_item(session, drawn(session))
    skipped(session, assignment)
    first = offer_reserve(session, assignment, at=AT)
    assert offer_reserve(session, assignment, at=AT) is first
    assert len(session.scalars(select(Assignment)).all()) == 3


def test_a_stand_in_can_be_skipped_too(session: Session) -> None:
    _, assignment = first_item(session, drawn(session))
    reserve = offer_reserve(session, skipped(session, assignment), at=AT)
    assert reserve is not None
    again = session.get_one(Assignment, reserve.assignment_id)
    second = offer_reserve(session, skipped(session, again), at=AT)
    assert second is not None
    assert (second.position, second.replaces_id) == (2, reserve.id)


def test_without_a_reserve_nothing_is_offered(session: Session) -> None:
    _, assignment = first_item(session, drawn(session, size=2))
    assert offer_reserve(session, skipped(session, assignment), at=AT) is None


def test_an_open_item_is_not_replaced(session: Session) -> None:
    _, assignment = first_item(session, drawn(session))
    assert offer_reserve(session, assignment, at=AT) is None


def test_what_risk_had_taken_becomes_random(session: Session) -> None:
    draw = drawn(session)
    item, assignment = first_item(session, draw)
    next_one = session.scalars(
        select(DrawItem).where(DrawItem.part == Part.RESERVE, DrawItem.position == 1)
    ).one()
    taken = Assignment(
        interaction_id=next_one.interaction_id,
        reviewer_id=make_user(session, Role.REVIEWER).id,
        pool=Pool.TARGETED,
        draw_id=draw.id,
        due_at=AT,
        created_at=AT,
    )
    session.add(taken)
    session.flush()
    reserve = offer_reserve(session, skipped(session, assignment), at=AT)
    assert reserve is next_one
    assert (next_one.replaces_id, next_one.assignment_id) == (item.id, taken.id)
    assert (taken.pool, taken.inclusion_probability, taken.stratum) == (Pool.RANDOM, 0.2, "chat")
