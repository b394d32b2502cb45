"""Releasing: what may be released, what is left alone, and who hears of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Missing, Refused
from qa_app.notifications.models import Notification
from scorecards.answering.models import ReleaseMode
from scorecards.reviews.models import EvaluationState, Pool
from scorecards.reviews.release import release, release_at_once, release_due, release_many
from tests.factories.answering import keep
from tests.factories.feedback import AT, make_desk, make_evaluation

LATER = AT + timedelta(hours=1)


def test_a_submitted_evaluation_is_released_and_the_agent_told(
    session: Session, run_jobs: Callable[[], object]
) -> None:
    desk = make_desk(session)
    evaluation = make_evaluation(session, desk)
    release(session, evaluation, by=desk.lead.id, at=LATER)
    assert evaluation.state is EvaluationState.RELEASED
    assert (evaluation.released_at, evaluation.released_by) == (LATER, desk.lead.id)
    acts = session.scalars(select(AuditRow.act).where(AuditRow.subject_id == evaluation.id)).all()
    assert "evaluation.release" in acts
    run_jobs()
    told = session.scalars(select(Notification)).all()
    assert [(each.user_id, each.kind, each.path) for each in told] == [
        (desk.agent.id, "evaluation.released", f"/feedback/{evaluation.id}")
    ]


@pytest.mark.parametrize(
    "state", [state for state in EvaluationState if state is not EvaluationState.SUBMITTED]
)
def test_nothing_else_is_released(session: Session, state: EvaluationState) -> None:
    desk = make_desk(session)
    evaluation = make_evaluation(session, desk, state=state)
    with pytest.raises(Refused):
        release(session, evaluation, by=desk.lead.id, at=LATER)


def test_calibration_and_imported_history_stay_with_reviewers(session: Session) -> None:
    desk = make_desk(session)
    second = make_evaluation(session, desk, pool=Pool.CALIBRATION)
    history = make_evaluation(session, desk)
    history.imported = True
    for evaluation in (second, history):
        with pytest.raises(Refused, match="are not released"):
            release(session, evaluation, by=desk.lead.id, at=LATER)
        assert not release_at_once(session, evaluation, at=LATER)


def test_many_are_released_and_the_others_left_alone(session: Session) -> None:
    desk = make_desk(session)
    waiting = [make_evaluation(session, desk) for _ in range(3)]
    done = make_evaluation(session, desk, state=EvaluationState.ACKNOWLEDGED)
    second = make_evaluation(session, desk, pool=Pool.CALIBRATION)
    assert release_many(session, [*waiting, done, second], by=desk.lead.id, at=LATER) == 3
    assert [each.state for each in waiting] == [EvaluationState.RELEASED] * 3
    assert done.state is EvaluationState.ACKNOWLEDGED
    assert second.state is EvaluationState.SUBMITTED


def test_at_once_only_where_no_approval_is_asked(session: Session) -> None:
    desk = make_desk(session)
    first, second = make_evaluation(session, desk), make_evaluation(session, desk)
    assert release_at_once(session, first, at=LATER)
    assert (first.state, first.released_by) == (EvaluationState.RELEASED, None)
    assert not release_at_once(session, first, at=LATER)
    session.info["settings"] = replace(session.info["settings"], release="approval")
    assert not release_at_once(session, second, at=LATER)
    assert second.state is EvaluationState.SUBMITTED


def test_the_scorecards_own_rule_comes_before_the_setting(session: Session) -> None:
    desk = make_desk(session)
    keep(session, desk, release=ReleaseMode.APPROVAL)
    evaluation = make_evaluation(session, desk)
    assert not release_at_once(session, evaluation, at=LATER)
    assert (evaluation.state, evaluation.release_at) == (EvaluationState.SUBMITTED, None)
    assert release_due(session, at=LATER + timedelta(days=30)) == []


def test_a_set_time_is_written_down_and_kept_by_the_timetable(
    session: Session, run_jobs: Callable[[], object]
) -> None:
    desk = make_desk(session)
    keep(session, desk, release=ReleaseMode.AT, weekday=0, at=time(9))
    evaluation = make_evaluation(session, desk)
    assert not release_at_once(session, evaluation, at=LATER)
    due = datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert (evaluation.state, evaluation.release_at) == (EvaluationState.SUBMITTED, due)
    assert release_due(session, at=due - timedelta(seconds=1)) == []
    assert release_due(session, at=due) == [evaluation.id]
    assert (evaluation.released_at, evaluation.released_by) == (due, None)
    assert evaluation.dispute_until == datetime(2026, 3, 18, 23, 59, tzinfo=UTC)
    # A worker that was killed after the commit runs it again: nothing is released twice.
    assert release_due(session, at=due) == []
    run_jobs()
    told = session.scalars(select(Notification.user_id)).all()
    assert told == [desk.agent.id]


def test_a_lead_may_release_before_the_set_time(session: Session) -> None:
    desk = make_desk(session)
    keep(session, desk, release=ReleaseMode.AT)
    evaluation = make_evaluation(session, desk)
    release_at_once(session, evaluation, at=LATER)
    release(session, evaluation, by=desk.lead.id, at=LATER)
    assert release_due(session, at=LATER + timedelta(days=9)) == []
    assert evaluation.released_at == LATER


def test_nobody_releases_their_own_evaluation(session: Session) -> None:
    desk = make_desk(session)
    with pytest.raises(Missing):
        release(session, make_evaluation(session, desk), by=desk.agent.id, at=LATER)
