"""Has the demo's manager grade some reviews of each reviewer, and leaves a few on the list."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from qa_app.demo.chance import dice
from qa_app.demo.interactions import WEEKS
from qa_app.demo.staffing import Staff
from scorecards.design.answers import Value
from scorecards.design.models import Version
from scorecards.reviewers.grading import answer_grading, submit_grading
from scorecards.reviewers.grading_card import take_shipped
from scorecards.reviewers.grading_draw import draw_gradings
from scorecards.reviews.draft import Draft

ROUNDS = 6
"""Draws of one review of each reviewer, two weeks apart; the last one waits."""
CHANCES: dict[str, tuple[tuple[Value, float, str], ...]] = {
    "evidence_cited": (("every", 0.7, ""), ("most", 0.25, ""), ("few", 0.05, "")),
    "evidence_fits": (("all", 0.8, ""), ("partly", 0.2, "")),
    "guidance_followed": (
        ("all", 0.6, ""),
        ("some", 0.4, "I would have answered the question on options differently."),
    ),
    "critical_right": (("yes", 1.0, ""),),
    "na_right": (
        ("yes", 0.85, ""),
        ("no", 0.15, "Documentation applies here: the case was handed over."),
    ),
    "comments_useful": (
        (5, 0.35, ""),
        (4, 0.35, ""),
        (3, 0.3, "Says what happened, but not what to do instead."),
    ),
    "tone": (("yes", 0.9, ""), ("mostly", 0.1, "One remark guesses at a motive.")),
    "strength_named": (("yes", 0.65, ""), ("no", 0.35, "")),
}
OVERALL = "Clear and fair. Say next time what the better sentence would have been."
NOTE = "Agreed: I shall write down the sentence that I would have liked to read."


def grade_reviews(session: Session, staff: Staff, at: datetime, seed: int) -> Version:
    """Publish the shipped scorecard about reviews and grade with it; the scorecard's version."""
    manager = staff.manager.id
    card = take_shipped(session, by=manager, at=at - timedelta(weeks=WEEKS))
    for back in range(ROUNDS - 1, -1, -1):
        until = at - timedelta(weeks=2 * back)
        drawn = draw_gradings(
            session,
            each=1,
            since=until - timedelta(weeks=2),
            until=until,
            seed=seed + back,
            by=manager,
            at=until,
        )
        for grading in drawn if back else ():
            rng = dice(seed, "grading", grading.evaluation_id)
            answers: dict[str, Value] = {}
            comments: dict[str, str] = {}
            for key, ways in CHANCES.items():
                value, _, words = rng.choices(ways, [share for _, share, _ in ways])[0]
                answers[key], comments[key] = value, words
            draft = Draft.model_validate(
                {"answers": answers, "comments": comments, "comment": OVERALL}
            )
            submit_grading(session, grading, draft, by=manager, at=until)
            if rng.random() < 0.3:
                said = min(until + timedelta(days=1), at)
                answer_grading(session, grading, note=NOTE, by=grading.reviewer_id, at=said)
    return card
