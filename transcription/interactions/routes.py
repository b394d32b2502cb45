"""The list of interactions, their recordings, and the revealing of masked text.

The page of one interaction shows its transcript, so it stands in transcription/transcripts/routes.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing
from qa_app.core.permissions import Permission
from qa_app.core.storage import storage
from qa_app.web.access import requires
from qa_app.web.downloads import media_answer
from qa_app.web.lookup import one_or_404
from transcription.interactions import labels
from transcription.interactions.forms import RevealForm
from transcription.interactions.marking import marked_among, marked_for
from transcription.interactions.models import Interaction, Recording
from transcription.interactions.policies import (
    interactions_in_scope,
    playing_is_on,
    recordings_in_hearing,
)
from transcription.interactions.queries import (
    PERIODS,
    choices_in,
    detailed,
    has_any,
    interactions_page,
    read_filter,
)
from transcription.interactions.revealing import reveal

bp = Blueprint("interactions", __name__, template_folder="templates")
PLAYED_TYPE = "audio/ogg"
"""What muted copies are; originals are never played."""
IS_DEMO = "quality_desk_is_demo"
"""Key of app.extensions under which the roof puts whether a session's instance is the demo."""


@bp.get("/interactions")
@requires(Permission.INTERACTIONS_READ)
def index() -> str:
    """The interactions of the viewer's teams; filters and page are in the address."""
    session, wanted = db.session(), read_filter(request.args)
    scope, marked = interactions_in_scope(g.viewer), marked_for(session, g.viewer)
    if wanted.flagged and marked is not None:
        scope = scope.where(Interaction.id.in_(marked))
    page = interactions_page(
        session, scope, wanted, now=clock.now(),
        before=request.args.get("before"), after=request.args.get("after"),
    )  # fmt: skip
    return render_template(
        "interactions/index.html",
        page=page,
        wanted=wanted,
        marked=None if marked is None else marked_among(session, marked, page.items),
        any_at_all=bool(page.items) or has_any(session, interactions_in_scope(g.viewer)),
        choices=choices_in(session, g.viewer.teams_with(Permission.INTERACTIONS_READ)),
        periods=PERIODS,
        labels=labels,
    )


@bp.route("/interactions/<int:interaction_id>/reveal", methods=["GET", "POST"])
@requires(Permission.TEXT_REVEAL)
def reveal_text(interaction_id: int) -> str | tuple[str, int]:
    """Ask for a reason, then show what is masked; nothing of it is kept on the page's address."""
    scope = interactions_in_scope(g.viewer, Permission.TEXT_REVEAL)
    interaction = one_or_404(db.session(), detailed(scope, interaction_id))
    form, shown = RevealForm(), None
    if form.validate_on_submit():
        shown = reveal(
            db.session(), interaction, reason=form.reason.data, by=g.viewer.id, at=clock.now()
        )
        db.session.commit()
    page = render_template(
        "interactions/reveal.html", interaction=interaction, form=form, shown=shown, labels=labels
    )
    return (page, 422) if form.errors else page


@bp.get("/interactions/<int:interaction_id>/audio")
@requires(Permission.SIGNED_IN)
def audio(interaction_id: int) -> Response:
    """The muted copy of the recording, whole or the range that the player asks for."""
    recording = hearable(interaction_id)
    return media_answer(storage(db.session()), recording.playback_key or "", PLAYED_TYPE)


@bp.get("/interactions/<int:interaction_id>/peaks")
@requires(Permission.SIGNED_IN)
def peaks(interaction_id: int) -> AnyResponse:
    """The outline of the recording: {"per_second", "channels": [[0 … 127]]}."""
    recording = hearable(interaction_id)
    if recording.peaks_key is None:
        raise Missing
    return jsonify(json.loads(storage(db.session()).get(recording.peaks_key)))


def hearable(interaction_id: int) -> Recording:
    """The recording of an interaction, if the viewer may hear it here; else Missing."""
    session = db.session()
    if not playing_is_on(session, shows_demo()):
        raise Missing
    found = recordings_in_hearing(g.viewer).where(Recording.interaction_id == interaction_id)
    recording = one_or_404(session, found)
    if not recording.playback_key:
        raise Missing
    return recording


def shows_demo() -> bool:
    """Whether this instance shows the demo, as far as the roof has said how to know."""
    is_demo = current_app.extensions.get(IS_DEMO)
    return bool(is_demo and is_demo(db.session()))
