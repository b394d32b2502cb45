"""Takes past evaluations from a CSV into the product, so that a centre starts with its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.text import clean
from scorecards.design.answers import Value
from scorecards.design.document import ScorecardDocument
from scorecards.design.models import Version
from scorecards.reviews.history_answers import CellUnreadable, read_cell
from scorecards.reviews.history_csv import HistoryRow, open_history
from scorecards.reviews.history_owners import NotFound, Owners
from scorecards.reviews.models import Evaluation, EvaluationState, Pool
from scorecards.reviews.results import set_answers, write_score
from transcription.intake.refusals import Refusal, excerpt
from transcription.intake.tables import column_name
from transcription.interactions.models import Interaction
from transcription.redaction.redacting import redact

CHUNK = 500
ROUNDING = Decimal("0.05")
"""A total that other software rounded to one decimal may differ by so much from its answers."""


@dataclass
class HistoryReport:
    """What became of each row: accepted (added, or there already) + rejected = total."""

    added: int = 0
    already_there: int = 0
    counting: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    scorecards: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """Rows that are in the product now."""
        return self.added + self.already_there

    @property
    def total(self) -> int:
        """All rows of the file."""
        return self.accepted + len(self.refusals)


class _Rejected(Exception):
    def __init__(self, column: str, message: str, cell: str) -> None:
        super().__init__(message)
        self.column, self.cell = column, cell


def import_history(
    session: Session,
    stream: BinaryIO,
    *,
    create: bool,
    at: datetime,
    by: int | None = None,
    actor: str | None = None,
) -> HistoryReport:
    """Add the evaluations of a file; what is there already is left as it is.

    Known again by interaction, scorecard and reviewer. Only rows with pool random and a
    probability count, the first of each interaction. FileRefused for what is no such file.
    """
    file = open_history(stream)
    owners = Owners(session, at, create)
    report = HistoryReport(reviewers=owners.made_reviewers, scorecards=owners.made_scorecards)
    for rows in _chunks(file.rows):
        known = _Known.load(session, rows)
        for row in rows:
            if isinstance(row, Refusal):
                report.refusals.append(row)
                continue
            try:
                _take(session, row, owners, known, report)
            except _Rejected as error:
                report.refusals.append(_refusal(row, error, file.columns))
        session.flush()
    record(
        session,
        "evaluation.import",
        ("evaluation", None),
        by=by,
        at=at,
        actor=actor,
        after={"added": report.added, "rejected": len(report.refusals)},
    )
    return report


@dataclass
class _Known:
    """What the database holds on the interactions of a chunk."""

    interactions: dict[tuple[str, str], Interaction]
    done: set[tuple[int, int, int]]
    """(interaction, scorecard, reviewer) that have an evaluation."""
    counting: dict[int, Evaluation]

    @classmethod
    def load(cls, session: Session, rows: Iterable[HistoryRow | Refusal]) -> _Known:
        """Look the chunk's interactions up at once."""
        names = {(row.source, row.external_id) for row in rows if isinstance(row, HistoryRow)}
        key = tuple_(Interaction.source, Interaction.external_id)
        found = session.scalars(select(Interaction).where(key.in_(names))).all()
        ids = [interaction.id for interaction in found]
        on_these = Evaluation.interaction_id.in_(ids)
        done = session.execute(
            select(Evaluation.interaction_id, Version.scorecard_id, Evaluation.reviewer_id)
            .join(Version, Evaluation.version_id == Version.id)
            .where(on_these)
        )
        counting = session.scalars(select(Evaluation).where(on_these, Evaluation.counts.is_(True)))
        return cls(
            {(each.source, each.external_id): each for each in found},
            {(row[0], row[1], row[2]) for row in done},
            {each.interaction_id: each for each in counting},
        )


def _take(
    session: Session, row: HistoryRow, owners: Owners, known: _Known, report: HistoryReport
) -> None:
    interaction = known.interactions.get((row.source, row.external_id))
    if interaction is None:
        message = "is no interaction here from that source: import it first"
        raise _Rejected("external_id", message, row.external_id)
    only_total = not row.answers
    try:
        version, document = owners.scorecard(row.scorecard, only_total=only_total)
    except NotFound as error:
        raise _Rejected("scorecard", str(error), row.scorecard) from error
    answers = _answers(row, document)
    try:
        reviewer = owners.reviewer(row.reviewer)
    except NotFound as error:
        raise _Rejected("reviewer", str(error), row.reviewer) from error
    if reviewer.id == interaction.agent_id:
        raise _Rejected("reviewer", "is the agent of this interaction", row.reviewer)
    mark = (interaction.id, version.scorecard_id, reviewer.id)
    if mark in known.done:
        report.already_there += 1
        return
    evaluation = _evaluation(row, interaction, version, reviewer.id)
    _score(evaluation, row, answers)
    session.add(evaluation)
    known.done.add(mark)
    _count(evaluation, known)
    report.added += 1
    report.counting += evaluation.counts


def _answers(row: HistoryRow, document: ScorecardDocument) -> dict[str, Value]:
    questions = {column_name(question.key): question for question in document.questions()}
    answers: dict[str, Value] = {}
    for title, cell in row.answers.items():
        question = questions.get(column_name(title))
        if question is None:
            raise _Rejected(column_name(title), "is no question of this scorecard", cell)
        try:
            value = read_cell(question, cell)
        except CellUnreadable as error:
            raise _Rejected(column_name(title), str(error), cell) from error
        answers[question.key] = redact(clean(value)).text if question.type == "text" else value  # type: ignore[arg-type]  # text answers are str
    return answers


def _evaluation(
    row: HistoryRow, interaction: Interaction, version: Version, reviewer_id: int
) -> Evaluation:
    probability = row.inclusion_probability
    is_random = row.pool == "random"
    return Evaluation(
        interaction=interaction,
        version=version,
        reviewer_id=reviewer_id,
        agent_id=interaction.agent_id,
        team_id=interaction.team_id,
        pool=Pool(row.pool),
        counts=is_random and probability is not None,
        inclusion_probability=float(probability) if is_random and probability else None,
        state=EvaluationState.SUBMITTED,
        comment=redact(clean(row.comment)).text or None,
        started_at=row.submitted_at,
        submitted_at=row.submitted_at,
        imported=True,
    )


def _score(evaluation: Evaluation, row: HistoryRow, answers: dict[str, Value]) -> None:
    """Score the answers; where there are none the total stands as it was given."""
    if answers:
        set_answers(evaluation, answers)
        write_score(evaluation)
        _compare(evaluation, row)
        return
    total = row.overall_percent
    evaluation.percent = evaluation.raw_percent = evaluation.percent_without_fatal = total
    mark = evaluation.version.document.get("pass_percent")
    evaluation.failed = False
    evaluation.passed = None if mark is None or total is None else total >= Decimal(str(mark))
    evaluation.result = _total_result(total, evaluation.passed)


def _compare(evaluation: Evaluation, row: HistoryRow) -> None:
    given, found = row.overall_percent, evaluation.percent
    if given is not None and (found is None or abs(given - found) > ROUNDING):
        scored = "have no score" if found is None else f"score {found.normalize():f}"
        message = f"differs from the answers, which {scored}: leave one of the two out"
        raise _Rejected("overall_percent", message, str(given))


def _total_result(total: Decimal | None, passed: bool | None) -> dict[str, Any]:
    shown = None if total is None else float(total)
    return {
        "percent": shown,
        "raw_percent": shown,
        "percent_without_fatal": shown,
        "failed": False,
        "failed_sections": [],
        "no_score": total is None,
        "passed": passed,
        "sections": {},
        "band": None,
        "questions": {},
    }


def _count(evaluation: Evaluation, known: _Known) -> None:
    """Of several random reviews of an interaction the first submitted counts."""
    if not evaluation.counts:
        return
    interaction = evaluation.interaction.id
    other = known.counting.get(interaction)
    if other is None:
        known.counting[interaction] = evaluation
    elif _when(other) <= _when(evaluation) or not other.imported:
        evaluation.counts = False
    else:
        other.counts = False
        known.counting[interaction] = evaluation


def _when(evaluation: Evaluation) -> datetime:
    return evaluation.submitted_at or evaluation.started_at


def _refusal(row: HistoryRow, error: _Rejected, columns: tuple[str, ...]) -> Refusal:
    number = columns.index(error.column) + 1 if error.column in columns else None
    return Refusal(row.line, number, error.column, str(error), excerpt(error.cell))


def _chunks(
    rows: Iterator[HistoryRow | Refusal],
) -> Iterator[list[HistoryRow | Refusal]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
