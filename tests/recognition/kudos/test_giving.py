"""Kudos: to whom, for what, who reads them, and taking them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from qa_app.people.models import User
from recognition.kudos.giving import LONGEST, TAKE_BACK, give, take_back
from recognition.kudos.models import Kudos
from tests.factories.feedback import AT, Desk, make_desk, make_talk
from tests.factories.people import make_user
from transcription.transcripts.models import Transcript

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_kudos_for_a_moment_tells_the_agent(
    session: Session, desk: Desk, run_jobs: Callable[[], tuple[int, int]]
) -> None:
    talk = make_talk(session, desk.agent)
    turn = session.scalars(select(Transcript)).one().turns[0]
    give(
        session,
        desk.agent,
        text="You asked first.",
        interaction=talk,
        turn_id=turn.id,
        by=desk.lead.id,
        at=AT,
    )
    run_jobs()
    messages = session.scalars(select(Notification.text)).all()
    assert messages == [f"{desk.lead.name} thanked you: You asked first."]


@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST + 1)])
def test_words_are_needed_and_bounded(session: Session, desk: Desk, text: str) -> None:
    with pytest.raises(Refused):
        give(session, desk.agent, text=text, by=desk.lead.id, at=AT)


def test_nobody_thanks_themselves(session: Session, desk: Desk) -> None:
    with pytest.raises(Refused, match="for others"):
        give(session, desk.agent, text="me", by=desk.agent.id, at=AT)


def test_moment_of_somebody_else_is_refused(session: Session, desk: Desk) -> None:
    other = make_user(session, Role.AGENT, desk.team)
    talk = make_talk(session, other)
    with pytest.raises(Refused, match="somebody else's"):
        give(session, desk.agent, text="x", interaction=talk, by=desk.lead.id, at=AT)
    turn = session.scalars(select(Transcript)).one().turns[0]
    with pytest.raises(Refused, match="another interaction"):
        give(session, desk.agent, text="x", turn_id=turn.id, by=desk.lead.id, at=AT)


def test_only_the_giver_takes_back_and_only_for_a_day(session: Session, desk: Desk) -> None:
    kudos = give(session, desk.agent, text="x", by=desk.lead.id, at=AT)
    with pytest.raises(Refused, match="Only the giver"):
        take_back(session, kudos, by=desk.manager.id, at=AT)
    with pytest.raises(Refused, match="for a day"):
        take_back(session, kudos, by=desk.lead.id, at=AT + TAKE_BACK + timedelta(seconds=1))
    take_back(session, kudos, by=desk.lead.id, at=AT + TAKE_BACK)
    assert kudos.withdrawn_at == AT + TAKE_BACK


def test_wall_shows_ones_own_team_only(session: Session, desk: Desk, sign_in: SignIn) -> None:
    give(session, desk.agent, text="A fine <script>moment</script>", by=desk.lead.id, at=AT)
    page = sign_in(desk.agent).get("/recognition")
    assert "A fine &lt;script&gt;moment&lt;/script&gt;" in page.text
    assert "A fine" not in sign_in(desk.stranger).get("/recognition").text


def test_lead_gives_kudos_in_the_browser_within_the_team(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    client = sign_in(desk.lead)
    assert client.get("/recognition/give").status_code == 200
    answer = client.post(f"/recognition/give/{desk.agent.id}", data={"text": "Well done"})
    assert answer.status_code == 302
    assert session.scalars(select(Kudos.text)).all() == ["Well done"]
    assert client.post(f"/recognition/give/{desk.agent.id}", data={"text": ""}).status_code == 422
    outsider = sign_in(desk.stranger)
    assert (
        outsider.post(f"/recognition/give/{desk.agent.id}", data={"text": "x"}).status_code == 404
    )


def test_lead_chooses_the_moment_among_what_the_agent_said(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    talk = make_talk(session, desk.agent)
    first, customer, last = session.scalars(select(Transcript)).one().turns
    address = f"/recognition/give/{desk.agent.id}?interaction_id={talk.id}"
    client = sign_in(desk.lead)
    page = client.get(f"/interactions/{talk.id}").text
    assert f'href="{address}"' in page
    offered = client.get(address).text
    assert [words.text in offered for words in (first, customer, last)] == [True, False, True]
    sent = {"text": "You said what comes next.", "interaction_id": str(talk.id)}
    assert client.post(address, data={**sent, "turn_id": str(customer.id)}).status_code == 422
    assert client.post(address, data={**sent, "turn_id": str(last.id)}).status_code == 302
    assert session.scalars(select(Kudos.turn_id)).all() == [last.id]
    assert "You said what comes next." in client.get(f"/interactions/{talk.id}").text


def test_a_moment_of_another_conversation_is_not_shown(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    talk = make_talk(session, desk.agent)
    other = make_talk(session, make_user(session, Role.AGENT))
    secret = session.scalars(select(Transcript).where(Transcript.interaction_id == other.id)).one()
    turn = secret.turns[1]
    turn.text = "only for the other team"
    address = f"/recognition/give/{desk.agent.id}?interaction_id={talk.id}&turn_id={turn.id}"
    assert "only for the other team" not in sign_in(desk.lead).get(address).text
