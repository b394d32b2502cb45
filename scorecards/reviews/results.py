"""Writes an evaluation's score: the one place that sets its percentages from its answers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scorecards.design.answers import Facts, Value
from scorecards.design.document import ScorecardDocument
from scorecards.design.exact import SHOWN_PLACES, rounded, shown
from scorecards.design.models import Version
from scorecards.design.results import ScoreResult
from scorecards.design.scoring import score, to_public
from scorecards.design.verdicts import verdict
from scorecards.reviews.models import Answer, Evaluation
from scorecards.reviews.reading_once import read_once
from transcription.interactions.models import Interaction


def document_of(version: Version) -> ScorecardDocument:
    """The scorecard that a version holds, read strictly; once for each version."""
    return read_once(version).document


def facts_of(interaction: Interaction) -> Facts:
    """What conditions may ask of an interaction: its imported and measured facts and what it is."""
    return {
        **interaction.facts,
        "channel": interaction.channel.value,
        "direction": interaction.direction.value if interaction.direction else None,
        "topic": interaction.topic,
        "language": interaction.language,
        "source": interaction.source,
        "team": interaction.team.name if interaction.team else None,
        "duration_s": interaction.duration_s,
    }


def answers_of(evaluation: Evaluation) -> dict[str, Value]:
    """The answers by question key, as the scoring takes them."""
    return {answer.question_key: answer.value.get("value") for answer in evaluation.answers}


def answer_row(evaluation: Evaluation, key: str) -> Answer:
    """The evaluation's row for a question, added when there is none."""
    for answer in evaluation.answers:
        if answer.question_key == key:
            return answer
    answer = Answer(question_key=key, value={"value": None}, root_causes=[])
    evaluation.answers.append(answer)
    return answer


def set_answers(evaluation: Evaluation, values: Mapping[str, Value]) -> None:
    """Put values at their questions; what is not named stays as it is."""
    for key, value in values.items():
        answer_row(evaluation, key).value = {"value": value}


def write_score(evaluation: Evaluation) -> ScoreResult:
    """Score the evaluation's answers and store totals, the whole result and each fraction."""
    document = document_of(evaluation.version)
    result = score(document, answers_of(evaluation), facts_of(evaluation.interaction))
    evaluation.percent = stored(result.percent)
    evaluation.raw_percent = stored(result.raw_percent)
    evaluation.percent_without_fatal = stored(result.percent_without_fatal)
    evaluation.failed, evaluation.passed = result.failed, result.passed
    evaluation.result = result_data(result)
    for answer in evaluation.answers:
        part = result.questions[answer.question_key]
        answer.fraction = stored(part.fraction)
        answer.critical_hit = part.critical_hit is not None
    return result


def stored(value: Fraction | None) -> Decimal | None:
    """An exact figure as the database keeps it: six decimals, half up; None stays None."""
    if value is None:
        return None
    near = rounded(value, SHOWN_PLACES)
    return Decimal(near.numerator) / Decimal(near.denominator)


def result_data(result: ScoreResult) -> dict[str, Any]:
    """The result of docs/scorecard-format.md with bands and, by key, what each question did.

    `passed` and `band` stand beside a section or question only where the card judges it by itself.
    """
    public = to_public(result)
    return {
        **public,
        "band": result.band,
        "sections": {
            key: {**part, **verdict(result.sections[key])}
            for key, part in public["sections"].items()
        },
        "questions": {
            key: {
                "state": part.state,
                "fraction": shown(part.fraction),
                "points": shown(part.points),
                "weight_share": shown(part.weight_share),
                "critical_hit": part.critical_hit,
                **verdict(part),
            }
            for key, part in result.questions.items()
        },
    }
