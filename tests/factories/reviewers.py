"""Second reviews, and centres whose reviewers differ by a known number of points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count

import numpy as np
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.design.answers import Value
from scorecards.design.models import Version
from scorecards.reviewers.grading import start_grading, submit_grading
from scorecards.reviewers.grading_card import grading_version, take_shipped
from scorecards.reviewers.models import Grading
from scorecards.reviews.draft import Draft
from scorecards.reviews.models import (
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
    Pool,
)
from scorecards.reviews.results import set_answers, write_score
from tests.factories.people import AT, make_team, make_user
from tests.factories.scorecards import make_published
from transcription.interactions.models import Channel, Direction, Interaction, InteractionState

_number = count(1)


def make_second(
    session: Session,
    first: Evaluation,
    reviewer: User,
    *,
    answers: Mapping[str, Value] | None = None,
    at: datetime | None = None,
    state: EvaluationState = EvaluationState.SUBMITTED,
) -> Evaluation:
    """A hidden second review of the first one's interaction; the same answers unless others are
    given, submitted an hour later."""
    at = at or (first.submitted_at or first.started_at) + timedelta(hours=1)
    assignment = Assignment(
        interaction_id=first.interaction_id,
        reviewer_id=reviewer.id,
        pool=Pool.RANDOM,
        is_second=True,
        due_at=at,
        state=AssignmentState.DONE,
        created_at=first.started_at,
        closed_at=at,
    )
    session.add(assignment)
    session.flush()
    second = Evaluation(
        interaction_id=first.interaction_id,
        interaction=first.interaction,
        version=first.version,
        reviewer=reviewer,
        agent=first.agent,
        team_id=first.team_id,
        assignment_id=assignment.id,
        pool=Pool.CALIBRATION,
        state=state,
        started_at=at,
        submitted_at=at,
    )
    session.add(second)
    same = {answer.question_key: answer.value["value"] for answer in first.answers}
    set_answers(second, same if answers is None else answers)
    write_score(second)
    session.flush()
    return second


BEST: dict[str, Value] = {
    "evidence_cited": "every",
    "evidence_fits": "all",
    "guidance_followed": "all",
    "critical_right": "yes",
    "na_right": "yes",
    "comments_useful": 5,
    "tone": "yes",
    "strength_named": "yes",
}
"""Full marks on the shipped scorecard about reviews."""


def make_card(session: Session, by: User) -> Version:
    """The scorecard about reviews, published where it is not yet."""
    return grading_version(session) or take_shipped(session, by=by.id, at=AT)


def make_graded(
    session: Session,
    evaluation: Evaluation,
    grader: User,
    answers: Mapping[str, Value] | None = None,
    *,
    at: datetime = AT,
) -> Grading:
    """A submitted grading of an evaluation, with full marks unless other answers are given."""
    make_card(session, grader)
    grading = start_grading(session, evaluation, by=grader.id, at=at)
    draft = Draft(
        answers=BEST | dict(answers or {}),
        comments=dict.fromkeys(BEST, "See the second turn."),
        comment="Keep it up.",
    )
    submit_grading(session, grading, draft, by=grader.id, at=at)
    return grading


def scale_card(session: Session, questions: int = 4) -> Version:
    """A scorecard of eleven-point scales, so that answers can differ by little."""
    asked = [
        {
            "key": f"q{number}",
            "text": f"Question {number}?",
            "guidance": "See the handbook.",
            "type": "scale",
            "weight": 1,
            "scale": {"min": 0, "max": 10, "labels": []},
        }
        for number in range(questions)
    ]
    section = {"key": "all", "title": "All", "questions": asked}
    return make_published(session, pass_percent=50, sections=[section])


def make_centre(
    session: Session,
    leniency: Sequence[float],
    *,
    at: datetime,
    agents: int = 8,
    reviews: int = 120,
    seed: int = 1,
) -> tuple[list[User], list[User]]:
    """Random reviews up to `at`, a third of a day apart, whose reviewers give that many points
    more than the work deserves, one in ten reviewed twice; (reviewers, agents)."""
    rng = np.random.default_rng(seed)
    team, version = make_team(session), scale_card(session)
    people = [make_user(session, Role.REVIEWER) for _ in leniency]
    served = [make_user(session, Role.AGENT, team) for _ in range(agents)]
    level = 60 + rng.normal(0, 8, agents)
    for number in range(reviews):
        agent = int(rng.integers(agents))
        first = int(rng.integers(len(people)))
        other = int(first + rng.integers(1, len(people))) % len(people)
        usual = level[agent] + rng.normal(0, 6)
        moment = at - timedelta(hours=8 * (reviews - number))
        made = _review(
            session, version, served[agent], people[first],
            _answers(rng, usual + leniency[first]), moment,
        )  # fmt: skip
        if number % 10 == 0:
            make_second(
                session, made, people[other], answers=_answers(rng, usual + leniency[other])
            )
    session.flush()
    return people, served


def _answers(rng: np.random.Generator, points: float) -> dict[str, Value]:
    given = np.clip(np.rint((points + rng.normal(0, 10, 4)) / 10), 0, 10)
    return {f"q{number}": int(value) for number, value in enumerate(given)}


def _review(
    session: Session,
    version: Version,
    agent: User,
    reviewer: User,
    answers: Mapping[str, Value],
    at: datetime,
) -> Evaluation:
    interaction = Interaction(
        source="desk",
        external_id=f"measured-{next(_number)}",
        channel=Channel.CHAT,
        direction=Direction.INBOUND,
        started_at=at - timedelta(hours=2),
        agent_id=agent.id,
        team_id=agent.team_id,
        facts={},
        state=InteractionState.READY,
        created_at=at,
    )
    evaluation = Evaluation(
        interaction=interaction,
        version=version,
        reviewer=reviewer,
        agent=agent,
        team_id=agent.team_id,
        pool=Pool.RANDOM,
        counts=True,
        inclusion_probability=0.1,
        state=EvaluationState.SUBMITTED,
        started_at=at,
        submitted_at=at,
        active_seconds=300,
    )
    session.add_all([interaction, evaluation])
    session.flush()
    set_answers(evaluation, answers)
    write_score(evaluation)
    return evaluation
