"""Reads what counting evaluations say of an agent's questions, and the answers behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from coaching.focus.proposing import QuestionEvidence
from scorecards.design.models import Version
from scorecards.reviews.models import FINAL, Answer, Evaluation, Evidence
from scorecards.sampling.estimation import mean, spread_of
from scorecards.sampling.weighing import Scored
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Turn


@dataclass(frozen=True)
class CostlyAnswer:
    """An answer that lost points, with the sentence it rests on where one was cited."""

    evaluation_id: int
    interaction_id: int
    at: datetime
    percent: float
    comment: str | None
    quote: str | None
    turn_id: int | None


def question_evidence(
    session: Session,
    agent_id: int,
    *,
    since: datetime,
    until: datetime,
    colleagues: Iterable[int] = (),
) -> list[QuestionEvidence]:
    """Every question of the agent's counting evaluations with its estimate in percent.

    `colleagues` lend their usual spread to the interval of an agent with few evaluations.
    """
    people = {agent_id, *colleagues}
    rows = session.execute(
        select(
            Version.scorecard_id,
            Answer.question_key,
            Evaluation.agent_id,
            Answer.fraction,
            Evaluation.inclusion_probability,
            Evaluation.draw_id,
            Evaluation.stratum,
        )
        .join(Evaluation, Answer.evaluation_id == Evaluation.id)
        .join(Version, Evaluation.version_id == Version.id)
        .where(
            Evaluation.agent_id.in_(people),
            Evaluation.counts.is_(True),
            Evaluation.state.in_(FINAL),
            Evaluation.submitted_at >= since,
            Evaluation.submitted_at < until,
        )
    )
    scored: dict[tuple[int, str], list[Scored]] = defaultdict(list)
    for card, key, agent, fraction, probability, draw, stratum in rows:
        value = None if fraction is None else float(fraction) * 100
        scored[card, key].append(Scored(value, probability or 1.0, f"{draw}/{stratum}", str(agent)))
    texts = question_texts(session, {card for card, _ in scored})
    found = []
    for (card, key), items in sorted(scored.items()):
        own = [item for item in items if item.agent == str(agent_id)]
        if any(item.value is not None for item in own):
            text = texts.get((card, key), key)
            found.append(QuestionEvidence(card, key, text, mean(own, spread=spread_of(items))))
    return found


def question_texts(session: Session, scorecard_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """(scorecard, key) → the question's text in the newest version that has it."""
    versions = session.scalars(
        select(Version).where(Version.scorecard_id.in_(set(scorecard_ids))).order_by(Version.number)
    )
    return {
        (version.scorecard_id, question["key"]): question["text"]
        for version in versions
        for section in version.document["sections"]
        for question in section["questions"]
    }


def costly_answers(
    session: Session, agent_id: int, scorecard_id: int, question_key: str, *, limit: int = 5
) -> Sequence[CostlyAnswer]:
    """The newest answers to a question that lost points, each with its cited sentence."""
    rows = session.execute(
        select(Evaluation, Answer, Interaction.started_at, Evidence.quote, Turn.id)
        .join(Answer, Answer.evaluation_id == Evaluation.id)
        .join(Version, Evaluation.version_id == Version.id)
        .join(Interaction, Evaluation.interaction_id == Interaction.id)
        .outerjoin(
            Evidence,
            (Evidence.evaluation_id == Evaluation.id) & (Evidence.question_key == question_key),
        )
        .outerjoin(Turn, Evidence.turn_id == Turn.id)
        .where(
            Evaluation.agent_id == agent_id,
            Evaluation.state.in_(FINAL),
            Version.scorecard_id == scorecard_id,
            Answer.question_key == question_key,
            Answer.fraction < 1,
        )
        .order_by(Evaluation.submitted_at.desc(), Evaluation.id.desc(), Evidence.id)
        .limit(limit * 3)
    ).all()
    found: dict[int, CostlyAnswer] = {}
    for evaluation, answer, at, quote, turn_id in rows:
        if evaluation.id not in found and len(found) < limit:
            found[evaluation.id] = CostlyAnswer(
                evaluation.id,
                evaluation.interaction_id,
                at,
                float(answer.fraction or 0) * 100,
                answer.comment,
                quote,
                turn_id,
            )
    return list(found.values())
