"""Grades a reviewer's evaluation: begun by hand or by a draw, submitted for good, answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.text import clean
from qa_app.notifications.inbox import notify
from scorecards.design.answers import Answers, Value
from scorecards.design.exact import plain
from scorecards.design.models import Version
from scorecards.design.scoring import missing_required, required_comments, score
from scorecards.reviewers.grading_card import grading_version
from scorecards.reviewers.models import Grading, GradingState
from scorecards.reviews.models import FINAL, Evaluation
from scorecards.reviews.results import document_of, result_data, stored

LONGEST_NOTE = 2_000


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
        raise Refused("Nobody grades their own review.")
    if evaluation.state not in FINAL or evaluation.imported:
        raise Refused("Only a final evaluation that was made here can be graded.")
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


def save_grading(
    session: Session,
    grading: Grading,
    *,
    answers: Answers,
    comments: Mapping[str, str],
    comment: str,
    by: int,
) -> None:
    """Keep what was entered so far. Refused for anybody but its grader, and once submitted."""
    _check_open(grading, by)
    grading.answers = {
        key: {"value": plain(value), "comment": clean(comments.get(key, "")).strip()}
        for key, value in answers.items()
        if value is not None or comments.get(key, "").strip()
    }
    grading.comment = clean(comment).strip() or None
    session.flush()


def submit_grading(session: Session, grading: Grading, *, by: int, at: datetime) -> None:
    """Score what was entered, for good, and tell the reviewer.

    Refused while required answers or comments are missing; the message says how many.
    """
    _check_open(grading, by)
    document = document_of(grading.version)
    answers = answers_of(grading)
    missing = missing_required(document, answers, {})
    if missing:
        raise Refused(f"{len(missing)} required answers are still missing.")
    silent = [
        key
        for key in required_comments(document, answers, {})
        if not grading.answers[key]["comment"]
    ]
    if silent:
        raise Refused(f"{len(silent)} answers still need a comment.")
    result = score(document, answers, {})
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
    note = clean(note).strip()
    if grading.reviewer_id != by or grading.state is not GradingState.SUBMITTED:
        raise Refused("Only the reviewer answers, once the grading is submitted.")
    if not note:
        raise Refused("Say what you think of it.", field="note")
    grading.note, grading.noted_at = note[:LONGEST_NOTE], at
    session.flush()
    record(session, "grading.answer", ("grading", grading.id), by=by, at=at)
    text = "A reviewer has answered your grading."
    path = f"/reviewers/gradings/{grading.id}"
    notify(session, grading.grader_id, "grading.answered", text, path=path, at=at)


def answers_of(grading: Grading) -> dict[str, Value]:
    """The answers by question key, as the scoring takes them."""
    return {key: given["value"] for key, given in grading.answers.items()}


def _check_open(grading: Grading, by: int) -> None:
    if grading.grader_id != by:
        raise Refused("Only who began this grading goes on with it.")
    if grading.state is not GradingState.OPEN:
        raise Refused("This grading was submitted and stands.")


def _card(session: Session) -> Version:
    version = grading_version(session)
    if version is None:
        raise Refused("Publish a scorecard about reviews first, or take the shipped one.")
    return version
