"""Gives more of the work that is done already to a second reviewer, unseen among their own items.

Draws weave their second reviews in by themselves (see scorecards.sampling). This is for a centre
that wants more pairs than its plans give, at once: the same chance for every review of the period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.permissions import Permission, Role
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from qa_app.people.queries import people_who_can, people_with_role
from scorecards.calibration.doubles import Doubling, Reviewed, Second, assign, choose
from scorecards.reviews.models import (
    FINAL,
    Assignment,
    AssignmentState,
    Evaluation,
    Pool,
)
from scorecards.reviews.models_acts import is_asked_for

DUE_IN = timedelta(days=7)
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What was handed out: of `reviews` that had no second one, `given` now get one."""

    reviews: int
    given: int
    not_given: dict[str, int]
    """By reason, see scorecards.calibration.words.NOT_GIVEN."""


def ask_for_seconds(
    session: Session,
    *,
    since: datetime,
    until: datetime,
    share: float,
    seed: int,
    by: int,
    at: datetime,
) -> Asked:
    """Hand out hidden second reviews of `share` of the random work submitted in that time.

    Nobody gets what they had, their own work, or that of a team they may not review. The same
    seed chooses the same. Refused for a share outside 0 to 1, and where nothing is left to double.
    """
    if not 0 < share <= 1:
        raise Refused(_("A share lies above 0 and is at most 1."), field="share")
    rows = _single(session, since, until)
    if not rows:
        raise Refused(_("Every random review of that time has a second one already."))
    reviews = {str(row.id): row for row in rows}
    chosen = choose(_reviewed(session, rows), seed=seed, share=share)
    staff = staff_for_seconds(session)
    done = assign(chosen, staff, seed=seed, never_own_team=True, met=times_met(session))
    for key, name in sorted(done.given.items()):
        session.add(_assignment(reviews[key], int(name), at))
    session.flush()
    asked = Asked(len(rows), len(done.given), _reasons(done))
    record(
        session,
        "reviewers.double",
        ("assignment", None),
        by=by,
        at=at,
        after={
            "from": since.isoformat(),
            "to": until.isoformat(),
            "share": share,
            "seed": seed,
            "reviews": asked.reviews,
            "given": asked.given,
        },
    )
    return asked


def count_single(session: Session, *, since: datetime, until: datetime) -> int:
    """How many random reviews of that time have no second one, done or waiting."""
    return len(_single(session, since, until))


def _single(session: Session, since: datetime, until: datetime) -> list[Evaluation]:
    second = aliased(Assignment)
    doubled = exists().where(
        second.interaction_id == Evaluation.interaction_id,
        second.is_second.is_(True),
        second.state.in_((AssignmentState.OPEN, AssignmentState.DONE)),
        # Hard cases for which a colleague asked must not leave the frame of this measure.
        ~is_asked_for(second.id),
    )
    query = (
        select(Evaluation)
        .where(
            Evaluation.counts.is_(True),
            Evaluation.state.in_(FINAL),
            Evaluation.imported.is_(False),
            Evaluation.submitted_at >= since,
            Evaluation.submitted_at < until,
            ~doubled,
        )
        .order_by(Evaluation.id.desc())
        .limit(MOST)
    )
    return list(session.scalars(query))


def _reviewed(session: Session, rows: Iterable[Evaluation]) -> list[Reviewed]:
    rows = list(rows)
    had: dict[int, set[str]] = {}
    ids = [row.interaction_id for row in rows]
    for interaction_id, reviewer_id in session.execute(
        select(Assignment.interaction_id, Assignment.reviewer_id).where(
            Assignment.interaction_id.in_(ids)
        )
    ):
        had.setdefault(interaction_id, set()).add(str(reviewer_id))
    return [
        Reviewed(
            str(row.id),
            str(row.agent_id),
            str(row.reviewer_id),
            None if row.team_id is None else str(row.team_id),
            frozenset(had.get(row.interaction_id, ())),
        )
        for row in rows
    ]


def staff_for_seconds(session: Session) -> list[Second]:
    """Everybody with the role of reviewer, or who may review where nobody has it."""
    people = people_with_role(session, Role.REVIEWER) or people_who_can(session, Permission.REVIEW)
    ids = [user.id for user in people]
    session.scalars(select(User).where(User.id.in_(ids)).options(selectinload(User.grants))).all()
    loads = dict(
        session.execute(
            select(Assignment.reviewer_id, func.count(Assignment.id))
            .where(Assignment.is_second.is_(True), Assignment.state == AssignmentState.OPEN)
            .group_by(Assignment.reviewer_id)
        ).all()
    )
    return [_second(user, loads.get(user.id, 0)) for user in people]


def _second(user: User, load: int) -> Second:
    covered = actor_of(user).teams_with(Permission.REVIEW)
    own = {user.team_id, *(one.team_id for one in user.grants if one.role is Role.TEAM_LEAD)}
    return Second(
        str(user.id),
        load,
        str(user.id),
        frozenset(str(team) for team in own if team is not None),
        None if covered is None else frozenset(str(team) for team in covered),
    )


def times_met(session: Session) -> dict[tuple[str, str], int]:
    """How often two have doubled each other, so that pairs mix."""
    second = aliased(Assignment)
    rows = session.execute(
        select(Assignment.reviewer_id, second.reviewer_id)
        .join(second, second.interaction_id == Assignment.interaction_id)
        .where(Assignment.is_second.is_(False), second.is_second.is_(True))
    )
    return Counter((str(one), str(other)) for one, other in rows)


def _assignment(review: Evaluation, reviewer_id: int, at: datetime) -> Assignment:
    return Assignment(
        interaction_id=review.interaction_id,
        reviewer_id=reviewer_id,
        pool=Pool.CALIBRATION,
        is_second=True,
        due_at=at + DUE_IN,
        state=AssignmentState.OPEN,
        created_at=at,
    )


def _reasons(done: Doubling) -> dict[str, int]:
    return dict(sorted(Counter(done.not_given.values()).items()))
