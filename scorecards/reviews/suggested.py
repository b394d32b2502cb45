"""What the rules of a scorecard would answer, and which of it a reviewer may see by now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.text import shorten
from scorecards.design.answers import Value, is_not_applicable
from scorecards.design.document import Question, ScorecardDocument, to_json
from scorecards.design.exact import plain, same, scalar
from scorecards.design.suggestion import Suggestion
from scorecards.reviews.answer_words import answer_words
from scorecards.reviews.draft import Draft
from scorecards.reviews.models import Evaluation
from scorecards.reviews.reading_once import read_once
from scorecards.reviews.results import facts_of
from scorecards.suggestions.judging import Outcome, judge
from scorecards.suggestions.models import SuggestionRecord
from scorecards.suggestions.reading import conversation_of, turns_named
from scorecards.suggestions.sentences import outcome_words, suggestion_words
from transcription.interactions.models import Interaction

LONGEST_QUOTE = 160
BEFORE_IT = 30


@dataclass(frozen=True)
class Suggested:
    """The suggestion of one question: its rules and what they came to."""

    question: Question
    suggestion: Suggestion
    outcome: Outcome


def suggesting(document: ScorecardDocument) -> dict[str, Question]:
    """The questions by key whose suggestions are switched on; most scorecards have none."""
    return {
        question.key: question
        for question in document.questions()
        if question.suggestion is not None and question.suggestion.on
    }


def suggested(
    session: Session,
    document: ScorecardDocument,
    interaction: Interaction,
    transcript_id: int | None,
    keys: Collection[str],
) -> dict[str, Suggested]:
    """Judge the rules of the questions named; nothing is read where none of them has any."""
    asked = {key: one for key, one in suggesting(document).items() if key in keys}
    if not asked:
        return {}
    facts = facts_of(interaction)
    conversation = None
    if any(rule.kind != "fact" for one in asked.values() for rule in _of(one).rules):
        conversation = conversation_of(session, transcript_id, interaction.channel)
    return {
        key: Suggested(question, _of(question), judge(_of(question), conversation, facts))
        for key, question in asked.items()
    }


def records_of(session: Session, evaluation: Evaluation | None) -> dict[str, SuggestionRecord]:
    """What was shown in an evaluation so far, by question."""
    if evaluation is None or not suggesting(read_once(evaluation.version).document):
        return {}
    query = select(SuggestionRecord).where(SuggestionRecord.evaluation_id == evaluation.id)
    return {row.question_key: row for row in session.scalars(query)}


def in_sight(
    document: ScorecardDocument, draft: Draft, shown: Collection[str], seen: Collection[str] = ()
) -> set[str]:
    """The shown questions whose suggestion the reviewer may see.

    Where suggestions wait for the answer: those answered, and those `seen` before.
    """
    mine = set(shown) & suggesting(document).keys()
    if not document.suggest_after_answer:
        return mine
    return {key for key in mine if draft.answers.get(key) is not None or key in seen}


def is_same_answer(one: object, other: object) -> bool:
    """Whether an answer as it travels is the suggested one."""
    if one is None or other is None or isinstance(one, list):
        return False
    return same(scalar(one), scalar(other))


def digest(suggestion: Suggestion) -> str:
    """A short name of the rules: alike in every version that says the same."""
    said = {**to_json(suggestion), "on": True}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def views(
    session: Session,
    found: Mapping[str, Suggested],
    records: Mapping[str, SuggestionRecord],
    *,
    after: bool,
    label: Any,
) -> dict[str, dict[str, Any]]:
    """Suggestions by question as JSON for the page; `label` says the time of a turn.

    `why` is one sentence, `turns` are the places it rests on with the characters that citing one
    takes, `value` is None for no answer.
    """
    turns = turns_named(session, [s.turn for one in found.values() for s in one.outcome.seen])
    made = {}
    for key, one in found.items():
        record = records.get(key)
        seen = [(turns[s.turn], s) for s in one.outcome.seen if s.turn in turns]
        made[key] = {
            "verdict": one.outcome.verdict,
            "value": plain(one.outcome.value),
            "label": value_words(one.question, plain(one.outcome.value)),
            "why": outcome_words(one.outcome),
            "rule": suggestion_words(one.suggestion),
            "after": after,
            "act": record.act.value if record and record.act else None,
            "turns": [
                {"turn": turn.id, "position": turn.position, "label": label(turn),
                 "quote": quote_of(turn.text, place.start), **_whole(turn.text)}
                for turn, place in seen
            ],
        }  # fmt: skip
    return made


def quote_of(text: str, start: int) -> str:
    """The words of a turn around what matters in it, at most `LONGEST_QUOTE` characters."""
    begin = 0 if start < BEFORE_IT * 2 else start - BEFORE_IT
    return ("…" if begin else "") + shorten(text[begin:], LONGEST_QUOTE)


def _whole(text: str) -> dict[str, int]:
    """The characters of a turn without the spaces around it, as evidence names them."""
    return {"start": len(text) - len(text.lstrip()), "end": len(text.rstrip())}


def value_words(question: Question, value: Value) -> str:
    """An answer in the words of its question; empty for none."""
    return "N/A" if is_not_applicable(value) else answer_words(question, value)


def _of(question: Question) -> Suggestion:
    assert question.suggestion is not None
    return question.suggestion
