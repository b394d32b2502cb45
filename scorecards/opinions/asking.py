"""Asks another reviewer for an independent look at an interaction, withdraws it, passes it on."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Refused
from qa_app.core.text import clean
from qa_app.notifications.inbox import notify
from scorecards.calibration.doubles import Why
from scorecards.opinions.choosing import second_reviewer
from scorecards.reviews.drafting import evaluation_of
from scorecards.reviews.models import Assignment, AssignmentState, EvaluationState, Pool
from scorecards.reviews.models_acts import SecondOpinion
from scorecards.reviews.tasks_feedback import named

DUE_IN = timedelta(days=3)
LONGEST_REASON = 1_000
NOBODY: dict[Why, str] = {
    "nobody_there": "There is no other reviewer for this team.",
    "own_interaction": "Everybody else who could look at it took part in it.",
    "reviewed_before": "Everybody who could look at it has or had it already.",
    "own_team": "Everybody else who could look at it belongs to its team.",
}


def ask(
    session: Session, first: Assignment, *, reason: str, by: int, at: datetime
) -> SecondOpinion:
    """Give the interaction to another reviewer, who is told neither answers nor reason.

    The caller holds the row of `first`, the asker's own item, open or done. What was asked already
    is answered again. The second review is calibration: it never counts. Refused without a
    reason and where nobody can look again; Conflict for an item that was skipped or taken away.
    """
    reason = clean(reason).strip()
    if not reason:
        raise Refused(_("Say what you are not sure about."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(
            _(
                "A reason has at most %(longest_reason)s characters.",
                longest_reason=f"{LONGEST_REASON:,}",
            ),
            field="reason",
        )
    if first.state not in (AssignmentState.OPEN, AssignmentState.DONE):
        raise Conflict(_("This interaction is no longer yours, so you cannot ask about it."))
    known = asked_about(session, first)
    if known is not None:
        return known
    chosen = second_reviewer(session, first)
    if isinstance(chosen, str):
        raise Refused(NOBODY[chosen] + " Ask a QA manager.", field="reason")
    opinion = SecondOpinion(
        interaction_id=first.interaction_id,
        first_id=first.id,
        asked_by=by,
        reason=reason,
        asked_at=at,
    )
    session.add(opinion)
    _give(session, opinion, first, chosen, at=at)
    after = {"assignment": first.id, "second": opinion.second_id, "reviewer": chosen}
    record(session, "opinion.ask", ("second_opinion", opinion.id), by=by, at=at, after=after)
    return opinion


def asked_about(session: Session, first: Assignment) -> SecondOpinion | None:
    """The standing question about an item; None where none was asked or it was withdrawn."""
    return session.scalars(
        select(SecondOpinion)
        .where(SecondOpinion.first_id == first.id, SecondOpinion.withdrawn_at.is_(None))
        .order_by(SecondOpinion.id.desc())
    ).first()


def withdraw(session: Session, opinion: SecondOpinion, *, by: int, at: datetime) -> SecondOpinion:
    """Take the question back; a draft of the second reviewer stays theirs to read and counts
    nowhere. Conflict once they have submitted; a second time changes nothing.
    """
    if opinion.withdrawn_at is not None:
        return opinion
    second = _locked(session, opinion.second_id)
    if second is not None:
        evaluation = evaluation_of(session, second)
        submitted = evaluation is not None and evaluation.state is not EvaluationState.DRAFT
        if submitted or second.state is AssignmentState.DONE:
            raise Conflict(_("The second review is submitted already, so it stands."))
        if second.state is AssignmentState.OPEN:
            second.state, second.closed_at = AssignmentState.WITHDRAWN, at
            about = named(second.interaction)
            text = f"A second opinion is no longer needed: {about}."
            path = f"/review/{second.id}"
            notify(session, second.reviewer_id, "opinion.withdrawn", text, path=path, at=at)
    opinion.withdrawn_at = at
    session.flush()
    record(session, "opinion.withdraw", ("second_opinion", opinion.id), by=by, at=at)
    return opinion


def pass_on(session: Session, skipped: Assignment, *, at: datetime) -> SecondOpinion | None:
    """Give a second opinion that its reviewer skipped to the next; None where it is none.

    Where nobody is left, whoever asked is told.
    """
    opinion = session.scalars(
        select(SecondOpinion).where(
            SecondOpinion.second_id == skipped.id, SecondOpinion.withdrawn_at.is_(None)
        )
    ).first()
    if opinion is None or skipped.state is not AssignmentState.SKIPPED:
        return None
    chosen = second_reviewer(session, opinion.first)
    if isinstance(chosen, str):
        opinion.second_id = None
        text = f"Nobody can give a second opinion: {named(opinion.interaction)}."
        path = f"/opinions/{opinion.id}"
        notify(session, opinion.asked_by, "opinion.nobody", text, path=path, at=at)
    else:
        _give(session, opinion, opinion.first, chosen, at=at)
    session.flush()
    before, after = {"second": skipped.id}, {"second": opinion.second_id}
    subject = ("second_opinion", opinion.id)
    record(session, "opinion.pass_on", subject, by=None, at=at, before=before, after=after)
    return opinion


def _give(
    session: Session, opinion: SecondOpinion, first: Assignment, reviewer_id: int, *, at: datetime
) -> None:
    row = session.scalars(
        select(Assignment).where(
            Assignment.interaction_id == first.interaction_id,
            Assignment.reviewer_id == reviewer_id,
        )
    ).first() or Assignment(interaction_id=first.interaction_id, reviewer_id=reviewer_id)
    row.pool, row.is_second = Pool.CALIBRATION, True
    row.inclusion_probability = row.stratum = row.draw_id = None
    row.state, row.skip_reason, row.closed_at = AssignmentState.OPEN, None, None
    row.created_at, row.due_at = at, at + DUE_IN
    session.add(row)
    session.flush()
    _take_draft_along(session, row)
    opinion.second_id = row.id
    session.flush()
    text = f"A second opinion is asked of you: {named(first.interaction)}."
    notify(session, reviewer_id, "opinion.asked", text, path=f"/review/{row.id}", at=at)


def _take_draft_along(session: Session, row: Assignment) -> None:
    """What they had begun before it was withdrawn goes on as a second review."""
    draft = evaluation_of(session, row)
    if draft is not None and draft.state is EvaluationState.DRAFT:
        draft.pool, draft.inclusion_probability = Pool.CALIBRATION, None
        draft.stratum = draft.draw_id = None


def _locked(session: Session, assignment_id: int | None) -> Assignment | None:
    if assignment_id is None:
        return None
    query = select(Assignment).where(Assignment.id == assignment_id).with_for_update()
    return session.scalars(query).one()
