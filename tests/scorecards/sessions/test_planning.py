"""Planning a session: what is refused and where, changes, cancelling, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Conflict, Refused
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from scorecards.sessions.models import Calibration, SessionState
from scorecards.sessions.planning import Wanted, cancel, change, plan
from scorecards.sessions.taking import save
from tests.factories.feedback import AT, Desk, make_desk, make_talk
from tests.factories.people import make_user
from tests.factories.sessions import make_session, sent_for, wanted_for


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def wanted(session: Session, desk: Desk) -> Wanted:
    talk = make_talk(session, desk.agent)
    return wanted_for(desk.version, [talk], [desk.reviewer, desk.lead], desk.manager, at=AT)


def told(session: Session, user_id: int) -> list[str]:
    query = select(Notification.text).where(Notification.user_id == user_id)
    return list(session.scalars(query.order_by(Notification.id)))


def test_everybody_who_is_to_score_is_told(session: Session, desk: Desk, wanted: Wanted) -> None:
    made = plan(session, wanted, by=desk.manager.id, at=AT)
    words = "You are asked to score blind in the calibration session “Empathy on chats”."
    assert told(session, desk.reviewer.id) == [words]
    assert told(session, desk.lead.id) == [words]
    assert told(session, desk.agent.id) == []
    assert (made.state, made.version_id) == (SessionState.OPEN, desk.version.id)


def test_what_is_wrong_is_said_at_its_field(session: Session, desk: Desk, wanted: Wanted) -> None:
    gone = make_user(session, Role.REVIEWER, active=False)
    reviewer = desk.reviewer.id
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("participants", {"participant_ids": [reviewer]}),
        ("participants", {"participant_ids": [reviewer, reviewer]}),
        ("participants", {"participant_ids": [reviewer, gone.id]}),
        ("participants", {"participant_ids": [reviewer, desk.agent.id]}),
        ("expert", {"expert_id": desk.manager.id}),
        ("facilitator", {"facilitator_id": desk.agent.id}),
        ("due_on", {"due_at": AT - timedelta(days=1)}),
        ("interactions", {"interaction_ids": []}),
        ("interactions", {"interaction_ids": [999_999]}),
        ("version", {"version_id": 999_999}),
    ]
    found = []
    for _field, others in wrong:
        with pytest.raises(Refused) as refused:
            plan(session, replace(wanted, **others), by=desk.manager.id, at=AT)
        found.append(refused.value.field)
    assert found == [field for field, _ in wrong]


def test_nobody_takes_part_on_their_own_interaction(
    session: Session, desk: Desk, wanted: Wanted
) -> None:
    own = make_talk(session, desk.agent)
    own.agent_id = desk.lead.id
    session.flush()
    with pytest.raises(Refused, match="own interaction"):
        plan(session, replace(wanted, interaction_ids=[own.id]), by=desk.manager.id, at=AT)


def test_a_retired_scorecard_is_refused(session: Session, desk: Desk, wanted: Wanted) -> None:
    desk.version.scorecard.retired_at = AT
    session.flush()
    with pytest.raises(Refused) as refused:
        plan(session, wanted, by=desk.manager.id, at=AT)
    assert refused.value.field == "version"


def test_a_change_tells_the_new_and_refuses_an_old_page(
    session: Session, desk: Desk, wanted: Wanted
) -> None:
    made = plan(session, wanted, by=desk.manager.id, at=AT)
    third = make_user(session, Role.REVIEWER)
    more = replace(wanted, participant_ids=[desk.reviewer.id, third.id], title="Tone")
    change(session, made, more, revision=0, by=desk.manager.id, at=AT)
    assert made.title == "Tone"
    assert {one.user_id for one in made.participants} == {desk.reviewer.id, third.id}
    assert (len(told(session, third.id)), len(told(session, desk.reviewer.id))) == (1, 1)
    with pytest.raises(Conflict):
        change(session, made, wanted, revision=0, by=desk.manager.id, at=AT)


def test_once_somebody_has_begun_nothing_is_changed(
    session: Session, desk: Desk, wanted: Wanted
) -> None:
    made = plan(session, wanted, by=desk.manager.id, at=AT)
    sent = sent_for(made, {"greeting": "yes"})
    save(session, made.items[0], sent, by=desk.reviewer.id, at=AT)
    with pytest.raises(Conflict, match="begun"):
        change(session, made, wanted, revision=0, by=desk.manager.id, at=AT)


def test_cancelling_twice_is_once_and_ends_it(session: Session, desk: Desk, wanted: Wanted) -> None:
    made = plan(session, wanted, by=desk.manager.id, at=AT)
    cancel(session, made, by=desk.manager.id, at=AT)
    cancel(session, made, by=desk.manager.id, at=AT)
    assert (made.state, len(told(session, desk.reviewer.id))) == (SessionState.CANCELLED, 2)
    with pytest.raises(Conflict):
        change(session, made, wanted, revision=1, by=desk.manager.id, at=AT)


def test_an_erased_interaction_takes_its_answers_with_it(session: Session, desk: Desk) -> None:
    talk = make_talk(session, desk.agent)
    made = make_session(
        session, desk.version, [talk], [desk.reviewer, desk.lead], desk.manager, at=AT
    )
    sent = sent_for(made, {"greeting": "yes"})
    save(session, made.items[0], sent, by=desk.reviewer.id, at=AT)
    session.commit()
    session.delete(made.items[0])
    session.commit()
    session.expire_all()
    assert session.get_one(Calibration, made.id).items == []
