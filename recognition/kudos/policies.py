"""Whom one may thank, and which kudos one sees."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from qa_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from qa_app.people.actor import Actor
from qa_app.people.models import Grant, User
from recognition.kudos.models import Kudos


def teams_of(actor: Actor) -> frozenset[int] | None:
    """Teams whose wall the actor sees; None means all."""
    return actor.teams_with(Permission.RECOGNISE)


def thankable(actor: Actor) -> Select[User]:
    """Agents of the actor's teams, never the actor."""
    agents = select(Grant.user_id).where(Grant.role == Role.AGENT)
    return select(User).where(
        _inside(actor, User.team_id), User.id.in_(agents), User.id != actor.id
    )


def visible_kudos(actor: Actor) -> Select[Kudos]:
    """Kudos of the actor's teams and their own, less those taken back."""
    own = or_(Kudos.to_id == actor.id, Kudos.from_id == actor.id)
    return select(Kudos).where(
        Kudos.withdrawn_at.is_(None), or_(own, _inside(actor, Kudos.team_id))
    )


def may_cite(actor: Actor) -> bool:
    """Whether the actor may tie kudos to a moment: whoever reads interactions of others."""
    return any(Permission.INTERACTIONS_READ in ROLE_PERMISSIONS[role] for role in actor.roles)


def _inside(actor: Actor, column: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    teams = teams_of(actor)
    if teams is None:
        return true()
    return column.in_(teams) if teams else false()
