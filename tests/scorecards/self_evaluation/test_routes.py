"""Self-evaluation over HTTP: empty lists, writing, what is kept on refusal, the comparison."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

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
WHOLE = {
    "answers": {"greeting": "yes", "identity": "N/A", "solved": "solved"},
    "comments": {"solved": "Booked <in>."},
}


def sent(desk: Desk, draft: dict[str, Any], revision: int = 0) -> dict[str, Any]:
    """What the scoring screen posts."""
    return {"version_id": desk.version.id, "revision": revision, "draft": draft}


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
    page = client.get(path).text
    for words in ("Hand in", "What would you do otherwise next time?", "It counts in no score"):
        assert words in page
    draft = {"answers": {"solved": "solved"}, "comment": "Kept"}
    kept = client.post(f"{path}/save", json=sent(desk, draft))
    assert (kept.status_code, kept.json["revision"]) == (200, 1)
    assert kept.json["standing"]["missing"] == ["greeting", "identity"]
    refused = client.post(f"{path}/submit", json=sent(desk, draft, 1))
    assert (refused.status_code, refused.json["missing"]) == (422, ["greeting", "identity"])
    assert "Kept" in client.get(path).text
    clash = client.post(f"{path}/save", json=sent(desk, {"answers": {"solved": "open"}}))
    assert (clash.status_code, clash.json["stored"]["comment"]) == (409, "Kept")
    done = client.post(f"{path}/submit", json=sent(desk, WHOLE, 1))
    assert (done.status_code, done.json) == (200, {"next": None, "queue": path})
    page = client.get(path).text
    for words in ("Seen otherwise", "Booked &lt;in&gt;.", "so it may follow it", "1 of 3"):
        assert words in page
    assert client.post(f"{path}/submit", json=sent(desk, WHOLE, 1)).status_code == 200
    assert client.post(f"{path}/save", json=sent(desk, {}, 2)).status_code == 409
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
    assert client.post(f"{path}/submit", json=sent(desk, WHOLE)).status_code == 200
    page = client.get(path).text
    assert "Nothing to compare with yet" in page
    assert "83.3" not in page


def test_what_another_version_or_a_long_text_brings_is_refused_and_nothing_lost(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    talk = make_text(session, desk.agent, at=clock.now() - timedelta(days=1))
    client = sign_in(desk.agent)
    path = client.post(f"/self/start/{talk.id}").location
    assert client.post(f"{path}/save", json=sent(desk, {"comment": "Mine"})).status_code == 200
    stale = {**sent(desk, WHOLE, 1), "version_id": desk.version.id + 1}
    assert client.post(f"{path}/save", json=stale).status_code == 422
    long = client.post(f"{path}/save", json=sent(desk, {"comment": "x" * 20_001}, 1))
    assert (long.status_code, "20,001" in long.json["error"]) == (422, True)
    assert "Mine" in client.get(path).text
    assert client.get(f"{path}/find?q=the").status_code == 200
    assert client.get(f"{path}/turns/0").status_code == 200
    assert client.get(f"{path}/turns/7").status_code == 404
