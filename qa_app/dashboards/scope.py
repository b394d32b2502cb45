"""Which teams' dashboards the viewer may read."""

from __future__ import annotations

from flask import g
from flask_babel import gettext as _

from qa_app.core.db import db
from qa_app.core.errors import Missing
from qa_app.core.permissions import Permission
from qa_app.people.models import Team


def team_or_404(team_id: int) -> Team:
    """A team that the viewer may read, or Missing."""
    scope = g.viewer.teams_with(Permission.TEAM_READ)
    team = db.session.get(Team, team_id)
    if team is None or (scope is not None and team_id not in scope):
        raise Missing(_("There is no such team."))
    return team
