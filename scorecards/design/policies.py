"""Who may see which versions: drafts are for those who edit them."""

from __future__ import annotations

from sqlalchemy import Select, false, select

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.design.models import Version, VersionState


def visible_versions(actor: Actor) -> Select[Version]:
    """All versions for editors; published and retired ones for those who may read scorecards."""
    query = select(Version)
    if actor.can(Permission.SCORECARDS_EDIT):
        return query
    if actor.can(Permission.SCORECARDS_READ):
        return query.where(Version.state != VersionState.DRAFT)
    return query.where(false())


def drafts(actor: Actor) -> Select[Version]:
    """Drafts that a person may edit."""
    query = select(Version).where(Version.state == VersionState.DRAFT)
    return query if actor.can(Permission.SCORECARDS_EDIT) else query.where(false())
