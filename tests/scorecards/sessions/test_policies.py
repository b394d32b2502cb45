"""Who plans, hears, scores and moves on which session, and that no step is out of its turn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from scorecards.sessions.models import Calibration, CalibrationParticipant, SessionState
from scorecards.sessions.planning import cancel, plan
from scorecards.sessions.policies import heard_for_session
from scorecards.sessions.revealing import agree, publish
from tests.factories.feedback import ANSWERS, Desk, make_talk
from tests.factories.people import make_team, make_user
from tests.factories.sessions import make_session, reveal_session, submit_as, wanted_for
from tests.scorecards.sessions.looking import fresh
from transcription.interactions.models import Interaction

SignIn = Callable[[User], FlaskClient]


def agreed_on(session: Session, made: Calibration, by: User) -> None:
    """What publishing needs: an agreed answer."""
    agree(session, made.items[0], "greeting", value="yes", note="", by=by.id, at=clock.now())
    session.commit()


def test_a_lead_plans_for_their_own_teams(session: Session, desk: Desk, sign_in: SignIn) -> None:
    talk = make_talk(session, desk.agent)
    elsewhere = make_team(session)
    far = make_user(session, Role.TEAM_LEAD, elsewhere)
    other = make_talk(session, make_user(session, Role.AGENT, elsewhere))
    session.commit()
    client = sign_in(desk.lead)
    assert "Plan a session" in client.get("/calibration").text
    assert "Use in a calibration" in client.get(f"/interactions/{talk.id}").text
    page = client.get(f"/calibration/new?interaction={talk.id}&interaction={other.id}").text
    assert (f'value="{talk.id}" checked' in page, f'value="{other.id}" checked' in page) == (
        True,
        False,
    )
    # Neither people of other teams nor another leader can be chosen.
    assert (desk.reviewer.name in page, far.name in page) == (True, False)
    data = {
        "title": "Tone",
        "version": desk.version.id,
        "due_on": "2099-01-01",
        "facilitator": desk.lead.id,
        "expert": 0,
        "interactions": [talk.id, other.id],
        "participants": [desk.reviewer.id, desk.lead.id],
    }
    for wrong in ({"facilitator": desk.manager.id}, {"participants": [desk.lead.id, far.id]}):
        assert client.post("/calibration/new", data={**data, **wrong}).status_code == 422
    answer = client.post("/calibration/new", data=data)
    made = session.scalars(select(Calibration)).one()
    assert (answer.status_code, answer.location) == (303, f"/calibration/{made.id}")
    assert [item.interaction_id for item in made.items] == [talk.id]
    assert (made.created_by, made.facilitator_id) == (desk.lead.id, desk.lead.id)
    assert client.get(f"/calibration/{made.id}/edit").status_code == 200
    assert sign_in(far).get(f"/calibration/{made.id}").status_code == 404


def test_who_leads_what_a_manager_planned_does_not_change_its_plan(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    wanted = wanted_for(
        desk.version,
        [make_talk(session, desk.agent)],
        [desk.reviewer, desk.manager],
        desk.lead,
        at=clock.now(),
    )
    made = plan(session, wanted, by=desk.manager.id, at=clock.now())
    session.commit()
    client = sign_in(desk.lead)
    assert "Close and reveal" in client.get(f"/calibration/{made.id}").text
    assert client.get(f"/calibration/{made.id}/edit").status_code == 404
    assert sign_in(desk.manager).get(f"/calibration/{made.id}/edit").status_code == 200


def test_who_scores_a_call_in_a_session_hears_it(
    session: Session, made: Calibration, desk: Desk
) -> None:
    def hears(user: User) -> bool:
        query = select(Interaction.id).where(heard_for_session(actor_of(user)))
        return made.items[0].interaction_id in session.scalars(query).all()

    assert [hears(one) for one in (desk.reviewer, desk.lead)] == [True, True]
    assert [hears(one) for one in (desk.manager, desk.agent, desk.stranger)] == [False] * 3
    cancel(session, made, by=desk.manager.id, at=clock.now())
    assert not hears(desk.reviewer)


VERBS = ("save", "submit", "take-back")


@pytest.mark.parametrize("who", ["manager", "agent", "stranger", "outsider"])
@pytest.mark.parametrize("verb", VERBS)
def test_who_is_not_asked_enters_nothing(
    session: Session, made: Calibration, desk: Desk, sign_in: SignIn, who: str, verb: str
) -> None:
    """The facilitator too: leading a session is not taking part in it."""
    person = make_user(session, Role.REVIEWER) if who == "outsider" else getattr(desk, who)
    session.commit()
    body = {"version_id": made.version_id, "revision": 0, "draft": {"answers": ANSWERS}}
    address = f"/calibration/items/{made.items[0].id}/{verb}"
    assert sign_in(person).post(address, json=body).status_code == 404


@pytest.mark.parametrize("act", ["cancel", "close", "publish"])
@pytest.mark.parametrize("who", ["reviewer", "lead", "agent", "stranger", "manager", "facilitator"])
def test_who_may_move_a_session_on(
    session: Session, desk: Desk, sign_in: SignIn, act: str, who: str
) -> None:
    leader = make_user(session, Role.REVIEWER)
    people = [desk.reviewer, desk.lead]
    talk = make_talk(session, desk.agent)
    made = make_session(session, desk.version, [talk], people, leader, at=clock.now())
    if act == "close":
        absent = make_user(session, Role.REVIEWER)
        made.participants.append(CalibrationParticipant(user_id=absent.id))
        session.commit()
    for one in people if act != "cancel" else ():
        submit_as(session, made, one, at=clock.now())
    if act == "publish":
        agreed_on(session, made, leader)
    before = made.state
    person = leader if who == "facilitator" else getattr(desk, who)
    answer = sign_in(person).post(f"/calibration/{made.id}/{act}", data={"confirm": "cancel"})
    after = {
        "cancel": SessionState.CANCELLED,
        "close": SessionState.REVEALED,
        "publish": SessionState.PUBLISHED,
    }
    if who in {"manager", "facilitator"}:
        assert (answer.status_code, fresh(session, made.id).state) == (303, after[act])
    else:
        assert (answer.status_code, fresh(session, made.id).state) == (404, before)


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        ("cancelled", ("close", "publish", "save", "submit", "agreed")),
        ("revealed", ("cancel", "save", "submit", "take-back")),
        ("published", ("cancel", "save", "submit", "take-back", "agreed")),
        ("open", ("publish", "agreed")),
    ],
)
def test_no_step_is_taken_out_of_its_turn(
    session: Session, desk: Desk, sign_in: SignIn, state: str, refused: tuple[str, ...]
) -> None:
    people = [desk.reviewer, desk.lead]
    talk = make_talk(session, desk.agent)
    made = make_session(session, desk.version, [talk], people, desk.reviewer, at=clock.now())
    by = desk.manager.id
    if state == "cancelled":
        cancel(session, made, by=by, at=clock.now())
    elif state != "open":
        reveal_session(session, made, at=clock.now())
    if state == "published":
        agreed_on(session, made, desk.manager)
        publish(session, made, by=by, at=clock.now())
    session.commit()
    client, item = sign_in(desk.reviewer), made.items[0]
    sheets, agreed_now = len(item.sheets), [one.id for one in item.agreed]
    body = {"version_id": made.version_id, "revision": 0, "draft": {"answers": {"greeting": "no"}}}
    for step in refused:
        if step in {"save", "submit", "take-back"}:
            client.post(f"/calibration/items/{item.id}/{step}", json=body)
        elif step == "agreed":
            agreed = {"item": item.id, "w-greeting": "", "v-greeting": "no", "n-greeting": ""}
            client.post(f"/calibration/{made.id}/agreed", data=agreed)
        else:
            client.post(f"/calibration/{made.id}/{step}", data={"confirm": "cancel"})
        now = fresh(session, made.id)
        assert (step, now.state) == (step, SessionState(state))
        assert (step, len(now.items[0].sheets)) == (step, sheets)
        assert (step, [one.id for one in now.items[0].agreed]) == (step, agreed_now)
        assert all(sheet.submitted_at for sheet in now.items[0].sheets)
