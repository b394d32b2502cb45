"""The page of one interaction: its transcript, its recording, and what is known of it.

Its routes stand on the blueprint of the interactions room, which may not know transcripts; the
blueprint made here only brings the templates.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.pace import time_left_of
from qa_app.core.jobs.queue import URGENT, count_before, hurry, jobs_of
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from transcription.interactions import labels
from transcription.interactions.models import Interaction, Recording, RecordingState
from transcription.interactions.policies import (
    interactions_in_scope,
    playing_is_on,
    recordings_in_hearing,
)
from transcription.interactions.queries import detailed
from transcription.interactions.related import origin_lines, related_to
from transcription.interactions.revealing import count_masked
from transcription.interactions.routes import bp as interactions
from transcription.interactions.routes import shows_demo
from transcription.transcripts.choosing import TimedModel, timed_models
from transcription.transcripts.models import Transcript
from transcription.transcripts.playing import played
from transcription.transcripts.queries import current_transcript, current_transcript_id
from transcription.transcripts.scored_agent import choice_of
from transcription.transcripts.showing import shown_turns
from transcription.transcripts.swapped import SwapSigns, swap_signs
from transcription.transcripts.taking_part import taking_part
from transcription.transcripts.transcribing import TASK
from transcription.transcripts.versions import newer_than
from transcription.transcripts.voices import voices_to_name

bp = Blueprint("transcripts", __name__, template_folder="templates")


@interactions.get("/interactions/<int:interaction_id>")
@requires(Permission.INTERACTIONS_READ)
def show(interaction_id: int) -> str:
    """One interaction as a chat, a mail thread or a call."""
    session = db.session()
    found = one_or_404(session, detailed(interactions_in_scope(g.viewer), interaction_id))
    transcript = current_transcript(session, found.id)
    turns = shown_turns(transcript.turns) if transcript else []
    part = taking_part(session, found, transcript.turns if transcript else ())
    return render_template(
        "transcripts/show.html",
        interaction=found,
        recording=found.recording,
        transcript=transcript,
        turns=turns,
        uncertain=[(each.turn.id, each.turn.position) for each in turns if each.is_unsure],
        player=player_data(found),
        newer=newer_than(session, transcript) if transcript else None,
        models=timed_models(session, found.recording)
        if g.viewer.can(Permission.INTERACTIONS_IMPORT)
        else [],
        doubted=_doubted(transcript),
        voices=voices_to_name(transcript.turns) if transcript and _may_mend() else [],
        **_pace(_job(found.recording)),
        related=related_to(session, g.viewer, found),
        origin=origin_lines(session, g.viewer, found),
        masked=count_masked(session, found.id) if g.viewer.can(Permission.TEXT_REVEAL) else 0,
        facts=labels.shown_facts(found.facts),
        part=part,
        choice=choice_of(session, g.viewer, found, part),
        labels=labels,
    )


@interactions.get("/interactions/<int:interaction_id>/transcribing")
@requires(Permission.INTERACTIONS_READ)
def transcribing(interaction_id: int) -> str | Response:
    """The progress fragment, asked every two seconds; sends to the whole page at the end."""
    found = one_or_404(db.session(), detailed(interactions_in_scope(g.viewer), interaction_id))
    job = _job(found.recording)
    if job is None:
        here = url_for("interactions.show", interaction_id=found.id)
        return Response(status=200, headers={"HX-Redirect": here})
    return render_template("transcripts/_progress.html", interaction=found, **_pace(job))


@interactions.post("/interactions/<int:interaction_id>/next")
@requires(Permission.INTERACTIONS_READ)
def transcribe_next(interaction_id: int) -> str | Response:
    """Somebody looks at it now: its recording goes before all others. Asked by the page itself."""
    session = db.session()
    found = one_or_404(session, detailed(interactions_in_scope(g.viewer), interaction_id))
    job = _job(found.recording)
    if job is not None:
        hurry(session, job)
        session.commit()
    if not request.headers.get("HX-Request"):
        return redirect(url_for("interactions.show", interaction_id=found.id), 303)
    return transcribing(interaction_id)


def _models(recording: Recording | None) -> list[TimedModel]:
    """What it may be transcribed again with, for whoever may ask for that."""
    may = g.viewer.can(Permission.INTERACTIONS_IMPORT)
    return timed_models(db.session(), recording) if may else []


def _may_mend() -> bool:
    return bool(g.viewer.can(Permission.TRANSCRIPTS_MEND))


def _doubted(transcript: Transcript | None) -> SwapSigns | None:
    """Signs that the sides are swapped, for whoever may put them right."""
    if transcript is None or not _may_mend():
        return None
    signs = swap_signs((turn.speaker.value, turn.text) for turn in transcript.turns)
    return signs if signs.verdict in {"likely", "possible"} else None


def player_data(
    interaction: Interaction, transcript_id: int | None = None
) -> dict[str, Any] | None:
    """What the player is given, None where the viewer may not hear it or nothing can be played.

    Its marks follow the transcript with that id, else the one that is read now.
    """
    session, recording = db.session(), interaction.recording
    if recording is None or not recording.playback_key or not recording.duration_s:
        return None
    if not playing_is_on(session, shows_demo()):
        return None
    hearable = recordings_in_hearing(g.viewer).where(Recording.id == recording.id)
    if session.scalar(hearable.with_only_columns(Recording.id)) is None:
        return None
    shown = transcript_id or current_transcript_id(session, interaction.id)
    return played(session, recording, shown)


def _pace(job: Job | None) -> dict[str, Any]:
    """The job, the time it still takes, how many are before it, and whether it may go first."""
    waits = job is not None and job.state is JobState.WAITING
    return {
        "job": job,
        "left": time_left_of(job, clock.now()),
        "ahead": count_before(db.session(), job) if job and waits else 0,
        "may_hurry": job is not None and waits and job.priority < URGENT,
    }


def _job(recording: Recording | None) -> Any:
    """The job that works on a recording now, for its progress; of one with a text another try."""
    if recording is None:
        return None
    alive = {JobState.WAITING, JobState.RUNNING}
    jobs = list(jobs_of(db.session(), ("recording", recording.id)))
    if recording.state is RecordingState.TRANSCRIBED:
        jobs = [each for each in jobs if each.task == TASK]
    return next((job for job in jobs if job.state in alive), None)
