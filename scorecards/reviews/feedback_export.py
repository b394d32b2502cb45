"""What is held about an agent in evaluations, as plain data for download."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from scorecards.reviews.feedback import feedback_view
from scorecards.reviews.feedback_lists import NEWEST_FIRST, with_people
from scorecards.reviews.models import Dispute, Evaluation

CSV_HEADER = (
    "interaction", "channel", "topic", "started_at", "scorecard", "version", "scored_at",
    "released_at", "acknowledged_at", "chosen", "probability", "counts", "percent",
    "percent_without_fatal", "failed", "passed", "question", "text", "answer", "points",
    "possible", "comment", "evidence",
)  # fmt: skip


def own_data(
    session: Session, scope: Select[Evaluation], *, at: datetime
) -> Iterator[dict[str, Any]]:
    """Each released evaluation with answers, evidence, disputes, versions and messages."""
    query = with_people(scope).order_by(*[key.desc() for key in NEWEST_FIRST])
    for evaluation in session.scalars(query):
        view = feedback_view(session, evaluation, at=at)
        yield {
            **_head(evaluation),
            "comment": evaluation.comment,
            "questions": [
                {
                    "key": each.key,
                    "text": each.text,
                    "answer": each.answer or each.value,
                    "points": each.points,
                    "possible": each.possible,
                    "comment": each.comment,
                    "evidence": [quote.text for quote in each.quotes],
                }
                for each in view.questions
            ],
            "dispute": _dispute(view.dispute),
            "earlier_versions": [
                {
                    "number": each.number,
                    "percent": _figure(each.percent),
                    "until": each.replaced_at.isoformat(),
                    "reason": each.reason,
                    "answers": each.answers,
                }
                for each in view.revisions
            ],
            "messages": [
                {"by": each.author.name, "at": each.created_at.isoformat(), "text": each.text}
                for each in view.messages
            ],
        }


def own_rows(session: Session, scope: Select[Evaluation], *, at: datetime) -> Iterator[list[Any]]:
    """The same as rows of `CSV_HEADER`, one for each question."""
    for held in own_data(session, scope, at=at):
        head = [held[name] for name in CSV_HEADER[:16]]
        for question in held["questions"] or [{}]:
            answer = question.get("answer")
            yield [
                *head,
                question.get("key"),
                question.get("text"),
                "; ".join(map(str, answer)) if isinstance(answer, list) else answer,
                question.get("points"),
                question.get("possible"),
                question.get("comment"),
                " | ".join(question.get("evidence", ())),
            ]


def _head(evaluation: Evaluation) -> dict[str, Any]:
    interaction = evaluation.interaction
    return {
        "interaction": f"{interaction.source}/{interaction.external_id}",
        "channel": interaction.channel.value,
        "topic": interaction.topic,
        "started_at": interaction.started_at.isoformat(),
        "scorecard": evaluation.version.scorecard.title,
        "version": evaluation.version.number,
        "scored_at": _moment(evaluation.submitted_at),
        "released_at": _moment(evaluation.released_at),
        "acknowledged_at": _moment(evaluation.acknowledged_at),
        "chosen": evaluation.pool.value,
        "probability": evaluation.inclusion_probability,
        "counts": evaluation.counts,
        "percent": _figure(evaluation.percent),
        "percent_without_fatal": _figure(evaluation.percent_without_fatal),
        "failed": evaluation.failed,
        "passed": evaluation.passed,
    }


def _dispute(dispute: Dispute | None) -> dict[str, Any] | None:
    if dispute is None:
        return None
    return {
        "state": dispute.state.value,
        "opened_at": dispute.opened_at.isoformat(),
        "decided_at": _moment(dispute.decided_at),
        "note": dispute.decision_note,
        "questions": [
            {
                "key": item.question_key,
                "comment": item.comment,
                "proposed": (item.proposed or {}).get("value"),
                "accepted": item.accepted,
                "note": item.note,
            }
            for item in dispute.items
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _figure(value: Any) -> float | None:
    return None if value is None else float(value)
