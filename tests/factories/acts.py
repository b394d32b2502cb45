"""Acts around a review for tests: second opinions and items that went to somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from coaching.plans.attaching import suggest
from coaching.plans.models_suggested import CoachingSuggestion
from qa_app.people.models import User
from scorecards.design.answers import Value
from scorecards.examples.marking import agree, mark
from scorecards.handover.moving import locked_rows, move
from scorecards.opinions.asking import ask
from scorecards.reviews.draft import Draft, Sent
from scorecards.reviews.drafting import save
from scorecards.reviews.models import Assignment, Evaluation
from scorecards.reviews.models_acts import Example, Reassignment, SecondOpinion
from scorecards.reviews.submission import submit
from tests.factories.feedback import AT

GOOD: dict[str, Value] = {"greeting": "yes", "identity": "yes", "solved": "partly"}
"""10 + 30 + 10 of 60 points: 83.333333 %."""
LATER = AT + timedelta(hours=1)


def sent(version_id: int, revision: int = 0, **draft: object) -> Sent:
    """What a scoring page sends."""
    return Sent(version_id=version_id, revision=revision, draft=Draft(**draft))  # type: ignore[arg-type]  # checked by the model


def begin(
    session: Session, item: Assignment, version_id: int, *, at: datetime = AT, **draft: object
) -> Evaluation:
    """A saved draft of an item."""
    return save(session, item, sent(version_id, **draft), by=item.reviewer_id, at=at)


def finish(
    session: Session,
    item: Assignment,
    version_id: int,
    answers: dict[str, Value] = GOOD,
    *,
    at: datetime = LATER,
    undo_seconds: int = 0,
    **draft: object,
) -> Evaluation:
    """An item that is submitted, final at once unless it can be taken back."""
    return submit(
        session,
        item,
        sent(version_id, answers=answers, **draft),
        by=item.reviewer_id,
        at=at,
        undo_seconds=undo_seconds,
    )


def make_opinion(session: Session, first: Assignment, *, at: datetime = AT) -> SecondOpinion:
    """A second opinion that the item's reviewer asks for."""
    return ask(session, first, reason="Is this a greeting?", by=first.reviewer_id, at=at)


def hand_over(
    session: Session, item: Assignment, to: User, manager: User, *, at: datetime = LATER
) -> Reassignment:
    """The item given to another reviewer by a manager."""
    rows = locked_rows(session, [item.id])
    done = move(session, rows, {to.id: 1.0}, reason="Holidays.", by=manager.id, at=at)
    assert done.reassignment is not None
    return done.reassignment


def make_example(
    session: Session, evaluation: Evaluation, *, agreed: bool = False, at: datetime = LATER
) -> Example:
    """An example of the question `solved` with its cited turn, marked by its reviewer."""
    turns = [each.turn_id for each in evaluation.evidence]
    made = mark(
        session,
        evaluation,
        note="Names the day.",
        turn_ids=turns,
        question_key="solved",
        by=evaluation.reviewer_id,
        at=at,
    )
    if agreed:
        agree(session, made, allowed=True, by=evaluation.agent_id, at=at)
    return made


def make_suggestion(
    session: Session, evaluation: Evaluation, *, at: datetime = LATER
) -> CoachingSuggestion:
    """What the evaluation's reviewer suggests for coaching."""
    return suggest(
        session, evaluation, keys=["solved"], note="No day named.", by=evaluation.reviewer_id, at=at
    )
