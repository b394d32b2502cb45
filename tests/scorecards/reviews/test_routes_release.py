"""The lead's page of what waits, sending back, and the reviewer's answer, over HTTP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.people.models import User
from scorecards.reviews.models import EvaluationState, Pool
from scorecards.reviews.results import answers_of
from scorecards.reviews.returning import send_back
from tests.factories.feedback import ANSWERS, Desk, make_desk, make_evaluation

SignIn = Callable[[User], FlaskClient]


def sent(desk: Desk, draft: dict[str, Any], revision: int) -> dict[str, Any]:
    """What the scoring screen posts."""
    return {"version_id": desk.version.id, "revision": revision, "draft": draft}


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_an_empty_page_says_that_all_is_released(desk: Desk, sign_in: SignIn) -> None:
    assert "Nothing waits" in sign_in(desk.lead).get("/release").text
    assert "Nothing was sent back" in sign_in(desk.reviewer).get("/returned").text


def test_the_three_groups(session: Session, desk: Desk, sign_in: SignIn) -> None:
    at = clock.now()
    waits, timed, back = (make_evaluation(session, desk, at=at) for _ in range(3))
    make_evaluation(session, desk, at=at, pool=Pool.CALIBRATION)
    timed.release_at = at + timedelta(days=2)
    send_back(session, back, reason="Look at <it>.", by=desk.lead.id, at=at)
    page = sign_in(desk.lead).get("/release").text
    found = (waits, timed, back)
    first, second, third = (page.index(f'/evaluations/{each.id}"') for each in found)
    marks = [page.index(f'id="{name}"') for name in ("approve-h", "timed-h", "back-h")]
    assert sorted([*marks, first, second, third]) == [
        marks[0], first, marks[1], second, marks[2], third,
    ]  # fmt: skip
    assert "Look at &lt;it&gt;." in page
    assert sign_in(desk.stranger).get("/release").text.count("/evaluations/") == 0
    assert 'To release <span class="num">3</span>' in sign_in(desk.lead).get("/evaluations").text


def test_approve_one_and_many_and_nothing_twice(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    at = clock.now()
    found = [make_evaluation(session, desk, at=at) for _ in range(3)]
    others = make_evaluation(session, desk, at=at, agent=desk.agent)
    others.team_id = None
    client = sign_in(desk.lead)
    sent = {"id": [str(each.id) for each in [*found[:2], others]] + ["x", "9" * 30]}
    answer = client.post("/release", data=sent, follow_redirects=True)
    assert "2 evaluations are released. 3 were left alone" in answer.text
    session.expire_all()
    states = [each.state for each in (*found, others)]
    released, waits = EvaluationState.RELEASED, EvaluationState.SUBMITTED
    assert states == [released, released, waits, waits]
    again = client.post("/release", data=sent, follow_redirects=True)
    assert "Nothing was released. 5 were left alone" in again.text
    none = client.post("/release", follow_redirects=True)
    assert "Nothing was released: tick the ones that should be." in none.text


def test_send_back_and_answer(session: Session, desk: Desk, sign_in: SignIn) -> None:
    evaluation = make_evaluation(session, desk, at=clock.now())
    client, path = sign_in(desk.lead), f"/release/{evaluation.id}/back"
    assert client.get(path).status_code == 200
    refused = client.post(path, data={"reason": "  "})
    assert refused.status_code == 422
    assert client.post(path, data={"reason": "Read on."}).status_code == 302
    assert client.get(path).status_code == 404
    client = sign_in(desk.reviewer)
    path = f"/returned/{evaluation.id}"
    assert f'"{path}"' in client.get("/returned").text
    page = client.get(path).text
    assert "Read on." in page
    assert "What you changed, or why it stays" in page
    answers = {**ANSWERS, "solved": "solved"}
    kept = client.post(f"{path}/save", json=sent(desk, {"answers": answers}, 0))
    assert (kept.status_code, kept.json["revision"]) == (200, 1)
    # Nothing of the evaluation has changed while the answer is being written.
    session.expire_all()
    assert answers_of(evaluation) == ANSWERS
    refused = client.post(f"{path}/submit", json=sent(desk, {"answers": answers}, 1))
    assert (refused.status_code, "Say what you changed" in refused.json["error"]) == (422, True)
    draft = {"answers": answers, "comment": "Right."}
    clash = client.post(f"{path}/save", json=sent(desk, draft, 0))
    assert (clash.status_code, clash.json["revision"]) == (409, 1)
    assert client.get(f"{path}/find?q=the").status_code == 200
    assert client.get(f"{path}/turns/0").status_code == 200
    done = client.post(f"{path}/submit", json=sent(desk, draft, 1))
    assert done.json == {"next": None, "queue": "/returned"}
    assert client.get(path).status_code == 404
    page = sign_in(desk.lead).get(f"/evaluations/{evaluation.id}").text
    assert "Sent back before the release" in page
    assert "Right." in page
    page = sign_in(desk.lead).get(f"/evaluations/{evaluation.id}/versions").text
    assert "2 versions" in page
    assert page.count("changed</span>") == 1


def test_a_forged_question_is_refused(session: Session, desk: Desk, sign_in: SignIn) -> None:
    evaluation = make_evaluation(session, desk, at=clock.now())
    send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=clock.now())
    client = sign_in(desk.reviewer)
    for draft in ({"answers": {"elsewhere": "yes"}}, {"answers": {"solved": "perfect"}}):
        for verb in ("save", "submit"):
            body = sent(desk, draft, 0)
            answer = client.post(f"/returned/{evaluation.id}/{verb}", json=body)
            assert answer.status_code == 422
    session.expire_all()
    assert answers_of(evaluation) == ANSWERS


def test_the_agent_sees_nothing_before_the_release(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    at = clock.now()
    waits, timed, back = (make_evaluation(session, desk, at=at) for _ in range(3))
    timed.release_at = at + timedelta(days=2)
    send_back(session, back, reason="Look.", by=desk.lead.id, at=at)
    client = sign_in(desk.agent)
    statuses = [
        client.get(f"/feedback/{each.id}{path}").status_code
        for each in (waits, timed, back)
        for path in ("", "/dispute", "/versions")
    ]
    assert statuses == [404] * 9
    for page in ("/", "/feedback", "/my-data/feedback.csv", "/my-data/feedback.json"):
        text = client.get(page).text
        assert not any((each.interaction.subject or "?") in text for each in (waits, timed, back))
