"""What a person reads about one evaluation: score, answers, evidence, how chosen, dispute clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from scorecards.answering.calendars import calendar_of
from scorecards.answering.working_days import WorkingDays, days_left
from scorecards.design.document import ScorecardDocument
from scorecards.reviews.answered import (
    Answered,
    AnsweredSection,
    Given,
    Level,
    Quote,
    answered_sections,
    levels,
    strengths,
    weaknesses,
)
from scorecards.reviews.dispute_rounds import Turn, standing, turn_of
from scorecards.reviews.disputes import deadline, disputes_of
from scorecards.reviews.kept import turns_cited
from scorecards.reviews.models import (
    Dispute,
    Evaluation,
    EvaluationRevision,
    EvaluationState,
    FeedbackMessage,
)
from scorecards.reviews.queries import turns_by_id
from scorecards.reviews.results import document_of
from transcription.transcripts.models import Turn as SaidTurn


@dataclass(frozen=True)
class DrawFacts:
    """The draw an item comes from, for its agent: `drawn` of `size` interactions of a period."""

    drawn: int
    size: int
    start: datetime
    end: datetime


DrawReader = Callable[[Session, Evaluation], DrawFacts | None]
_draw_readers: list[DrawReader] = []


def tell_draws_by(reader: DrawReader) -> None:
    """Let sampling, which lies above this room, say what draw an evaluation comes from."""
    _draw_readers[:] = [reader]


@dataclass(frozen=True)
class RiskSaid:
    """Why a model chose it, for its agent where settings say so: chance (of 1) and reasons."""

    chance: float
    reasons: tuple[str, ...]


RiskReader = Callable[[Session, Evaluation], RiskSaid | None]
_risk_readers: list[RiskReader] = []


def tell_risk_by(reader: RiskReader) -> None:
    """Let flagging, which lies above this room, say what agents may know of a flag."""
    _risk_readers[:] = [reader]


@dataclass(frozen=True)
class Clock:
    """Until when the agent may open which round, and whether they still may; working days."""

    until: datetime
    is_open: bool
    days_left: int
    days: int
    round: int = 1
    questions: frozenset[str] | None = None
    """Of a later round: what it can be about."""


@dataclass(frozen=True)
class Feedback:
    """Everything that is shown of a final evaluation."""

    evaluation: Evaluation
    document: ScorecardDocument
    sections: tuple[AnsweredSection, ...]
    pass_percent: float | None
    draw: DrawFacts | None
    risk: RiskSaid | None
    clock: Clock | None
    decide_days_left: int
    """Working days until the open dispute is to be decided; 0 where there is none."""
    disputes: Sequence[Dispute]
    revisions: Sequence[EvaluationRevision]
    messages: Sequence[FeedbackMessage]
    cited_before: Mapping[int, SaidTurn]
    """The turns that evidence of older versions lies in, by id."""

    @cached_property
    def questions(self) -> tuple[Answered, ...]:
        """All shown questions in order."""
        return tuple(each for section in self.sections for each in section.questions)

    @property
    def strip(self) -> list[Level]:
        """All answers as full, half, low or n/a."""
        return levels(self.questions)

    @property
    def best(self) -> list[Answered]:
        """What to read first: a strength."""
        return strengths(self.questions)

    @property
    def weakest(self) -> list[Answered]:
        """Where most was lost."""
        return weaknesses(self.questions)

    @property
    def is_new(self) -> bool:
        """Whether the agent has not said yet that they have read it."""
        return self.evaluation.state is EvaluationState.RELEASED

    @property
    def dispute(self) -> Dispute | None:
        """The newest dispute that was not withdrawn."""
        return standing(self.disputes)

    @property
    def may_dispute(self) -> bool:
        """Whether the agent can open a round now."""
        return bool(self.clock and self.clock.is_open and self.disputable)

    @property
    def disputable(self) -> list[Answered]:
        """The questions that the round which is open to the agent can be about."""
        if self.clock is None:
            return []
        keys = self.clock.questions
        return [each for each in self.questions if keys is None or each.key in keys]

    @property
    def changed_from(self) -> Decimal | None:
        """The score before the newest restatement, if it was another one."""
        before = self.revisions[0].percent if self.revisions else None
        return None if before == self.evaluation.percent else before

    @property
    def was_raised(self) -> bool:
        """Whether the newest restatement raised the score."""
        now, before = self.evaluation.percent, self.changed_from
        return now is not None and before is not None and now > before


def feedback_view(session: Session, evaluation: Evaluation, *, at: datetime) -> Feedback:
    """Read everything about a final evaluation; `at` is the present moment, for the clock."""
    document = document_of(evaluation.version)
    mark = document.pass_percent
    calendar = calendar_of(session, evaluation.team_id)
    disputes = disputes_of(session, evaluation)
    revisions = revisions_of(session, evaluation)
    entries = [entry for each in revisions for entry in each.answers.values()]
    return Feedback(
        evaluation=evaluation,
        document=document,
        sections=answered_sections(
            document, evaluation.result or {}, given_of(session, evaluation)
        ),
        pass_percent=None if mark is None else float(mark),
        draw=_draw(session, evaluation),
        risk=_risk_readers[0](session, evaluation) if _risk_readers else None,
        clock=clock_of(evaluation, disputes, calendar, deadline(session, evaluation), at=at),
        decide_days_left=_decide_days_left(standing(disputes), calendar, at),
        disputes=disputes,
        revisions=revisions,
        messages=messages_of(session, evaluation),
        cited_before=turns_cited(session, entries),
    )


def given_of(session: Session, evaluation: Evaluation) -> dict[str, Given]:
    """What was entered, by question, with the time of every cited turn."""
    turns = turns_by_id(session, sorted({each.turn_id for each in evaluation.evidence}))
    quotes: dict[str, list[Quote]] = {}
    for each in evaluation.evidence:
        turn = turns.get(each.turn_id)
        start, said = (turn.start_s, turn.at) if turn else (None, None)
        quote = Quote(each.turn_id, each.quote, start, said)
        quotes.setdefault(each.question_key, []).append(quote)
    entered = {
        each.question_key: Given(
            each.value.get("value"),
            each.comment or "",
            tuple(quotes.get(each.question_key, ())),
            tuple(each.root_causes),
        )
        for each in evaluation.answers
    }
    for key, found in quotes.items():
        entered.setdefault(key, Given(quotes=tuple(found)))
    return entered


def clock_of(
    evaluation: Evaluation,
    disputes: Sequence[Dispute],
    calendar: WorkingDays,
    until: datetime | None,
    *,
    at: datetime,
) -> Clock | None:
    """The window of the round that the agent may open; None where it is not their turn.

    `until` is the end of the first window.
    """
    turn: Turn | None = turn_of(until, disputes)
    if turn is None:
        return None
    newest = standing(disputes)
    began = newest.decided_at if newest else evaluation.released_at
    return Clock(
        turn.until,
        turn.is_open(at),
        days_left(at, turn.until, calendar.zone, calendar),
        days_left(began or at, turn.until, calendar.zone, calendar),
        turn.round,
        turn.questions,
    )


def _decide_days_left(dispute: Dispute | None, calendar: WorkingDays, at: datetime) -> int:
    if dispute is None or dispute.decided_at is not None:
        return 0
    return days_left(at, dispute.due_at, calendar.zone, calendar)


def revisions_of(session: Session, evaluation: Evaluation) -> Sequence[EvaluationRevision]:
    """What it said before, the newest first."""
    query = (
        select(EvaluationRevision)
        .where(EvaluationRevision.evaluation_id == evaluation.id)
        .order_by(EvaluationRevision.number.desc())
    )
    return session.scalars(query).all()


def messages_of(session: Session, evaluation: Evaluation) -> Sequence[FeedbackMessage]:
    """Questions and answers about it, the oldest first."""
    query = (
        select(FeedbackMessage)
        .where(FeedbackMessage.evaluation_id == evaluation.id)
        .options(selectinload(FeedbackMessage.author))
        .order_by(FeedbackMessage.id)
    )
    return session.scalars(query).all()


def changed_from(session: Session, evaluations: Sequence[Evaluation]) -> dict[int, Decimal | None]:
    """The score before the newest restatement, by evaluation; only those that were restated."""
    query = (
        select(EvaluationRevision.evaluation_id, EvaluationRevision.percent)
        .where(EvaluationRevision.evaluation_id.in_([each.id for each in evaluations]))
        .order_by(EvaluationRevision.number)
    )
    return {row.evaluation_id: row.percent for row in session.execute(query)}


def _draw(session: Session, evaluation: Evaluation) -> DrawFacts | None:
    if evaluation.draw_id is None or not _draw_readers:
        return None
    return _draw_readers[0](session, evaluation)
