"""Whose self-evaluations a person reads, the reviewer's beside them, and what can be begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, joinedload

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.design.models import Version
from scorecards.reviews.answered import answered_sections
from scorecards.reviews.feedback import given_of
from scorecards.reviews.kept import given_in
from scorecards.reviews.models import (
    FINAL,
    SEEN_BY_AGENT,
    Evaluation,
    EvaluationState,
)
from scorecards.reviews.results import document_of
from scorecards.reviews.visibility import is_blind
from scorecards.self_evaluation.comparing import Comparison, compare
from scorecards.self_evaluation.models import SelfEvaluation, SelfState
from transcription.interactions.models import Interaction, InteractionState

RECENT, MOST = timedelta(weeks=4), 100


@dataclass(frozen=True)
class Beside:
    """A self-evaluation with the reviewer's that it is compared with (None: not there to see)."""

    own: SelfEvaluation
    evaluation: Evaluation | None
    comparison: Comparison | None


def own_self(actor: Actor) -> Select[SelfEvaluation]:
    """The actor's own."""
    allowed = true() if actor.can(Permission.OWN_FEEDBACK) else false()
    return select(SelfEvaluation).where(SelfEvaluation.agent_id == actor.id, allowed)


def led_self(actor: Actor) -> Select[SelfEvaluation]:
    """Those of teams that the actor leads, but for conversations that they still have to score."""
    teams = actor.teams_with(Permission.EVALUATIONS_RELEASE)
    inside = true() if teams is None else SelfEvaluation.team_id.in_(teams or {0})
    return select(SelfEvaluation).where(
        inside, SelfEvaluation.agent_id != actor.id, ~is_blind(actor, SelfEvaluation.interaction_id)
    )


def readable_self(actor: Actor) -> Select[SelfEvaluation]:
    """The same, and for a reviewer those of conversations whose own evaluation is final.

    Nobody reads one before their own evaluation of the conversation is submitted.
    """
    teams = actor.teams_with(Permission.EVALUATIONS_RELEASE)
    led = true() if teams is None else SelfEvaluation.team_id.in_(teams or {0})
    scored = exists().where(
        Evaluation.interaction_id == SelfEvaluation.interaction_id,
        Evaluation.reviewer_id == actor.id,
        Evaluation.state.in_(FINAL),
    )
    handed_in = SelfEvaluation.state == SelfState.SUBMITTED
    return select(SelfEvaluation).where(
        or_(led, and_(scored, handed_in)),
        SelfEvaluation.agent_id != actor.id,
        ~is_blind(actor, SelfEvaluation.interaction_id),
    )


def with_all(scope: Select[SelfEvaluation]) -> Select[SelfEvaluation]:
    """The same query with everything that rows and pages show."""
    return scope.options(
        joinedload(SelfEvaluation.interaction),
        joinedload(SelfEvaluation.agent),
        joinedload(SelfEvaluation.asker),
        joinedload(SelfEvaluation.version).joinedload(Version.scorecard),
    )


def beside(session: Session, own: SelfEvaluation, *, for_agent: bool) -> Beside:
    """The comparison; to its agent only with an evaluation that was released to them."""
    evaluation = _evaluation(session, own, SEEN_BY_AGENT if for_agent else FINAL)
    if evaluation is None or own.state is not SelfState.SUBMITTED:
        return Beside(own, evaluation if not for_agent else None, None)
    document = document_of(own.version)
    given = answered_sections(
        document_of(evaluation.version), evaluation.result or {}, given_of(session, evaluation)
    )
    reviewer = {each.key: each for section in given for each in section.questions}
    entered = answered_sections(document, own.result or {}, given_in(session, own.answers))
    mine = {each.key: each for section in entered for each in section.questions}
    return Beside(own, evaluation, compare(document, mine, reviewer))


def heard_for_own(actor: Actor) -> ColumnElement[bool]:
    """On Interaction: the actor scores it themselves, and hears what they score."""
    return exists().where(
        SelfEvaluation.interaction_id == Interaction.id, SelfEvaluation.agent_id == actor.id
    )


def can_be_begun(session: Session, agent_id: int, at: datetime) -> Sequence[Interaction]:
    """The agent's conversations of the last weeks without a self-evaluation, the newest first."""
    return session.scalars(_fresh(agent_id, at)).all()


def can_be_asked(session: Session, agent_id: int, at: datetime) -> Sequence[Interaction]:
    """The same, without those whose evaluation the agent has already."""
    seen = exists().where(
        Evaluation.interaction_id == Interaction.id, Evaluation.state.in_(SEEN_BY_AGENT)
    )
    return session.scalars(_fresh(agent_id, at).where(~seen)).all()


def _fresh(agent_id: int, at: datetime) -> Select[Interaction]:
    there = exists().where(
        SelfEvaluation.interaction_id == Interaction.id, SelfEvaluation.agent_id == agent_id
    )
    return (
        select(Interaction)
        .where(
            Interaction.agent_id == agent_id,
            Interaction.state == InteractionState.READY,
            Interaction.started_at > at - RECENT,
            ~there,
        )
        .order_by(Interaction.started_at.desc(), Interaction.id.desc())
        .limit(MOST)
    )


def _evaluation(
    session: Session, own: SelfEvaluation, states: Sequence[EvaluationState]
) -> Evaluation | None:
    """The reviewer's: with the same version first, then the one that counts, then the oldest."""
    query = (
        select(Evaluation)
        .where(
            Evaluation.interaction_id == own.interaction_id,
            Evaluation.agent_id == own.agent_id,
            Evaluation.state.in_(states),
        )
        .order_by(
            (Evaluation.version_id != own.version_id), Evaluation.counts.is_(False), Evaluation.id
        )
        .limit(1)
    )
    return session.scalars(query).first()
