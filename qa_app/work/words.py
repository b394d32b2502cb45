"""The words in which people read of background work: what it does, and why it stopped."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as __
from flask_babel import lazy_gettext as _

from qa_app.core.jobs.models import Job

TASKS: dict[str, Any] = {
    "intake.run_batch": _("Read an import"),
    "intake.run_watched": _("Read a file of the watched folder"),
    "intake.undo": _("Undo an import"),
    "intake.sweep_pieces": _("Sweep away uploads that nobody went on with"),
    "intake.end_abandoned": _("End imports that nobody reads any more"),
    "intake.forget_refused": _("Forget refused rows after a month"),
    "transcripts.transcribe": _("Transcribe a recording"),
    "transcripts.resume": _("Take up recordings that wait for the speech model"),
    "transcripts.close_parked": _("Close recordings that nobody transcribes any more"),
    "transcripts.discard_original": _("Delete a recording after its text was made"),
    "search.index": _("Make conversations findable"),
    "flagging.score_new": _("Look for likely low quality in new conversations"),
    "flagging.score_all": _("Look for likely low quality with a new model"),
    "sampling.draw_due": _("Draw samples that are due"),
    "replay.run": _("Score past reviews under a draft"),
    "coaching.propose": _("Propose coaching"),
    "recognition.award_badges": _("Award badges"),
    "api.forget_requests": _("Forget kept answers of the API"),
    "demo.closer_look": _("Draw by risk in the demo, once its model is trained"),
}
# Work that is named by its room alone, as nobody waits for one piece of it.
ROOMS: dict[str, Any] = {
    "api": _("Work of the API"),
    "calibration": _("Work on calibration sessions"),
    "coaching": _("Work on coaching"),
    "examples": _("Ask an agent about an example"),
    "feedback": _("Tell people of feedback and disputes"),
    "flagging": _("Train the flagging model"),
    "intake": _("Work on imports"),
    "opinions": _("Pass on a second opinion"),
    "recognition": _("Tell people of recognition"),
    "reviewers": _("Measure agreement and severity"),
    "reviews": _("Clocks of reviews: final, released, reminded"),
    "sampling": _("Work on samples"),
    "self_evaluation": _("Tell people of self-evaluations"),
    "transcripts": _("Work on recordings"),
}
KILLED = "The worker stopped answering."


def name_of(task: str) -> Any:
    """What a task does, in words; its own name where there are none."""
    return TASKS.get(task) or ROOMS.get(task.partition(".")[0]) or task


def reason_of(job: Job) -> Any:
    """Why a job stopped, in words for whoever decides whether to try it again."""
    error = job.error or ""
    if error == KILLED:
        return __(
            "Its process was killed at every try, as happens for want of memory, or its machine"
            " went away. What it was at stays as it was."
        )
    kind, mark, rest = error.partition(": ")
    if mark and kind.isidentifier() and kind[:1].isupper():
        return __("An error of the product (%(kind)s): %(what)s", kind=kind, what=rest)
    return error or __("It said nothing of why.")
