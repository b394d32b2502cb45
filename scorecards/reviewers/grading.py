"""Grades a reviewer's evaluation: begun by hand or by a draw, submitted for good, answered."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.notifications.inbox import notify
from scorecards.design.models import Version
from scorecards.design.scoring import score
from scorecards.reviewers.grading_card import grading_version
from scorecards.reviewers.models import Grading, GradingState
from scorecards.reviews.draft import Draft
from scorecards.reviews.kept import check_base, check_entries, draft_in, entries_of
from scorecards.reviews.models import FINAL, Evaluation
from scorecards.reviews.results import document_of, facts_of, result_data, stored
from scorecards.reviews.submission import check_ready
from scorecards.reviews.wording import written


def start_grading(
    session: Session, evaluation: Evaluation, *, by: int, at: datetime, seed: int | None = None
) -> Grading:
    """Put an evaluation on `by`'s list to be graded; what is on a list already is found again.

    Refused for one's own work, for what is not final or was imported, and without a published
    scorecard about reviews.
    """
    known = session.scalar(select(Grading).where(Grading.evaluation_id == evaluation.id))
    if known is not None:
        return known
    if evaluation.reviewer_id == by:
        raise Refused(_("Nobody grades their own review."))
    if evaluation.state not in FINAL or evaluation.imported:
        raise Refused(_("Only a final evaluation that was made here can be graded."))
    grading = Grading(
        evaluation_id=evaluation.id,
        version_id=_card(session).id,
        reviewer_id=evaluation.reviewer_id,
        grader_id=by,
        seed=seed,
        state=GradingState.OPEN,
        answers={},
        created_at=at,
    )
    session.add(grading)
    session.flush()
    after = {"evaluation": evaluation.id, "seed": seed}
    record(session, "grading.start", ("grading", grading.id), by=by, at=at, after=after)
    return grading


def draft_of_grading(grading: Grading) -> Draft:
    """What was saved last, in the form that travels."""
    return draft_in(grading.answers, grading.comment)


def save_grading(
    session: Session, grading: Grading, draft: Draft, *, by: int, based_on: int | None = None
) -> None:
    """Keep what was entered so far.

    `based_on` is the revision that the page was made from; None asks for no check. Refused for
    anybody but its grader, once submitted, and for what the scorecard does not have;
    DraftConflict where another window was faster.
    """
    session.refresh(grading, ["state", "revision", "answers", "comment"], with_for_update=True)
    _check_open(grading, by)
    draft = draft.tidy()
    kept = draft_of_grading(grading)
    if not check_base(kept, draft, revision=grading.revision, based_on=based_on):
        return
    evaluation = grading.evaluation
    facts = facts_of(evaluation.interaction)
    check_entries(session, grading.version, draft, facts, evaluation.transcript_id)
    grading.answers, grading.comment = entries_of(draft), draft.comment or None
    grading.revision += 1
    session.flush()


def submit_grading(
    session: Session,
    grading: Grading,
    draft: Draft,
    *,
    by: int,
    at: datetime,
    based_on: int | None = None,
) -> None:
    """Save and score what was entered, for good, and tell the reviewer.

    NotReady names the required answers and comments that are missing; else refused as by
    `save_grading`. Sending the same again changes nothing.
    """
    if _is_done(grading, draft, by):
        return
    save_grading(session, grading, draft, by=by, based_on=based_on)
    document, facts = document_of(grading.version), facts_of(grading.evaluation.interaction)
    kept = draft_of_grading(grading)
    check_ready(document, facts, kept)
    result = score(document, kept.values, facts)
    grading.percent, grading.passed = stored(result.percent), result.passed
    grading.result = result_data(result)
    grading.state, grading.submitted_at = GradingState.SUBMITTED, at
    session.flush()
    after = {"percent": None if grading.percent is None else str(grading.percent)}
    record(session, "grading.submit", ("grading", grading.id), by=by, at=at, after=after)
    text = "One of your reviews was graded; read what was found, and say what you think of it."
    path = f"/reviewers/gradings/{grading.id}"
    notify(session, grading.reviewer_id, "grading.submitted", text, path=path, at=at)


def discard_grading(session: Session, grading: Grading, *, by: int, at: datetime) -> None:
    """Take it off the list ungraded; the evaluation can be chosen again."""
    _check_open(grading, by)
    before = {"evaluation": grading.evaluation_id}
    record(session, "grading.discard", ("grading", grading.id), by=by, at=at, before=before)
    session.delete(grading)
    session.flush()


def answer_grading(session: Session, grading: Grading, *, note: str, by: int, at: datetime) -> None:
    """Keep what the reviewer says to it, and tell the grader; a later note replaces the first.

    Refused for anybody but the graded reviewer, before it is submitted, and for empty words.
    """
    note = written(note, "note")
    if grading.reviewer_id != by or grading.state is not GradingState.SUBMITTED:
        raise Refused(_("Only the reviewer answers, once the grading is submitted."))
    if not note:
        raise Refused(_("Say what you think of it."), field="note")
    grading.note, grading.noted_at = note, at
    session.flush()
    record(session, "grading.answer", ("grading", grading.id), by=by, at=at)
    text = "A reviewer has answered your grading."
    path = f"/reviewers/gradings/{grading.id}"
    notify(session, grading.grader_id, "grading.answered", text, path=path, at=at)


def _is_done(grading: Grading, draft: Draft, by: int) -> bool:
    is_submitted = grading.state is GradingState.SUBMITTED and grading.grader_id == by
    return is_submitted and draft_of_grading(grading) == draft.tidy()


def _check_open(grading: Grading, by: int) -> None:
    if grading.grader_id != by:
        raise Refused(_("Only who began this grading goes on with it."))
    if grading.state is not GradingState.OPEN:
        raise Refused(_("This grading was submitted and stands."))


def _card(session: Session) -> Version:
    version = grading_version(session)
    if version is None:
        raise Refused(_("Publish a scorecard about reviews first, or take the shipped one."))
    return version
