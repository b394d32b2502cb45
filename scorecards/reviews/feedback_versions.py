"""Earlier versions of an evaluation: one beside the present, and all of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from qa_app.core.errors import Missing
from scorecards.reviews.answered import Answered, Given, answered_sections
from scorecards.reviews.feedback import Feedback
from scorecards.reviews.kept import quotes_of
from scorecards.reviews.models import Dispute, EvaluationRevision


@dataclass(frozen=True)
class ThenAndNow:
    """A question in an old version and in the present one; None where it was hidden."""

    number: str
    text: str
    then: Answered | None
    now: Answered | None

    @property
    def differs(self) -> bool:
        """Whether anything that was said, or that it is asked at all, has changed."""
        return (self.then and _said(self.then)) != (self.now and _said(self.now))


def then_and_now(view: Feedback, revision: EvaluationRevision) -> list[ThenAndNow]:
    """Every question that was shown then or is shown now, in the order of the scorecard."""
    then = _answers_then(view, revision)
    now = {each.key: each for each in view.questions}
    return [
        ThenAndNow(f"Q{place}", question.text, then.get(question.key), now.get(question.key))
        for place, question in enumerate(view.document.questions(), start=1)
        if question.key in then or question.key in now
    ]


def disputed_answers(view: Feedback, dispute: Dispute) -> dict[str, Answered]:
    """The answers that a dispute is about, by question: also later as they stood before it."""
    made = next((old for old in view.revisions if old.dispute_id == dispute.id), None)
    if made is None:
        return {each.key: each for each in view.questions}
    return {pair.then.key: pair.then for pair in then_and_now(view, made) if pair.then}


def revision_of(view: Feedback, number: int) -> EvaluationRevision:
    """The old version of that number; Missing where there is none."""
    for revision in view.revisions:
        if revision.number == number:
            return revision
    raise Missing


@dataclass(frozen=True)
class VersionHead:
    """One version as a column: its number, score, why it was replaced and until when it stood.

    The present version has neither reason nor end.
    """

    number: int
    percent: Decimal | None
    reason: str = ""
    until: datetime | None = None
    dispute_round: int | None = None


@dataclass(frozen=True)
class VersionRow:
    """A question with its answer in every version; None where it was not asked."""

    number: str
    text: str
    cells: tuple[Answered | None, ...]

    def changed(self, place: int) -> bool:
        """Whether the version at that place answers otherwise than the one before it."""
        if place == 0:
            return False
        before, now = self.cells[place - 1], self.cells[place]
        return (before and _said(before)) != (now and _said(now))


def all_versions(view: Feedback) -> tuple[Sequence[VersionHead], Sequence[VersionRow]]:
    """Every version from the first to the present one: the columns, and a row for each question."""
    rounds = {dispute.id: dispute.round for dispute in view.disputes}
    old = sorted(view.revisions, key=lambda each: each.number)
    heads = [
        VersionHead(
            each.number,
            each.percent,
            each.reason,
            each.replaced_at,
            rounds.get(each.dispute_id) if each.dispute_id else None,
        )
        for each in old
    ]
    heads.append(VersionHead(len(old) + 1, view.evaluation.percent))
    columns = [_answers_then(view, each) for each in old]
    columns.append({each.key: each for each in view.questions})
    rows = [
        VersionRow(
            f"Q{place}", question.text, tuple(column.get(question.key) for column in columns)
        )
        for place, question in enumerate(view.document.questions(), start=1)
        if any(question.key in column for column in columns)
    ]
    return heads, rows


def _said(answer: Answered) -> tuple[object, ...]:
    """What a reader is told of an answer: its value, comment, causes and evidence."""
    cited = [(quote.turn_id, quote.text) for quote in answer.quotes]
    return answer.value, answer.comment, answer.causes, cited


def _answers_then(view: Feedback, revision: EvaluationRevision) -> dict[str, Answered]:
    now = {each.key: each.quotes for each in view.questions}
    given = {
        key: Given(
            entry["value"],
            entry.get("comment") or "",
            # Versions from before evidence could change say nothing of it: it was as now.
            quotes_of(entry, view.cited_before) if "evidence" in entry else now.get(key, ()),
            tuple(entry.get("root_causes", ())),
        )
        for key, entry in revision.answers.items()
    }
    old = answered_sections(view.document, revision.result, given)
    return {each.key: each for section in old for each in section.questions}
