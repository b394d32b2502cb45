"""The act on an interaction's page that changes for whom it is scored."""

from __future__ import annotations

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Refused
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from transcription.interactions.policies import interactions_in_scope
from transcription.interactions.queries import detailed
from transcription.interactions.routes import bp
from transcription.transcripts.queries import current_transcript
from transcription.transcripts.scored_agent import choice_of, choose_scored
from transcription.transcripts.taking_part import taking_part

__all__ = ["bp"]


@bp.post("/interactions/<int:interaction_id>/scored-agent")
@requires(Permission.SCORED_AGENT)
def scored_agent(interaction_id: int) -> Response:
    """Score it for another of the agents who took part."""
    session = db.session()
    scope = interactions_in_scope(g.viewer, Permission.SCORED_AGENT)
    found = one_or_404(session, detailed(scope, interaction_id))
    transcript = current_transcript(session, found.id)
    part = taking_part(session, found, transcript.turns if transcript else ())
    choice = choice_of(session, g.viewer, found, part)
    agent_id = whole_number(request.form.get("agent"))
    try:
        choose_scored(session, found, agent_id, choice, by=g.viewer.id, at=clock.now())
    except Refused as refused:
        session.rollback()
        flash(refused.message, "error")
        return redirect(url_for("interactions.show", interaction_id=interaction_id), 303)
    name = found.agent.name
    session.commit()
    flash(_("It is scored for %(name)s from now on.", name=name), "success")
    return redirect(url_for("interactions.show", interaction_id=interaction_id), 303)
