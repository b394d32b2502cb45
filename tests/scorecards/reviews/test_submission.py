"""Submitting, taking back, becoming final: who, when, once, and what counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.audit import AuditRow
from qa_app.core.errors import Conflict
from qa_app.core.jobs.models import Job
from qa_app.core.permissions import Role
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from scorecards.reviews.draft import Draft, Sent
from scorecards.reviews.drafting import DraftConflict, evaluation_of, save
from scorecards.reviews.finalising import TASK, finalise_due
from scorecards.reviews.models import (
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
    Pool,
)
from scorecards.reviews.submission import NotReady, submit, take_back
from scorecards.reviews.visibility import own_feedback, readable_evaluations
from tests.factories.feedback import Desk, make_desk
from tests.factories.people import AT, make_user
from tests.factories.queue import make_assignment, make_text

GOOD: dict[str, Any] = {"greeting": "yes", "identity": "yes", "solved": "partly"}
UNDO = 10
LATER = AT + timedelta(seconds=UNDO + 1)


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def item(session: Session, desk: Desk) -> Assignment:
    return make_assignment(session, make_text(session, desk.agent), desk.reviewer)


def sent(desk: Desk, revision: int = 0, **draft: Any) -> Sent:
    return Sent(version_id=desk.version.id, revision=revision, draft=Draft(**draft))


def hand_in(
    session: Session,
    desk: Desk,
    item: Assignment,
    *,
    at: datetime = AT,
    undo: int = UNDO,
    **draft: Any,
) -> Evaluation:
    message = sent(desk, **(draft or {"answers": GOOD}))
    return submit(session, item, message, by=item.reviewer_id, at=at, undo_seconds=undo)


def test_a_submission_is_pending_and_nothing_else_happens(
    session: Session, desk: Desk, item: Assignment
) -> None:
    found = hand_in(session, desk, item)
    assert found.state is EvaluationState.PENDING
    assert found.pending_until == AT + timedelta(seconds=UNDO)
    assert (found.percent, found.submitted_at, found.counts) == (None, None, False)
    assert item.state is AssignmentState.OPEN
    # Only the job that will make it final; nobody was told of it.
    assert [job.task for job in session.scalars(select(Job))] == [TASK]


def test_it_becomes_final_when_its_time_is_over(
    session: Session, desk: Desk, item: Assignment
) -> None:
    found = hand_in(session, desk, item)
    assert finalise_due(session, at=AT + timedelta(seconds=UNDO - 1)) == []
    assert finalise_due(session, at=LATER + timedelta(hours=3)) == [found.id]
    # (10 + 30 + 20 × ½) / 60
    assert found.percent == Decimal("83.333333")
    assert (found.passed, found.failed, found.counts) == (True, False, True)
    assert found.submitted_at == AT + timedelta(seconds=UNDO)
    assert found.state is EvaluationState.RELEASED
    assert item.state is AssignmentState.DONE
    assert finalise_due(session, at=LATER + timedelta(hours=4)) == []
    acts = [
        row.act
        for row in session.scalars(
            select(AuditRow).where(AuditRow.subject_type == "evaluation").order_by(AuditRow.id)
        )
    ]
    assert acts == ["evaluation.submit", "evaluation.final", "evaluation.release"]


def test_the_sweeper_finishes_what_a_crash_left_pending(
    session: Session,
    desk: Desk,
    item: Assignment,
    run_jobs: Callable[[], tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = hand_in(session, desk, item, at=clock.now() - timedelta(minutes=5))
    late = clock.now() + timedelta(minutes=1)
    session.commit()
    assert run_jobs() == (0, 0)
    monkeypatch.setattr(clock, "now", lambda: late)
    run_jobs()
    assert session.get_one(Evaluation, found.id).state is EvaluationState.RELEASED


def test_without_time_for_undo_it_is_final_at_once(
    session: Session, desk: Desk, item: Assignment
) -> None:
    assert hand_in(session, desk, item, undo=0).state is EvaluationState.RELEASED


def test_submitting_twice_is_submitting_once(
    session: Session, desk: Desk, item: Assignment
) -> None:
    first = hand_in(session, desk, item)
    again = hand_in(session, desk, item, at=AT + timedelta(seconds=2))
    assert again is first
    assert again.pending_until == AT + timedelta(seconds=UNDO)
    finalise_due(session, at=LATER)
    assert hand_in(session, desk, item, at=LATER) is first
    assert session.query(Evaluation).count() == 1
    assert session.query(AuditRow).filter_by(act="evaluation.submit").count() == 1


def test_other_answers_after_the_submission_are_told_not_taken(
    session: Session, desk: Desk, item: Assignment
) -> None:
    hand_in(session, desk, item)
    with pytest.raises(Conflict, match="submitted in another window"):
        hand_in(session, desk, item, answers={**GOOD, "solved": "open"})
    with pytest.raises(Conflict, match="Take it back"):
        save(session, item, sent(desk, 2, answers=GOOD), by=desk.reviewer.id, at=AT)


def test_taking_back_makes_it_a_draft_that_can_be_submitted_anew(
    session: Session, desk: Desk, item: Assignment
) -> None:
    found = hand_in(session, desk, item)
    take_back(session, found, by=desk.reviewer.id, at=AT + timedelta(seconds=UNDO))
    assert (found.state, found.pending_until) == (EvaluationState.DRAFT, None)
    assert finalise_due(session, at=LATER) == []
    changed = sent(desk, found.revision, answers={**GOOD, "solved": "solved"})
    submit(session, item, changed, by=desk.reviewer.id, at=LATER, undo_seconds=0)
    assert found.percent == Decimal(100)


def test_an_old_submission_that_arrives_late_does_not_undo_the_taking_back(
    session: Session, desk: Desk, item: Assignment
) -> None:
    found = hand_in(session, desk, item)
    take_back(session, found, by=desk.reviewer.id, at=AT)
    with pytest.raises(DraftConflict):
        hand_in(session, desk, item)
    assert found.state is EvaluationState.DRAFT


def test_after_its_time_nothing_is_taken_back(
    session: Session, desk: Desk, item: Assignment
) -> None:
    found = hand_in(session, desk, item)
    with pytest.raises(Conflict, match="final"):
        take_back(session, found, by=desk.reviewer.id, at=LATER)
    finalise_due(session, at=LATER)
    with pytest.raises(Conflict, match="final"):
        take_back(session, found, by=desk.reviewer.id, at=LATER)


def test_missing_answers_and_comments_block_and_are_named(
    session: Session, desk: Desk, item: Assignment
) -> None:
    with pytest.raises(NotReady) as caught:
        hand_in(session, desk, item, answers={"greeting": "yes"})
    assert caught.value.missing == ("identity", "solved")
    session.rollback()


def test_a_comment_that_the_answer_asks_for_blocks(
    session: Session, desk: Desk, item: Assignment
) -> None:
    with pytest.raises(NotReady) as caught:
        hand_in(session, desk, item, answers={**GOOD, "identity": "no"})
    assert caught.value.missing == ("identity",)


def test_a_fatal_answer_fails_the_evaluation_and_keeps_the_score_without_it(
    session: Session, desk: Desk, item: Assignment
) -> None:
    found = hand_in(session, desk, item, undo=0, answers={**GOOD, "identity": "no"},
                    comments={"identity": "Nothing was asked."})  # fmt: skip
    assert (found.percent, found.failed, found.passed) == (Decimal(0), True, False)
    assert found.percent_without_fatal == Decimal("33.333333")
    assert {row.question_key: row.critical_hit for row in found.answers} == {
        "greeting": False, "identity": True, "solved": False
    }  # fmt: skip


def second_of(session: Session, item: Assignment, *, second: bool) -> Assignment:
    reviewer = make_user(session, Role.REVIEWER)
    return make_assignment(session, item.interaction, reviewer, second=second)


def test_only_the_first_submitted_review_counts(
    session: Session, desk: Desk, item: Assignment
) -> None:
    other = hand_in(session, desk, second_of(session, item, second=False), undo=0)
    later = hand_in(session, desk, item, undo=0)
    assert (other.counts, other.pool) == (True, Pool.RANDOM)
    assert (later.counts, later.pool) == (False, Pool.CALIBRATION)
    # Agents get the one that counts.
    assert other.state is EvaluationState.RELEASED
    assert later.state is EvaluationState.SUBMITTED


def test_hidden_double_scoring_never_counts_not_even_when_it_is_faster(
    session: Session, desk: Desk, item: Assignment
) -> None:
    second = hand_in(session, desk, second_of(session, item, second=True), undo=0)
    first = hand_in(session, desk, item, undo=0)
    assert (second.counts, second.pool) == (False, Pool.CALIBRATION)
    assert (first.counts, first.pool) == (True, Pool.RANDOM)


@pytest.mark.parametrize("pool", [Pool.TARGETED, Pool.MANUAL])
def test_targeted_and_manual_reviews_do_not_count(session: Session, desk: Desk, pool: Pool) -> None:
    item = make_assignment(session, make_text(session, desk.agent), desk.reviewer, pool=pool)
    found = hand_in(session, desk, item, undo=0)
    assert (found.counts, found.pool) == (False, pool)


def sees(session: Session, person: User, evaluation: Evaluation) -> bool:
    actor = actor_of(person)
    query = readable_evaluations(actor).where(Evaluation.id == evaluation.id)
    own = own_feedback(actor).where(Evaluation.id == evaluation.id)
    return bool(session.scalars(query).all() or session.scalars(own).all())


def test_nobody_sees_a_draft_or_a_pending_one_and_the_blind_see_it_after_their_own(
    session: Session, desk: Desk, item: Assignment
) -> None:
    manager_item = make_assignment(session, item.interaction, desk.manager, second=True)
    found = hand_in(session, desk, item)
    people = (desk.agent, desk.lead, desk.manager, desk.stranger, desk.reviewer)
    assert [sees(session, person, found) for person in people] == [False] * 5
    finalise_due(session, at=LATER)
    # agent and lead, not the manager who still has it to score, not another team's lead
    assert [sees(session, person, found) for person in people] == [True, True, False, False, True]
    hand_in(session, desk, manager_item, undo=0)
    assert sees(session, desk.manager, found)
    outsider = make_user(session, Role.REVIEWER)
    assert not sees(session, outsider, found)


def test_the_draft_stays_when_it_could_not_be_submitted(
    session: Session, desk: Desk, item: Assignment
) -> None:
    save(session, item, sent(desk, answers={"greeting": "yes"}), by=desk.reviewer.id, at=AT)
    session.commit()
    with pytest.raises(NotReady):
        submit(session, item, sent(desk, 1, answers={"greeting": "no"}), by=desk.reviewer.id,
               at=AT, undo_seconds=UNDO)  # fmt: skip
    session.rollback()
    found = evaluation_of(session, item)
    assert found is not None
    assert found.state is EvaluationState.DRAFT
