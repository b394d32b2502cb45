"""Taking part: blind sheets apart from evaluations, two tabs, submitting twice, taking back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.errors import Conflict, Refused
from scorecards.reviews.drafting import DraftConflict
from scorecards.reviews.models import Assignment, Evaluation
from scorecards.reviews.submission import NotReady
from scorecards.sessions.models import Calibration, SessionState
from scorecards.sessions.revealing import agree, close, publish
from scorecards.sessions.taking import draft_in, save, sheet_by, submit, take_back
from scorecards.sessions.tasks import remind_due
from tests.factories.feedback import ANSWERS, AT, Desk, make_desk, make_talk
from tests.factories.sessions import make_session, reveal_session, sent_for, submit_as


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def made(session: Session, desk: Desk) -> Calibration:
    talk = make_talk(session, desk.agent)
    people = [desk.reviewer, desk.lead]
    return make_session(session, desk.version, [talk], people, desk.manager, at=AT)


def test_the_last_to_submit_reveals_and_nothing_of_it_is_an_evaluation(
    session: Session, desk: Desk, made: Calibration
) -> None:
    [sheet] = submit_as(session, made, desk.reviewer, at=AT)
    assert (made.state, str(sheet.percent)) == (SessionState.OPEN, "83.333333")
    submit_as(session, made, desk.lead, at=AT)
    assert (made.state, made.revealed_at) == (SessionState.REVEALED, AT)
    for table in (Evaluation, Assignment):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_second_tab_conflicts_and_loses_nothing(
    session: Session, desk: Desk, made: Calibration
) -> None:
    item, by = made.items[0], desk.reviewer.id
    save(session, item, sent_for(made, {"greeting": "yes"}), by=by, at=AT)
    save(session, item, sent_for(made, {"greeting": "no"}, 1), by=by, at=AT)
    with pytest.raises(DraftConflict) as conflict:
        save(session, item, sent_for(made, {"identity": "yes"}, 1), by=by, at=AT)
    assert (conflict.value.revision, conflict.value.stored.answers) == (2, {"greeting": "no"})


def test_submitting_twice_is_once_and_other_answers_are_refused(
    session: Session, desk: Desk, made: Calibration
) -> None:
    item, by = made.items[0], desk.reviewer.id
    first = submit(session, item, sent_for(made, ANSWERS), by=by, at=AT)
    again = submit(session, item, sent_for(made, ANSWERS), by=by, at=AT + timedelta(hours=1))
    assert (again is first, again.submitted_at) == (True, AT)
    with pytest.raises(Conflict):
        submit(session, item, sent_for(made, {**ANSWERS, "greeting": "no"}, 2), by=by, at=AT)


def test_what_is_missing_is_named_and_forged_answers_are_refused(
    session: Session, desk: Desk, made: Calibration
) -> None:
    item, by = made.items[0], desk.reviewer.id
    with pytest.raises(NotReady):
        submit(session, item, sent_for(made, {"greeting": "yes"}), by=by, at=AT)
    session.rollback()
    for forged in ({"greeting": "maybe"}, {"nothing": "yes"}):
        with pytest.raises(Refused):
            save(session, item, sent_for(made, forged), by=by, at=AT)
        session.rollback()


def test_a_sheet_is_taken_back_only_while_blind(
    session: Session, desk: Desk, made: Calibration
) -> None:
    [sheet] = submit_as(session, made, desk.reviewer, at=AT)
    take_back(session, sheet, by=desk.reviewer.id, at=AT)
    assert (sheet.submitted_at, draft_in(sheet).answers) == (None, ANSWERS)
    reveal_session(session, made, at=AT)
    with pytest.raises(Conflict):
        take_back(session, sheet, by=desk.reviewer.id, at=AT)


def test_who_is_deactivated_is_not_waited_for(
    session: Session, desk: Desk, made: Calibration
) -> None:
    desk.lead.active = False
    submit_as(session, made, desk.reviewer, at=AT)
    assert made.state is SessionState.REVEALED


def test_closing_early_needs_two_and_is_once(
    session: Session, desk: Desk, made: Calibration
) -> None:
    submit_as(session, made, desk.reviewer, at=AT)
    with pytest.raises(Refused, match="Fewer than two"):
        close(session, made, by=desk.manager.id, at=AT)
    reveal_session(session, made, at=AT)
    close(session, made, by=desk.manager.id, at=AT + timedelta(days=1))
    assert made.revealed_at == AT
    sent = sent_for(made, {"greeting": "no"}, 2)
    with pytest.raises(Conflict):
        save(session, made.items[0], sent, by=desk.lead.id, at=AT)


def test_agreed_answers_are_scored_and_publishing_fixes_them(
    session: Session, desk: Desk, made: Calibration
) -> None:
    item, by = made.items[0], desk.manager.id
    with pytest.raises(Conflict):
        agree(session, item, "greeting", value="yes", note="", by=by, at=AT)
    reveal_session(session, made, at=AT)
    with pytest.raises(Refused):
        publish(session, made, by=by, at=AT)
    for key, value in ANSWERS.items():
        agree(session, item, key, value=value, note="As said.", by=by, at=AT)
    assert str(item.agreed_percent) == "83.333333"
    session.commit()
    with pytest.raises(Refused):
        agree(session, item, "greeting", value="maybe", note="", by=by, at=AT)
    session.rollback()
    publish(session, made, by=by, at=AT)
    publish(session, made, by=by, at=AT + timedelta(days=1))
    assert (made.state, made.published_at) == (SessionState.PUBLISHED, AT)
    with pytest.raises(Conflict):
        agree(session, item, "greeting", value="no", note="", by=by, at=AT)


def test_a_reminder_goes_once_to_whoever_has_not_submitted(
    session: Session, desk: Desk, made: Calibration
) -> None:
    submit_as(session, made, desk.reviewer, at=AT)
    assert remind_due(session, at=AT) == 0
    day_before = made.due_at - timedelta(hours=20)
    assert (remind_due(session, at=day_before), remind_due(session, at=day_before)) == (1, 0)
    held = sheet_by(session, made.items[0], desk.lead.id)
    assert held is None
