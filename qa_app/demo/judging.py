"""Makes up what a reviewer writes: answers from the truth of the text, comments, causes, evidence.

Pure; scored by the product's own arithmetic.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa_app.demo.handling import Levels
from qa_app.demo.interactions import Made
from qa_app.demo.people import ReviewerPerson
from qa_app.demo.texts.reading import remarks
from qa_app.demo.truth import TOP, Judged, answers_for, perceive, step_of
from scorecards.design.answers import Value
from scorecards.design.document import Question, RootCause, ScorecardDocument
from scorecards.design.results import ScoreResult
from scorecards.design.scoring import (
    open_root_causes,
    required_comments,
    score,
)

REMARK_SHARE, PRAISE_SHARE, CITED_GOOD_SHARE = 0.6, 0.12, 0.3
KNOWN_AGAIN = 7
"""So many characters at either end of a passage find it again in a masked text."""


@dataclass(frozen=True, slots=True)
class Cited:
    """Characters `start` to `end` of the turn at `position`, for a question."""

    question: str
    position: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """A whole evaluation as plain data."""

    answers: dict[str, Value]
    comments: dict[str, str]
    causes: dict[str, list[str]]
    cited: tuple[Cited, ...]
    overall: str | None
    result: ScoreResult


def facts_for(made: Made) -> dict[str, object]:
    """What conditions may ask of it, as the reviews room reads it from the interaction."""
    record = made.record
    return {
        "escalated": made.escalated,
        "channel": record.channel,
        "direction": "inbound",
        "topic": record.topic,
    }


def judge(
    rng: random.Random,
    document: ScorecardDocument,
    made: Made,
    reviewer: ReviewerPerson,
    texts: Sequence[str],
) -> Judgement:
    """The reviewer's evaluation; `texts` are the turns as stored, masked."""
    facts = facts_for(made)
    seen = perceive(rng, reviewer, made.levels)
    judged = Judged(seen, made.minutes, made.record.channel == "email")
    answers = answers_for(document, judged, facts)
    result = score(document, answers, facts)
    required = set(required_comments(document, answers, facts))
    comments, cited = {}, []
    for question in document.questions():
        if question.key not in answers or seen.get(step_of(question)) is None:
            continue
        words = _remark(rng, question, seen, question.key in required)
        if words:
            comments[question.key] = words
        cited += _citations(rng, question, made, seen, texts)
    opened = open_root_causes(document, answers, facts)
    causes = {
        question.key: _causes(rng, question)
        for question in document.questions()
        if question.key in opened
    }
    overall = _overall(rng, document, answers, result)
    return Judgement(answers, comments, causes, tuple(cited), overall, result)


def _is_full(seen: Levels, step: str) -> bool:
    top = {"resolution": 2, "empathy": 4}.get(step, TOP.get(step, 2))
    return (seen[step] or 0) >= top


def _remark(rng: random.Random, question: Question, seen: Levels, required: bool) -> str | None:
    step = step_of(question)
    share = PRAISE_SHARE if _is_full(seen, step) else REMARK_SHARE
    if not required and rng.random() > share:
        return None
    words: list[str] = remarks().get(step, {}).get(str(seen[step]), [])
    return rng.choice(words) if words else ("See the marked passage." if required else None)


def _citations(
    rng: random.Random, question: Question, made: Made, seen: Levels, texts: Sequence[str]
) -> list[Cited]:
    """The passages that show the step: always for lost points, now and then for praise."""
    step = step_of(question)
    marks = [
        (position, mark)
        for position, message in enumerate(made.shown)
        for mark in message.marks
        if mark.step in {question.key, step}
    ]
    if not marks or (_is_full(seen, step) and rng.random() > CITED_GOOD_SHARE):
        return []
    position, mark = marks[0]
    start, end = passage(made.shown[position].text[mark.start : mark.end], texts[position])
    return [Cited(question.key, position, start, end)]


def passage(words: str, text: str) -> tuple[int, int]:
    """Where the words stand in the stored text; where they hold something that was masked in it,
    from what stands before that up to what follows, and the whole text where neither is found."""
    start = text.find(words)
    if start >= 0:
        return start, start + len(words)
    first, last = words[:KNOWN_AGAIN], words[-KNOWN_AGAIN:]
    start, end = text.find(first), text.rfind(last)
    return (start, end + len(last)) if 0 <= start < end else (0, len(text))


def _causes(rng: random.Random, question: Question) -> list[str]:
    """One narrow cause; mostly of the first kind that the scorecard offers."""
    groups = [cause for cause in question.root_causes if not cause.free_text]
    group: RootCause = groups[0] if rng.random() < 0.7 else rng.choice(groups)
    return [rng.choice(group.children).key] if group.children else [group.key]


def _overall(
    rng: random.Random,
    document: ScorecardDocument,
    answers: Mapping[str, Value],
    result: ScoreResult,
) -> str | None:
    percent = float(result.percent or 0)
    name = "good" if percent >= 92 else "middle" if percent >= 70 else "poor"
    if name != "poor" and rng.random() > 0.55:
        return None
    weakest = min(
        (q for q in document.questions() if q.key in answers),
        key=lambda q: _fraction(result, q.key),
    )
    words: Any = rng.choice(remarks()["overall"][name])
    return str(words).format(weakest=weakest.key.replace("_", " "))


def _fraction(result: ScoreResult, key: str) -> float:
    fraction = result.questions[key].fraction
    return 1.0 if fraction is None else float(fraction)
