"""Pages on which people mend a transcript, compare its versions and put its speakers right."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Conflict, Missing, QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.web.access import requires
from qa_app.web.forms import DeskForm
from qa_app.web.lookup import one_or_404
from transcription.interactions import labels
from transcription.interactions.models import Interaction
from transcription.interactions.policies import interactions_in_scope
from transcription.interactions.queries import detailed
from transcription.interactions.routes import bp as interactions
from transcription.transcripts.comparing import compared
from transcription.transcripts.correcting import Change, choose, history, mend, undo
from transcription.transcripts.models import Speaker, Transcript
from transcription.transcripts.queries import current_transcript
from transcription.transcripts.routes import bp, player_data
from transcription.transcripts.sides_mending import assign_voice, swap
from transcription.transcripts.versions import machine_texts, makers_of, said_in, versions_of

__all__ = ["bp"]
MEND = Permission.TRANSCRIPTS_MEND
AT_ONCE = 60
"""Turns on one page."""


@interactions.route("/interactions/<int:interaction_id>/mend", methods=["GET", "POST"])
@requires(MEND)
def mending(interaction_id: int) -> Any:
    """All turns in fields; saving makes a version of what was changed."""
    found, transcript = _read(interaction_id)
    form = DeskForm()
    if not form.validate_on_submit():
        return _mending_page(found, transcript, form)
    try:
        if whole_number(request.form.get("seen")) != transcript.id:
            raise Conflict(_("Another version of this text was made meanwhile. Look at it first."))
        changes = _changes(transcript)
        mend(db.session(), found, transcript, changes, by=g.viewer.id, at=clock.now())
    except QualityDeskError as error:
        db.session.rollback()
        form.show(error)
        found, transcript = _read(interaction_id)
        return _mending_page(found, transcript, form, entered=request.form), error.status
    db.session.commit()
    flash(_("Saved. Search, flags and new evaluations use the mended text."), "success")
    return _back("interactions.mending", interaction_id, begin=request.args.get("begin"))


@interactions.post("/interactions/<int:interaction_id>/mend/undo")
@requires(MEND)
def undo_mending(interaction_id: int) -> Response:
    """Take back the last change."""
    found, transcript = _read(interaction_id)
    undo(db.session(), found, transcript, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("The last change is taken back."), "message")
    return _back("interactions.mending", interaction_id)


@interactions.get("/interactions/<int:interaction_id>/versions")
@requires(Permission.INTERACTIONS_READ)
def versions(interaction_id: int) -> str:
    """All versions of the text, and two of them side by side."""
    session = db.session()
    found = one_or_404(session, detailed(interactions_in_scope(g.viewer), interaction_id))
    listed = versions_of(session, found.id)
    if not listed:
        raise Missing
    by_number = {each.transcript.number: each for each in listed}
    newest, before = listed[0], listed[min(1, len(listed) - 1)]
    left = by_number.get(whole_number(request.args.get("left")) or 0, before)
    right = by_number.get(whole_number(request.args.get("right")) or 0, newest)
    return render_template(
        "transcripts/versions.html",
        interaction=found,
        listed=listed,
        left=left,
        right=right,
        comparison=compared(
            said_in(session, left.transcript.id), said_in(session, right.transcript.id)
        ),
        labels=labels,
    )


@interactions.post("/interactions/<int:interaction_id>/versions/<int:number>/current")
@requires(MEND)
def choose_version(interaction_id: int, number: int) -> Response:
    """Let another version be the one that is read."""
    session = db.session()
    found, _transcript = _read(interaction_id)
    wanted = next(
        (v for v in versions_of(session, found.id) if v.transcript.number == number), None
    )
    if wanted is None:
        raise Missing
    choose(session, found, wanted.transcript, by=g.viewer.id, at=clock.now())
    session.commit()
    flash(_("Version %(n)s is read from now on. Evaluations keep theirs.", n=number), "success")
    return _back("interactions.versions", interaction_id)


@interactions.post("/interactions/<int:interaction_id>/sides")
@requires(MEND)
def sides(interaction_id: int) -> Response:
    """Swap agent and customer, or say which voice is the agent's."""
    session, at = db.session(), clock.now()
    found, transcript = _read(interaction_id)
    voice = request.form.get("voice", "")[:10]
    if voice:
        count = assign_voice(session, found, transcript, voice, by=g.viewer.id, at=at)
    else:
        remember = request.form.get("remember") == "yes"
        count = swap(session, found, transcript, remember=remember, by=g.viewer.id, at=at)
    session.commit()
    flash(
        ngettext(
            "%(num)d turn has another speaker now. It can be undone on the page for mending.",
            "%(num)d turns have another speaker now. It can be undone on the page for mending.",
            count,
        ),
        "success",
    )
    return _back("interactions.show", interaction_id)


def _read(interaction_id: int) -> tuple[Interaction, Transcript]:
    session = db.session()
    found = one_or_404(session, detailed(interactions_in_scope(g.viewer, MEND), interaction_id))
    transcript = current_transcript(session, found.id)
    if transcript is None:
        raise Missing
    return found, transcript


def _changes(transcript: Transcript) -> list[Change]:
    """What the form says of each turn that was on the page."""
    speakers = {each.value: each for each in Speaker}
    changes = []
    for turn in transcript.turns:
        text = request.form.get(f"text-{turn.position}")
        if text is not None:
            speaker = speakers.get(request.form.get(f"speaker-{turn.position}", ""))
            # Browsers send line ends of their own.
            changes.append(Change(turn.position, text.replace("\r\n", "\n"), speaker))
    return changes


def _mending_page(
    found: Interaction, transcript: Transcript, form: DeskForm, entered: Any = None
) -> str:
    session = db.session()
    begin = max(0, whole_number(request.args.get("begin")) or 0)
    done = history(session, transcript)
    return render_template(
        "transcripts/mend.html",
        interaction=found,
        transcript=transcript,
        turns=transcript.turns[begin : begin + AT_ONCE],
        begin=begin,
        at_once=AT_ONCE,
        form=form,
        entered=entered or {},
        speakers=list(Speaker),
        machine=machine_texts(session, transcript),
        done=done,
        makers=makers_of(session, [each.made_by for each in done]),
        can_undo=any(each.undone_at is None for each in done),
        player=player_data(found),
        labels=labels,
    )


def _back(endpoint: str, interaction_id: int, **more: Any) -> Response:
    return redirect(url_for(endpoint, interaction_id=interaction_id, **more), 303)
