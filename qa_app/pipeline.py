"""What follows on what: events and their tasks by name, and the timetable. One page."""

from __future__ import annotations

from datetime import timedelta

from qa_app.core.jobs.schedule import Periodic

EVENTS: dict[str, tuple[str, ...]] = {
    # intake: a batch's chunk of interactions has text; payload: interaction_ids
    "interactions.ready": ("search.index", "flagging.score_new", "intake.join_arrived"),
    # reviews: a submission became final; payload: evaluation_id
    "evaluation.submitted": (),
    # reviews: a reviewer passed an item on with a reason; payload: assignment_id
    "assignment.skipped": ("sampling.offer_reserve", "opinions.pass_on"),
    # reviews: the agent may see it; payload: evaluation_id
    "evaluation.released": ("feedback.tell_agent", "examples.ask_agent"),
    # reviews: an answer was changed after submission; payload: evaluation_id
    "evaluation.restated": ("recognition.look_again",),
    # reviews: agent and lead talk about a feedback; payload: message_id
    "feedback.said": ("feedback.pass_on",),
    # reviews: payload: dispute_id
    "dispute.opened": ("feedback.tell_leads",),
    "dispute.decided": ("feedback.tell_outcome",),
    # flagging: payload: model_id
    "model.promoted": ("flagging.score_all",),
    # recognition: payload: kudos_id
    "kudos.given": ("recognition.tell_receiver",),
}

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

TIMETABLE: tuple[Periodic, ...] = (
    # intake: imports whose command was killed are not read for ever
    Periodic("intake.end_abandoned", "intake.end_abandoned", 10 * MINUTE),
    # intake: refused rows that nobody mended within a month
    Periodic("intake.forget_refused", "intake.forget_refused", DAY, 2 * HOUR),
    # intake: files that were begun and not gone on with
    Periodic("intake.sweep_pieces", "intake.sweep_pieces", HOUR, 40 * MINUTE),
    # api: answers under an Idempotency-Key are kept for a week
    Periodic("api.forget_requests", "api.forget_requests", DAY, 2 * HOUR),
    # intake: uploads on which nobody has decided for a day
    Periodic("intake.sweep_waiting", "intake.sweep_waiting", HOUR),
    # transcripts: recordings that wait for the speech model, once it is on this machine
    Periodic("transcripts.resume", "transcripts.resume", 10 * MINUTE),
    # transcripts: recordings whose worker was killed at every attempt
    Periodic("transcripts.close_parked", "transcripts.close_parked", 5 * MINUTE),
    # transcripts: muted copies of recordings from before there were any
    Periodic("transcripts.mute_missing", "transcripts.mute_missing", 10 * MINUTE),
    # reviews: what nobody took back becomes final, also after a crash
    Periodic("reviews.finalise_pending", "reviews.finalise_pending", MINUTE),
    # reviews: evaluations whose release was set for a time
    Periodic("reviews.release_due", "reviews.release_due", MINUTE),
    # reviews: reminders, windows that close, late decisions
    Periodic("reviews.run_clocks", "reviews.run_clocks", 10 * MINUTE),
    # sampling: plans whose last full period has no draw
    Periodic("sampling.draw_due", "sampling.draw_due", HOUR),
    # flagging: a new version each week, where reviewers have said more since
    Periodic("flagging.refit", "flagging.refit", 7 * DAY, 3 * HOUR),
    # reviewers: how strict each is, where enough is new or a day has passed
    Periodic("reviewers.measure", "reviewers.measure", HOUR, 20 * MINUTE),
    # sessions: a reminder a day before a calibration session is due
    Periodic("calibration.remind", "calibration.remind", HOUR),
    # coaching: proposals, on Mondays
    Periodic("coaching.propose", "coaching.propose", 7 * DAY, 5 * HOUR),
    # recognition: badges
    Periodic("recognition.award_badges", "recognition.award_badges", DAY, 4 * HOUR),
)
