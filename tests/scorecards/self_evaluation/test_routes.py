"""Self-evaluation over HTTP: empty lists, writing, what is kept on refusal, the comparison."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.people.models import User
from scorecards.self_evaluation.models import SelfEvaluation, SelfState
from tests.factories.feedback import Desk, make_desk, make_evaluation, make_released
from tests.factories.queue import make_text

SignIn = Callable[[User], FlaskClient]
WHOLE = {"a-greeting": "yes", "a-identity": "N/A", "a-solved": "solved", "m-solved": "Booked <in>."}


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_empty_lists_say_what_to_do(desk: Desk, sign_in: SignIn) -> None:
    assert "None to begin with" in sign_in(desk.agent).get("/self").text
    client = sign_in(desk.lead)
    assert "No self-evaluations yet" in client.get("/self-evaluations").text
    assert "Choose an agent" in client.get("/self-evaluations/new").text
    none = client.get(f"/self-evaluations/new?agent={desk.agent.id}").text
    assert "None left" in none
    assert "Choose an agent" in client.get("/self-evaluations/new?agent=999999").text


def test_an_agent_scores_a_conversation_and_reads_both(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    evaluation = make_released(session, desk, at=clock.now() - timedelta(hours=2))
    client = sign_in(desk.agent)
    evaluation.interaction.started_at = clock.now() - timedelta(days=1)
    number = evaluation.interaction_id
    assert f"/self/start/{number}" in client.get("/self").text
    path = client.post(f"/self/start/{number}").location
    refused = client.post(path, data={"a-solved": "solved", "note": "Kept", "do": "submit"})
    assert refused.status_code == 422
    assert "required answers are still missing" in refused.text
    assert "Kept" in refused.text
    assert client.post(path, data={"a-solved": "solved", "do": "save"}).status_code == 302
    assert client.post(path, data={**WHOLE, "do": "submit"}).status_code == 302
    page = client.get(path).text
    for words in ("Seen otherwise", "Booked &lt;in&gt;.", "so it may follow it", "1 of 3"):
        assert words in page
    assert client.post(path, data={**WHOLE, "do": "submit"}).status_code == 409
    assert "Self-evaluation" in sign_in(desk.lead).get(f"/evaluations/{evaluation.id}").text


def test_a_lead_asks_reads_and_takes_back(session: Session, desk: Desk, sign_in: SignIn) -> None:
    talk = make_text(session, desk.agent, at=clock.now() - timedelta(days=1))
    client = sign_in(desk.lead)
    page = client.get(f"/self-evaluations/new?agent={desk.agent.id}").text
    assert f"/self-evaluations/ask/{talk.id}" in page
    assert client.post(f"/self-evaluations/ask/{talk.id}").status_code == 302
    assert client.post(f"/self-evaluations/ask/{talk.id}").status_code == 409
    own = session.scalars(select(SelfEvaluation)).one()
    assert "Asked until" in client.get("/self-evaluations").text
    assert "Not handed in yet" in client.get(f"/self-evaluations/{own.id}").text
    assert client.post(f"/self-evaluations/{own.id}/take-back").status_code == 302
    session.expire_all()
    assert (own.state, own.asked_by) == (SelfState.OPEN, None)


def test_what_is_not_released_is_not_shown_to_the_agent(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    evaluation = make_evaluation(session, desk, at=clock.now())
    client = sign_in(desk.agent)
    path = client.post(f"/self/start/{evaluation.interaction_id}").location
    client.post(path, data={**WHOLE, "do": "submit"})
    page = client.get(path).text
    assert "Nothing to compare with yet" in page
    assert "83.3" not in page
