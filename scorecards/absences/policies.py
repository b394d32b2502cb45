"""Whose absences somebody may see and enter: their own; and managers those of their reviewers."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Permission, roles_with
from qa_app.people.actor import Actor
from qa_app.people.models import Grant, User
from scorecards.absences.models import ReviewerAbsence


def visible_absences(actor: Actor) -> Select[ReviewerAbsence]:
    """The actor's own, and those of everybody in `manageable_people`; also those taken back."""
    people = manageable_people(actor).with_only_columns(User.id)
    return select(ReviewerAbsence).where(
        or_(ReviewerAbsence.user_id == actor.id, ReviewerAbsence.user_id.in_(people))
    )


def manageable_people(actor: Actor) -> Select[User]:
    """Active people who review in teams whose sampling the actor manages; nobody for others."""
    teams = actor.teams_with(Permission.SAMPLING_MANAGE)
    held = select(Grant.user_id).where(Grant.role.in_(roles_with(Permission.REVIEW)))
    if teams is not None:
        held = held.where(or_(Grant.team_id.is_(None), Grant.team_id.in_(teams)))
    if teams is not None and not teams:
        held = held.where(Grant.user_id.is_(None))
    return select(User).where(User.active.is_(True), User.id.in_(held))


def people_for(session: Session, actor: Actor) -> list[User]:
    """Whose absence the actor may enter, by name: their reviewers', else their own."""
    query = manageable_people(actor)
    own = select(User).where(User.id == actor.id)
    found = {user.id: user for each in (query, own) for user in session.scalars(each)}
    return sorted(found.values(), key=lambda user: (user.name, user.id))
