"""Writes the past evaluations of one draw (or of items chosen by hand), many at once."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from qa_app.demo.answering import NEVER_RELEASED, Rules
from qa_app.demo.chance import dice
from qa_app.demo.interactions import Made
from qa_app.demo.judging import Judgement, facts_for, judge
from qa_app.demo.people import ReviewerPerson
from qa_app.demo.texts.reading import remarks
from qa_app.demo.truth import Judged, answers_for
from scorecards.design.answers import Value
from scorecards.design.applies import Subject, applicable
from scorecards.design.document import ScorecardDocument
from scorecards.design.models import Version
from scorecards.reviews.models import (
    Answer,
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
    Evidence,
    Pool,
)
from scorecards.reviews.results import result_data, stored
from transcription.transcripts.models import Transcript, Turn

ACKNOWLEDGED_SHARE, NOTE_SHARE = 0.9, 0.12
READ_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Case:
    """An interaction in the database with the truth about it."""

    interaction_id: int
    agent_id: int
    team_id: int | None
    made: Made


@dataclass(frozen=True, slots=True)
class Text:
    """A stored transcript: its id, and the ids and texts of its turns in order."""

    transcript_id: int
    turn_ids: list[int]
    texts: list[str]


@dataclass
class Desk:
    """What all writing of evaluations needs: the cards, the cases, who reviews, the time."""

    session: Session
    cards: Sequence[tuple[Version, ScorecardDocument]]
    cases: Mapping[int, Case]
    reviewers: Mapping[int, ReviewerPerson]
    seed: int
    at: datetime
    rules: Rules

    def true_answers(self, interaction_id: int) -> dict[str, Value]:
        """What a reviewer without any severity or slips would answer."""
        made = self.cases[interaction_id].made
        _, document = self.card_for(made)
        judged = Judged(made.levels, made.minutes, made.record.channel == "email")
        return answers_for(document, judged, facts_for(made))

    def card_for(self, made: Made) -> tuple[Version, ScorecardDocument]:
        """The published card that applies."""
        subject = Subject(made.record.channel, made.record.agent.team, made.record.topic, "inbound")
        chosen = applicable([document for _, document in self.cards], subject).chosen
        return next(card for card in self.cards if card[1] is chosen)


@dataclass(frozen=True, slots=True)
class Planned:
    """One review that was done: which assignment, and when it was submitted."""

    assignment: Assignment
    submitted_at: datetime


def write_reviews(desk: Desk, planned: Sequence[Planned]) -> list[int]:
    """Write the evaluations with answers and evidence, close the assignments; the ids."""
    if not planned:
        return []
    texts = _texts(desk.session, [each.assignment.interaction_id for each in planned])
    heads, judgements = [], []
    for each in planned:
        case = desk.cases[each.assignment.interaction_id]
        name = case.made.record.external_id
        rng = dice(desk.seed, name, each.assignment.is_second)
        version, document = desk.card_for(case.made)
        text = texts[case.interaction_id]
        reviewer = desk.reviewers[each.assignment.reviewer_id]
        judgement = judge(rng, document, case.made, reviewer, text.texts)
        judgements.append((judgement, text))
        heads.append(_head(rng, desk, each, case, version, text, judgement))
    statement = insert(Evaluation).returning(Evaluation.id, sort_by_parameter_order=True)
    ids = list(desk.session.scalars(statement, heads))
    _write_parts(desk.session, ids, judgements)
    closed = [
        {
            "id": each.assignment.id,
            "state": AssignmentState.DONE,
            "closed_at": each.submitted_at,
            "version_id": head["version_id"],
        }
        for each, head in zip(planned, heads, strict=True)
    ]
    desk.session.execute(update(Assignment), closed)
    return ids


def _head(
    rng: random.Random,
    desk: Desk,
    each: Planned,
    case: Case,
    version: Version,
    text: Text,
    judgement: Judgement,
) -> dict[str, Any]:
    assignment, result = each.assignment, judgement.result
    active = int(rng.gauss(430 if case.made.record.channel == "chat" else 340, 110))
    second = assignment.is_second
    counts = assignment.pool is Pool.RANDOM and not second
    head = {
        "interaction_id": case.interaction_id,
        "version_id": version.id,
        "reviewer_id": assignment.reviewer_id,
        "agent_id": case.agent_id,
        "team_id": case.team_id,
        "assignment_id": assignment.id,
        "transcript_id": text.transcript_id,
        "pool": Pool.CALIBRATION if second else assignment.pool,
        "counts": counts,
        "inclusion_probability": assignment.inclusion_probability if counts else None,
        "stratum": assignment.stratum,
        "draw_id": assignment.draw_id,
        "revision": len(judgement.answers),
        "comment": judgement.overall,
        "percent": stored(result.percent),
        "raw_percent": stored(result.raw_percent),
        "percent_without_fatal": stored(result.percent_without_fatal),
        "failed": result.failed,
        "passed": result.passed,
        "result": result_data(result),
        "active_seconds": max(active, 120),
        "started_at": each.submitted_at - timedelta(seconds=max(active, 120) + 40),
        "submitted_at": each.submitted_at,
        "pending_until": None,
    }
    return head | _afterwards(rng, desk, head, second)


def _afterwards(
    rng: random.Random, desk: Desk, head: dict[str, Any], second: bool
) -> dict[str, Any]:
    """Released as the rules of its scorecard say; most agents read it within days."""
    found: dict[str, Any] = {
        "state": EvaluationState.SUBMITTED,
        "released_at": None,
        "acknowledged_at": None,
        "acknowledge_note": None,
        **NEVER_RELEASED,
    }
    if second:
        return found
    at, submitted_at = desk.at, head["submitted_at"]
    released = desk.rules.released(head["version_id"], head["team_id"], submitted_at, at)
    found |= released
    if released["released_at"] is None:
        return found
    found["state"] = EvaluationState.RELEASED
    read_at = released["released_at"] + rng.random() * READ_AFTER
    if read_at < at and rng.random() < ACKNOWLEDGED_SHARE:
        note = rng.choice(remarks()["notes"]) if rng.random() < NOTE_SHARE else None
        found |= {"state": EvaluationState.ACKNOWLEDGED, "acknowledged_at": read_at}
        found |= {"acknowledge_note": note}
    return found


def _write_parts(
    session: Session, ids: Sequence[int], judgements: Sequence[tuple[Judgement, Text]]
) -> None:
    answers: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for evaluation_id, (judgement, text) in zip(ids, judgements, strict=True):
        for key, value in judgement.answers.items():
            part = judgement.result.questions[key]
            answers.append(
                {
                    "evaluation_id": evaluation_id,
                    "question_key": key,
                    "value": {"value": value},
                    "fraction": stored(part.fraction),
                    "critical_hit": part.critical_hit is not None,
                    "comment": judgement.comments.get(key),
                    "root_causes": judgement.causes.get(key, []),
                }
            )
        evidence += [
            {
                "evaluation_id": evaluation_id,
                "question_key": cited.question,
                "turn_id": text.turn_ids[cited.position],
                "start_char": cited.start,
                "end_char": cited.end,
                "quote": text.texts[cited.position][cited.start : cited.end],
            }
            for cited in judgement.cited
        ]
    session.execute(insert(Answer), answers)
    if evidence:
        session.execute(insert(Evidence), evidence)


def _texts(session: Session, interaction_ids: Sequence[int]) -> dict[int, Text]:
    rows = session.execute(
        select(Transcript.interaction_id, Transcript.id, Turn.id, Turn.text)
        .join(Turn, Turn.transcript_id == Transcript.id)
        .where(Transcript.interaction_id.in_(interaction_ids))
        .order_by(Transcript.interaction_id, Turn.position)
    )
    found: dict[int, Text] = {}
    turns: dict[int, list[tuple[int, str]]] = defaultdict(list)
    heads: dict[int, int] = {}
    for interaction_id, transcript_id, turn_id, text in rows:
        heads[interaction_id] = transcript_id
        turns[interaction_id].append((turn_id, text))
    for interaction_id, transcript_id in heads.items():
        mine = turns[interaction_id]
        found[interaction_id] = Text(transcript_id, [t for t, _ in mine], [x for _, x in mine])
    return found
