"""A self-evaluation is asked for or begun, saved, handed in; a request can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.core.jobs.queue import enqueue
from scorecards.answering.calendars import calendar_of
from scorecards.answering.working_days import window_end
from scorecards.design.models import Version
from scorecards.design.scoring import score
from scorecards.reviews.choosing import version_for
from scorecards.reviews.draft import Draft
from scorecards.reviews.drafting import current_transcript_id
from scorecards.reviews.kept import check_base, check_entries, draft_in, entries_of
from scorecards.reviews.models import FINAL, SEEN_BY_AGENT, Evaluation, EvaluationState
from scorecards.reviews.release import release_again
from scorecards.reviews.results import document_of, facts_of, result_data, stored
from scorecards.reviews.submission import check_ready
from scorecards.self_evaluation.models import SelfEvaluation, SelfState
from transcription.interactions.models import Interaction, InteractionState

ASK_DAYS = 5
"""Working days for an agent who was asked."""


def ask(session: Session, interaction: Interaction, *, by: int, at: datetime) -> SelfEvaluation:
    """Ask an agent to score their own conversation before they see the reviewer's.

    Until it is handed in or its time is over, the reviewer's is not released. Missing for one's
    own; Conflict where there is one already; Refused where the agent has the feedback already, is
    not active, or no scorecard applies.
    """
    if by == interaction.agent_id:
        raise Missing
    if existing(session, interaction) is not None:
        raise Conflict(_("There is a self-evaluation of this conversation already."))
    if _evaluations(session, interaction, SEEN_BY_AGENT):
        raise Refused(_("The agent has the reviewer's evaluation of it already."))
    if not interaction.agent.active or interaction.agent.is_bot:
        raise Refused(_("Its agent cannot be asked."))
    calendar = calendar_of(session, interaction.team_id)
    due = window_end(at, ASK_DAYS, calendar.zone, calendar)
    own = _new(session, interaction, at=at, asked_by=by, due_at=due)
    after = {"interaction": interaction.id}
    record(session, "self_evaluation.ask", ("self_evaluation", own.id), by=by, at=at, after=after)
    enqueue(session, "self_evaluation.tell_agent", {"self_evaluation_id": own.id})
    return own


def start(session: Session, interaction: Interaction, *, by: int, at: datetime) -> SelfEvaluation:
    """Begin one freely on one's own conversation, or give the one that there is (else Missing)."""
    if by != interaction.agent_id or interaction.state is not InteractionState.READY:
        raise Missing
    found = existing(session, interaction)
    if found is not None:
        return found
    own = _new(session, interaction, at=at)
    record(session, "self_evaluation.start", ("self_evaluation", own.id), by=by, at=at)
    return own


def draft_of_own(own: SelfEvaluation) -> Draft:
    """What was saved last, in the form that travels."""
    return draft_in(own.answers, own.note)


def save(
    session: Session,
    own: SelfEvaluation,
    draft: Draft,
    *,
    by: int,
    at: datetime,
    based_on: int | None = None,
) -> None:
    """Keep what was entered so far.

    `based_on` is the revision that the page was made from; None asks for no check. Missing for
    anybody else's, Conflict once it is handed in, DraftConflict where another window was faster,
    Refused (naming the question as field) for a value that will not do.
    """
    session.refresh(own, ["state", "revision", "answers", "note"], with_for_update=True)
    if own.agent_id != by:
        raise Missing
    if own.state is not SelfState.OPEN:
        raise Conflict(_("It is handed in already and stays as it is."))
    draft = draft.tidy()
    stored_now = draft_of_own(own)
    if not check_base(stored_now, draft, revision=own.revision, based_on=based_on):
        return
    facts = facts_of(own.interaction)
    if own.transcript_id is None:
        own.transcript_id = current_transcript_id(session, own.interaction_id)
    check_entries(session, own.version, draft, facts, own.transcript_id)
    own.answers, own.note = entries_of(draft), draft.comment or None
    own.revision += 1
    session.flush()


def submit(
    session: Session,
    own: SelfEvaluation,
    draft: Draft,
    *,
    by: int,
    at: datetime,
    based_on: int | None = None,
) -> None:
    """Save and hand in for good: it is scored for the comparison, and counts nowhere.

    What waited for it goes its way; sending the same again changes nothing. NotReady names what
    is missing; else refused as by `save`.
    """
    if (
        own.state is SelfState.SUBMITTED
        and own.agent_id == by
        and draft_of_own(own) == draft.tidy()
    ):
        return
    save(session, own, draft, by=by, at=at, based_on=based_on)
    document, facts = document_of(own.version), facts_of(own.interaction)
    kept = draft_of_own(own)
    check_ready(document, facts, kept)
    result = score(document, kept.values, facts)
    own.percent, own.result = stored(result.percent), result_data(result)
    own.state, own.submitted_at = SelfState.SUBMITTED, at
    known = _evaluations(session, own.interaction, SEEN_BY_AGENT)
    own.knew_feedback = any(each.released_at and each.released_at <= at for each in known)
    session.flush()
    record(session, "self_evaluation.submit", ("self_evaluation", own.id), by=by, at=at)
    _let_go(session, own.interaction, at)
    if own.asked_by is not None:
        enqueue(session, "self_evaluation.tell_asker", {"self_evaluation_id": own.id})


def take_back(session: Session, own: SelfEvaluation, *, by: int, at: datetime) -> None:
    """Take a request back: what was written stays with the agent as a free one.

    Conflict where it is handed in or was not asked for.
    """
    session.refresh(own, ["state"], with_for_update=True)
    if own.state is not SelfState.OPEN or own.asked_by is None:
        raise Conflict(_("There is no request to take back; reload the page."))
    own.asked_by = own.due_at = None
    session.flush()
    record(session, "self_evaluation.take_back", ("self_evaluation", own.id), by=by, at=at)
    _let_go(session, own.interaction, at)


def held_until(session: Session, evaluation: Evaluation, at: datetime) -> datetime | None:
    """Until when a request that is not answered holds an evaluation back; None: it does not."""
    query = select(SelfEvaluation.due_at).where(
        SelfEvaluation.interaction_id == evaluation.interaction_id,
        SelfEvaluation.agent_id == evaluation.agent_id,
        SelfEvaluation.state == SelfState.OPEN,
        SelfEvaluation.due_at > at,
    )
    return session.scalar(query)


def existing(session: Session, interaction: Interaction) -> SelfEvaluation | None:
    """The agent's self-evaluation of a conversation."""
    query = select(SelfEvaluation).where(
        SelfEvaluation.interaction_id == interaction.id,
        SelfEvaluation.agent_id == interaction.agent_id,
    )
    return session.scalar(query)


def _new(
    session: Session,
    interaction: Interaction,
    *,
    at: datetime,
    asked_by: int | None = None,
    due_at: datetime | None = None,
) -> SelfEvaluation:
    version = _version(session, interaction)
    if version is None:
        raise Refused(_("No published scorecard applies to this conversation."))
    own = SelfEvaluation(
        interaction=interaction,
        agent_id=interaction.agent_id,
        team_id=interaction.team_id,
        version=version,
        transcript_id=current_transcript_id(session, interaction.id),
        asked_by=asked_by,
        due_at=due_at,
        started_at=at,
        state=SelfState.OPEN,
        answers={},
    )
    session.add(own)
    session.flush()
    return own


def _version(session: Session, interaction: Interaction) -> Version | None:
    """The version of the reviewer's evaluation where there is one, else the one that applies."""
    found = _evaluations(session, interaction, FINAL)
    return found[0].version if found else version_for(session, interaction).version


def _evaluations(
    session: Session, interaction: Interaction, states: Sequence[EvaluationState]
) -> Sequence[Evaluation]:
    query = select(Evaluation).where(
        Evaluation.interaction_id == interaction.id, Evaluation.state.in_(states)
    )
    return session.scalars(query.order_by(Evaluation.id)).all()


def _let_go(session: Session, interaction: Interaction, at: datetime) -> None:
    for evaluation in _evaluations(session, interaction, (EvaluationState.SUBMITTED,)):
        release_again(session, evaluation, at=at)
