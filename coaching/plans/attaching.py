"""Brings an evaluation into a coaching plan: at once by a coach, else as a suggestion to one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from coaching.focus.proposing import Proposal
from coaching.plans.models import CoachingPlan, PlanEvidence
from coaching.plans.models_suggested import CoachingSuggestion, SuggestionState
from coaching.plans.planning import ALIVE, alive_plan, make_plan
from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Refused
from qa_app.core.text import clean
from qa_app.notifications.inbox import notify, notify_all
from scorecards.reviews.models import FINAL, Evaluation, Pool
from scorecards.reviews.results import document_of
from scorecards.reviews.tasks_feedback import leads_for, named

LONGEST_NOTE = 1_000


def attach(
    session: Session,
    evaluation: Evaluation,
    *,
    keys: Collection[str],
    note: str,
    goal: str = "",
    by: int,
    at: datetime,
) -> CoachingPlan:
    """Put the evaluation with the cited turns of the questions `keys` into the agent's plan.

    Without a proposed or open plan one is proposed, for which `goal` is needed. What the plan
    points to already is not added again. The caller has checked that `by` coaches the agent.
    """
    note = _checked(evaluation, keys, note)
    plan = alive_plan(session, evaluation.agent_id)
    if plan is None:
        if not clean(goal).strip():
            raise Refused("Say what the plan is to reach.", field="goal")
        plan = make_plan(
            session, evaluation.agent, proposal=Proposal((), ()), goal=goal, by=by, at=at
        )
    known = {(link.evaluation_id, link.question_key, link.turn_id) for link in plan.links}
    added = [way for way in _ways(evaluation, keys) if way not in known]
    plan.links += [
        PlanEvidence(evaluation_id=number, question_key=key, turn_id=turn, note=note)
        for number, key, turn in added
    ]
    session.flush()
    after = {"evaluation": evaluation.id, "questions": sorted(keys), "added": len(added)}
    record(session, "coaching.attach", ("coaching_plan", plan.id), by=by, at=at, after=after)
    return plan


def detach(
    session: Session, plan: CoachingPlan, link: PlanEvidence, *, by: int, at: datetime
) -> None:
    """Take a passage that somebody added out of the plan again; Refused once it has ended."""
    if plan.state not in ALIVE:
        raise Refused("This plan has ended; nothing in it changes any more.")
    before = {"evaluation": link.evaluation_id, "question": link.question_key}
    plan.links.remove(link)
    session.flush()
    record(session, "coaching.detach", ("coaching_plan", plan.id), by=by, at=at, before=before)


def suggest(
    session: Session,
    evaluation: Evaluation,
    *,
    keys: Collection[str],
    note: str,
    by: int,
    at: datetime,
) -> CoachingSuggestion:
    """Tell the agent's leads that the evaluation is worth coaching; they accept or decline.

    Refused while one's earlier suggestion about the same evaluation waits.
    """
    note = _checked(evaluation, keys, note)
    waiting = session.query(CoachingSuggestion).filter_by(
        evaluation_id=evaluation.id, suggested_by=by, state=SuggestionState.OPEN
    )
    if waiting.first() is not None:
        raise Refused("You have suggested this evaluation already; the lead has not answered yet.")
    made = CoachingSuggestion(
        evaluation_id=evaluation.id,
        agent_id=evaluation.agent_id,
        team_id=evaluation.team_id,
        question_keys=sorted(keys),
        note=note,
        suggested_by=by,
        suggested_at=at,
        state=SuggestionState.OPEN,
    )
    session.add(made)
    session.flush()
    after = {"evaluation": evaluation.id, "questions": sorted(keys)}
    subject = ("coaching_suggestion", made.id)
    record(session, "coaching.suggest", subject, by=by, at=at, after=after)
    text = f"Suggested for coaching: {evaluation.agent.name}, {named(evaluation.interaction)}."
    people = [lead for lead in leads_for(session, evaluation) if lead != by]
    notify_all(session, people, "coaching.suggested", text, path="/coaching/suggestions", at=at)
    return made


def accept(
    session: Session,
    suggestion: CoachingSuggestion,
    *,
    word: str,
    goal: str = "",
    by: int,
    at: datetime,
) -> CoachingPlan:
    """Put what was suggested into the plan, and tell who suggested it."""
    _check_open(suggestion)
    plan = attach(
        session,
        suggestion.evaluation,
        keys=suggestion.question_keys,
        note=suggestion.note,
        goal=goal,
        by=by,
        at=at,
    )
    suggestion.plan_id = plan.id
    _decide(session, suggestion, SuggestionState.ACCEPTED, word, by=by, at=at)
    return plan


def decline(
    session: Session, suggestion: CoachingSuggestion, *, word: str, by: int, at: datetime
) -> None:
    """Leave it out of any plan, with a word to who suggested it."""
    _check_open(suggestion)
    if not clean(word).strip():
        raise Refused("Say in a few words why not.", field="word")
    _decide(session, suggestion, SuggestionState.DECLINED, word, by=by, at=at)


def withdraw(session: Session, suggestion: CoachingSuggestion, *, by: int, at: datetime) -> None:
    """Whoever suggested it takes it back before it was answered."""
    _check_open(suggestion)
    suggestion.state = SuggestionState.WITHDRAWN
    suggestion.decided_by, suggestion.decided_at = by, at
    session.flush()
    record(session, "coaching.withdraw", ("coaching_suggestion", suggestion.id), by=by, at=at)


def _decide(
    session: Session,
    suggestion: CoachingSuggestion,
    state: SuggestionState,
    word: str,
    *,
    by: int,
    at: datetime,
) -> None:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, by, at
    suggestion.word = clean(word, lines=False).strip()[:LONGEST_NOTE] or None
    session.flush()
    after = {"state": state.value, "plan": suggestion.plan_id}
    subject = ("coaching_suggestion", suggestion.id)
    record(session, "coaching.answer", subject, by=by, at=at, after=after)
    said = "was taken into a plan" if state is SuggestionState.ACCEPTED else "was declined"
    text = f"Your suggestion for {suggestion.agent.name} {said}."
    if suggestion.word:
        text += f" “{suggestion.word}”"
    person = suggestion.suggested_by
    notify(session, person, "coaching.answered", text, path="/coaching/suggestions", at=at)


def _check_open(suggestion: CoachingSuggestion) -> None:
    if suggestion.state is not SuggestionState.OPEN:
        raise Conflict("This suggestion was answered or withdrawn already.")


def _checked(evaluation: Evaluation, keys: Collection[str], note: str) -> str:
    if evaluation.state not in FINAL or evaluation.pool is Pool.CALIBRATION:
        raise Refused("Only a final first review goes into coaching.")
    if set(keys) - {question.key for question in document_of(evaluation.version).questions()}:
        raise Refused("The scorecard has no such question.", field="questions")
    note = clean(note).strip()
    if not note or len(note) > LONGEST_NOTE:
        raise Refused(f"Say why, in at most {LONGEST_NOTE:,} characters.", field="note")
    return note


def _ways(
    evaluation: Evaluation, keys: Collection[str]
) -> list[tuple[int, str | None, int | None]]:
    """The evaluation by each question and cited turn; by itself where none is chosen."""
    ways: list[tuple[int, str | None, int | None]] = []
    for key in sorted(keys):
        turns = sorted({each.turn_id for each in evaluation.evidence if each.question_key == key})
        ways += [(evaluation.id, key, turn) for turn in turns] or [(evaluation.id, key, None)]
    return ways or [(evaluation.id, None, None)]
