"""What a new programme has done already and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import Grant, Team
from scorecards.design.models import Version, VersionState
from scorecards.reviews.models import FINAL, Evaluation
from scorecards.sampling.models import Draw, Plan
from transcription.interactions.models import Interaction


@dataclass(frozen=True)
class FirstSteps:
    """Each True once it has been done; `card` and `plan`: begun, not yet published or drawn."""

    teams: bool
    agents: bool
    scorecard: bool
    interactions: bool
    draw: bool
    score: bool
    card: bool
    plan: bool

    @property
    def finished(self) -> bool:
        """Whether the programme runs."""
        people = self.teams and self.agents
        return people and all((self.scorecard, self.interactions, self.draw, self.score))


def first_steps(session: Session) -> FirstSteps:
    """Look at each table for a first row; cheap on any size. An imported history is no review."""

    def any_of(column: object, *conditions: object) -> bool:
        query = select(column).where(*conditions).limit(1)  # type: ignore[call-overload]  # any table's id
        return session.scalar(query) is not None

    return FirstSteps(
        teams=any_of(Team.id),
        agents=any_of(Grant.id, Grant.role == Role.AGENT),
        scorecard=any_of(Version.id, Version.state == VersionState.PUBLISHED),
        interactions=any_of(Interaction.id),
        draw=any_of(Draw.id),
        score=any_of(Evaluation.id, Evaluation.state.in_(FINAL), Evaluation.imported.is_(False)),
        card=any_of(Version.id),
        plan=any_of(Plan.id),
    )
