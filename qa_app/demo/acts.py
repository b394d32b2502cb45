"""Second opinions, examples of excellence and suggestions for coaching in the demo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from coaching.plans.attaching import suggest
from qa_app.demo.answering import STEPS_IN
from qa_app.demo.evaluations import Desk, Planned, write_reviews
from qa_app.demo.staffing import Staff
from scorecards.examples.marking import agree, mark
from scorecards.opinions.asking import ask
from scorecards.reviews.models import SEEN_BY_AGENT, Assignment, Evaluation
from scorecards.reviews.opinions import note_final

HOUR = timedelta(hours=1)
UNSURE = (
    "The next step is named, but without a day. I took that as half; is that how you read it?",
    "The customer gives the order number by themselves. Was there anything left to clarify?",
)
PRAISE = {
    "listening": "Asks for all that is missing in one go, so that the customer answers once.",
    "empathy": "Names what the customer went through before asking for anything.",
    "options": "Offers two ways and lets the customer choose.",
    "ownership": "Says who goes on with it, so that the customer need not write again.",
    "confirmation": "Sums up at the end and lets the customer say whether that was everything.",
}
"""What is excellent where one of these questions had full points."""
EXAMPLES = 3
COACH = (
    "The promise stays vague until the end. Worth reading together: where would a day have fitted?"
)
GOOD, LOW = 85, 70


def act_around_reviews(desk: Desk, staff: Staff, at: datetime) -> dict[str, int]:
    """Let the reviewer as whom one can step in ask, mark and suggest; how many of each."""
    session = desk.session
    reviewer = staff.reviewers[STEPS_IN]
    mine = _reviews_of(session, reviewer.id)
    return {
        "second_opinions": _ask(desk, mine[: len(UNSURE)], at),
        "examples": _mark(session, mine, at),
        "suggestions": _suggest(session, mine, at),
    }


def _reviews_of(session: Session, reviewer_id: int) -> list[Evaluation]:
    """What the reviewer scored and its agent has, the newest first."""
    return list(
        session.scalars(
            select(Evaluation)
            .where(
                Evaluation.reviewer_id == reviewer_id,
                Evaluation.counts.is_(True),
                Evaluation.state.in_(SEEN_BY_AGENT),
            )
            .options(selectinload(Evaluation.evidence), selectinload(Evaluation.answers))
            .order_by(Evaluation.submitted_at.desc(), Evaluation.id.desc())
            .limit(150)
        )
    )


def _ask(desk: Desk, reviews: Sequence[Evaluation], at: datetime) -> int:
    """Two questions to colleagues, of which the first is answered."""
    session = desk.session
    for place, (evaluation, reason) in enumerate(zip(reviews, UNSURE, strict=False)):
        first = session.get_one(Assignment, evaluation.assignment_id)
        asked_at = at - (20 - 10 * place) * HOUR
        opinion = ask(session, first, reason=reason, by=evaluation.reviewer_id, at=asked_at)
        if place:
            continue
        second = session.get_one(Assignment, opinion.second_id)
        ids = write_reviews(desk, [Planned(second, at - HOUR)])
        note_final(session, session.get_one(Evaluation, ids[0]), at=at - HOUR)
    return min(len(reviews), len(UNSURE))


def _mark(session: Session, reviews: Sequence[Evaluation], at: datetime) -> int:
    """Three examples, of different people and questions; two of them are allowed."""
    chosen: dict[int, tuple[Evaluation, str]] = {}
    for evaluation in reviews:
        taken = {key for _, key in chosen.values()}
        keys = [key for key in _full(evaluation) if key not in taken]
        if keys and evaluation.agent_id not in chosen and len(chosen) < EXAMPLES:
            chosen[evaluation.agent_id] = (evaluation, keys[0])
    for place, (evaluation, key) in enumerate(chosen.values()):
        made = mark(
            session,
            evaluation,
            note=PRAISE[key],
            turn_ids={each.turn_id for each in evaluation.evidence if each.question_key == key},
            question_key=key,
            by=evaluation.reviewer_id,
            at=at - 30 * HOUR,
        )
        if place < EXAMPLES - 1:
            agree(session, made, allowed=True, by=evaluation.agent_id, at=at - 28 * HOUR)
    return len(chosen)


def _full(evaluation: Evaluation) -> list[str]:
    """Questions of `PRAISE` that had full points with evidence, in a good evaluation."""
    if evaluation.failed or (evaluation.percent or 0) < GOOD:
        return []
    cited = {each.question_key for each in evaluation.evidence}
    full = {each.question_key for each in evaluation.answers if each.fraction == 1}
    return [key for key in PRAISE if key in cited & full]


def _suggest(session: Session, reviews: Sequence[Evaluation], at: datetime) -> int:
    """One suggestion for each team, about a review that went badly."""
    low = [one for one in reviews if one.percent is not None and one.percent < LOW]
    chosen = {one.team_id: one for one in reversed(low) if one.evidence}
    for evaluation in chosen.values():
        keys = sorted({each.question_key for each in evaluation.evidence})[:2]
        suggest(session, evaluation, keys=keys, note=COACH, by=evaluation.reviewer_id,
                at=at - 6 * HOUR)  # fmt: skip
    return len(chosen)
