"""Which teams' dashboards a person may read."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.errors import Missing
from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from qa_app.people.models import Team


def readable_team(session: Session, actor: Actor, team_id: int) -> Team:
    """A team whose dashboard `actor` may read; Missing for any other, and where there is none."""
    scope = actor.teams_with(Permission.TEAM_READ)
    team = session.get(Team, team_id)
    if team is None or (scope is not None and team_id not in scope):
        raise Missing(_("There is no such team."))
    return team
