"""What a reviewer reads of an item that is no longer theirs, with what they had entered in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from qa_app.core.errors import Conflict
from qa_app.people.actor import Actor
from scorecards.design.answers import Value, is_not_applicable
from scorecards.design.document import ScorecardDocument
from scorecards.design.models import Version
from scorecards.reviews.answer_words import answer_words
from scorecards.reviews.draft import Draft
from scorecards.reviews.drafting import draft_of, evaluation_of
from scorecards.reviews.models import Assignment, AssignmentState, EvaluationState
from scorecards.reviews.models_acts import Handover, Reassignment
from scorecards.reviews.queries import turns_by_id
from scorecards.reviews.results import document_of
from transcription.interactions.models import Interaction


@dataclass(frozen=True)
class Entered:
    """What was entered at one question, in words; empty where nothing was."""

    question: str
    answer: str
    comment: str
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class Gone:
    """An item that was taken away, why and by whom, and what had been entered before.

    `why`: `moved` to somebody else, `withdrawn`, or `skipped` by the reviewer.
    """

    assignment: Assignment
    why: str
    at: datetime | None
    by: str | None
    reason: str | None
    lines: tuple[Entered, ...] = ()
    comment: str = ""

    @property
    def has_draft(self) -> bool:
        """Whether anything had been entered."""
        return bool(self.lines or self.comment)


def gone_of(session: Session, actor: Actor, assignment_id: int) -> Gone | None:
    """What became of an item of the actor; None for one that they still have or never had."""
    handover = _handover(session, actor, assignment_id)
    if handover is not None:
        act = handover.reassignment
        draft = Draft() if handover.draft is None else Draft.model_validate(handover.draft)
        told = _told(session, draft, handover.version_id)
        return Gone(handover.assignment, "moved", act.at, act.person.name, act.reason, *told)
    query = select(Assignment).where(
        Assignment.id == assignment_id,
        Assignment.reviewer_id == actor.id,
        Assignment.state.in_((AssignmentState.WITHDRAWN, AssignmentState.SKIPPED)),
    )
    row = session.scalars(query).first()
    if row is None:
        return None
    evaluation = evaluation_of(session, row)
    is_draft = evaluation is not None and evaluation.state is EvaluationState.DRAFT
    draft = draft_of(evaluation) if evaluation is not None and is_draft else Draft()
    told = _told(session, draft, evaluation.version_id if evaluation is not None else None)
    return Gone(row, row.state.value, row.closed_at, None, row.skip_reason, *told)


def check_still_here(session: Session, actor: Actor, assignment_id: int) -> None:
    """Conflict, in words for the person, where their item was given to somebody else."""
    found = _handover(session, actor, assignment_id)
    if found is not None:
        raise Conflict(
            _(
                "%(name)s gave this interaction to another reviewer while you had it open. "
                "What you entered last is still in this window: copy or download it.",
                name=found.reassignment.person.name,
            )
        )


def entered(
    document: ScorecardDocument, draft: Draft, quotes: dict[str, tuple[str, ...]]
) -> tuple[Entered, ...]:
    """The questions at which anything was entered, in the scorecard's order."""
    lines = [
        Entered(
            question.text,
            _words(draft.answers.get(question.key), document, question.key),
            draft.comments.get(question.key, ""),
            quotes.get(question.key, ()),
        )
        for question in document.questions()
    ]
    return tuple(line for line in lines if line.answer or line.comment or line.quotes)


def as_text(gone: Gone, title: str) -> str:
    """The same as plain text for a file."""
    parts = [title]
    for line in gone.lines:
        said = [line.question, line.answer or "(not answered)"]
        said += [line.comment] if line.comment else []
        said += [f"> {quote}" for quote in line.quotes]
        parts.append("\n".join(said))
    if gone.comment:
        parts.append(f"Overall\n{gone.comment}")
    return "\n\n".join(parts) + "\n"


def _words(value: Value, document: ScorecardDocument, key: str) -> str:
    if is_not_applicable(value):
        return "N/A"
    question = next(each for each in document.questions() if each.key == key)
    return answer_words(question, value)


def _told(
    session: Session, draft: Draft, version_id: int | None
) -> tuple[tuple[Entered, ...], str]:
    if version_id is None:
        return (), ""
    turns = turns_by_id(session, sorted({cited.turn for cited in draft.evidence}))
    quotes: dict[str, tuple[str, ...]] = {}
    for cited in draft.evidence:
        if cited.turn in turns:
            text = turns[cited.turn].text[cited.start : cited.end]
            quotes[cited.question] = (*quotes.get(cited.question, ()), text)
    document = document_of(session.get_one(Version, version_id))
    return entered(document, draft, quotes), draft.comment


def _handover(session: Session, actor: Actor, assignment_id: int) -> Handover | None:
    """The newest handover by which the actor lost the item, unless they have it again."""
    return session.scalars(
        select(Handover)
        .join(Assignment, Assignment.id == Handover.assignment_id)
        .where(
            Handover.assignment_id == assignment_id,
            Handover.from_id == actor.id,
            Handover.back_at.is_(None),
            Assignment.reviewer_id != actor.id,
        )
        .options(
            joinedload(Handover.reassignment).joinedload(Reassignment.person),
            joinedload(Handover.assignment)
            .joinedload(Assignment.interaction)
            .joinedload(Interaction.agent),
        )
        .order_by(Handover.id.desc())
    ).first()
