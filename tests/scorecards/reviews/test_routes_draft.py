"""The scoring screen over HTTP: pages, autosave, conflict, submit, take back, find, whose items."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation, EvaluationState
from tests.factories.feedback import Desk, make_desk
from tests.factories.people import make_user
from tests.factories.queue import make_assignment, make_text
from transcription.interactions.models import Channel
from transcription.transcripts.models import Speaker

SignIn = Callable[[User], FlaskClient]
GOOD = {"greeting": "yes", "identity": "yes", "solved": "partly"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def item(session: Session, desk: Desk) -> Assignment:
    return make_assignment(session, make_text(session, desk.agent), desk.reviewer)


def body(desk: Desk, revision: int = 0, **draft: Any) -> dict[str, Any]:
    return {"version_id": desk.version.id, "revision": revision, "seconds": 3, "draft": draft}


def test_the_page_reads_without_a_script_and_hides_why_it_was_chosen(
    desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    page = sign_in(desk.reviewer).get(f"/review/{item.id}").get_data(as_text=True)
    assert "Hi, I was charged twice for one order." in page
    assert '<span class="pii">[email]</span>' in page
    assert "Was the request solved?" in page
    assert "0.1" not in page.split("<main", 1)[1].split("scoring-data")[0]
    assert "random" not in page.lower()


def test_reading_begins_nothing(
    session: Session, desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    sign_in(desk.reviewer).get(f"/review/{item.id}?ahead=1")
    assert session.query(Evaluation).count() == 0


def test_a_page_fetched_ahead_names_the_one_after_it_and_not_the_one_being_left(
    session: Session, desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    later = [
        make_assignment(session, make_text(session, desk.agent), desk.reviewer,
                        due_at=item.due_at + timedelta(days=day))
        for day in (1, 2)
    ]  # fmt: skip
    page = sign_in(desk.reviewer).get(f"/review/{later[0].id}?ahead={item.id}").text
    assert f'"next": "/review/{later[1].id}?ahead={later[0].id}"' in page
    assert "2 of 3" in page


def test_saving_answers_with_where_the_draft_stands(
    desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    answer = sign_in(desk.reviewer).post(
        f"/review/{item.id}/save", json=body(desk, answers=GOOD), headers=JSON
    )
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["revision"] == 1
    assert answer.json["standing"]["percent"] == 83.3
    assert answer.json["standing"]["ready"] is True


def test_a_conflict_answers_409_with_both_sides(
    desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    client = sign_in(desk.reviewer)
    client.post(f"/review/{item.id}/save", json=body(desk, comment="one"), headers=JSON)
    answer = client.post(f"/review/{item.id}/save", json=body(desk, comment="two"), headers=JSON)
    assert answer.status_code == 409
    assert answer.json is not None
    assert answer.json["stored"]["comment"] == "one"
    assert answer.json["revision"] == 1


def test_submit_says_what_is_missing_then_where_the_next_one_is(
    session: Session, desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    other = make_assignment(session, make_text(session, desk.agent), desk.reviewer)
    client = sign_in(desk.reviewer)
    early = client.post(f"/review/{item.id}/submit", json=body(desk, answers={}), headers=JSON)
    assert (early.status_code, early.json and early.json["missing"]) == (
        422, ["greeting", "identity", "solved"])  # fmt: skip
    sent = client.post(f"/review/{item.id}/submit", json=body(desk, answers=GOOD), headers=JSON)
    assert sent.json is not None
    assert sent.json["next"] == f"/review/{other.id}"
    assert 8 < sent.json["undo_seconds"] <= 10
    assert "Take it back" in client.get(f"/review/{other.id}").get_data(as_text=True)
    assert client.get(f"/review/{item.id}").status_code == 302
    back = client.post(f"/review/{item.id}/undo")
    assert back.headers["Location"] == f"/review/{item.id}"
    session.expire_all()
    found = session.query(Evaluation).one()
    assert found.state is EvaluationState.DRAFT


def test_nobody_else_reaches_an_item(
    session: Session, desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    other = make_user(session, Role.REVIEWER)
    for person in (other, desk.manager, desk.lead, desk.agent):
        client = sign_in(person)
        assert client.get(f"/review/{item.id}").status_code == 404
        assert client.get(f"/review/{item.id}/find?q=a").status_code == 404
        assert client.get(f"/review/{item.id}/turns/0").status_code == 404
        for verb in ("save", "submit", "undo", "skip"):
            sent = client.post(f"/review/{item.id}/{verb}", json=body(desk, answers=GOOD))
            assert sent.status_code == 404
    assert session.query(Evaluation).count() == 0


def test_a_visitor_is_told_to_sign_in(item: Assignment, client: FlaskClient, desk: Desk) -> None:
    answer = client.post(f"/review/{item.id}/save", json=body(desk), headers=JSON)
    assert answer.status_code == 401


def test_skipping_needs_a_reason_and_goes_on(
    session: Session, desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    client = sign_in(desk.reviewer)
    # No reason is chosen beforehand: one click too many would count as a false one.
    assert '<option value="">Choose a reason' in client.get(f"/review/{item.id}").text
    none = client.post(f"/review/{item.id}/skip", data={"reason": "", "note": ""})
    assert (none.status_code, "Choose why you skip" in none.text) == (422, True)
    wrong = client.post(f"/review/{item.id}/skip", data={"reason": "other", "note": ""})
    assert wrong.status_code == 422
    assert "Say in a few words" in wrong.get_data(as_text=True)
    good = client.post(f"/review/{item.id}/skip", data={"reason": "language", "note": ""})
    assert good.headers["Location"] == "/review/next"
    session.expire_all()
    assert session.get_one(Assignment, item.id).state is AssignmentState.SKIPPED
    again = client.post(f"/review/{item.id}/skip", data={"reason": "partial", "note": ""})
    assert again.headers["Location"] == "/review/next"
    session.expire_all()
    assert session.get_one(Assignment, item.id).skip_reason == "language"


def test_find_and_chunks_reach_the_whole_of_a_long_chat(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    talk = [(Speaker.CUSTOMER, f"Line {n}") for n in range(900)]
    talk[850] = (Speaker.CUSTOMER, "Die Überweisung fehlt 100%")
    item = make_assignment(session, make_text(session, desk.agent, talk), desk.reviewer)
    client = sign_in(desk.reviewer)
    assert client.get(f"/review/{item.id}/find?q=ÜBERWEISUNG").json == {"hits": [850]}
    assert client.get(f"/review/{item.id}/find?q=100%25").json == {"hits": [850]}
    assert client.get(f"/review/{item.id}/find?q=LINE 12").json == {"hits": [12, *range(120, 130)]}
    page = client.get(f"/review/{item.id}").get_data(as_text=True)
    assert page.count('data-turn="') == 200
    assert client.get(f"/review/{item.id}/turns/4").get_data(as_text=True).count("data-turn") == 100
    assert client.get(f"/review/{item.id}/turns/5").status_code == 404


def test_a_manual_review_starts_from_an_interaction_of_one_s_teams(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    interaction = make_text(session, desk.agent)
    answer = sign_in(desk.reviewer).post(f"/interactions/{interaction.id}/score")
    item = session.query(Assignment).one()
    assert answer.headers["Location"] == f"/review/{item.id}"
    assert sign_in(desk.lead).post(f"/interactions/{interaction.id}/score").status_code == 404


def test_queue_history_and_an_item_without_a_scorecard(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    client = sign_in(desk.reviewer)
    assert "Nothing is waiting for you" in client.get("/queue").get_data(as_text=True)
    assert "Nothing scored yet" in client.get("/queue/done").get_data(as_text=True)
    mail = make_text(session, desk.agent, channel=Channel.EMAIL, subject="<script>x</script>")
    item = make_assignment(session, mail, desk.reviewer)
    session.commit()
    page = client.get(f"/review/{item.id}").get_data(as_text=True)
    assert "No scorecard for this interaction" in page
    assert "<script>x" not in page
    assert client.get("/review/next").headers["Location"] == f"/review/{item.id}"


def test_comments_of_20_000_characters_are_kept_and_longer_ones_change_nothing(
    session: Session, desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    client, path = sign_in(desk.reviewer), f"/review/{item.id}/save"
    full = {
        "comments": {"greeting": "🙂" * 20_000, "solved": "ß" * 20_000},
        "comment": "x" * 20_000,
    }
    assert client.post(path, json=body(desk, **full), headers=JSON).status_code == 200
    longer = {**full, "comments": {"greeting": "x" * 20_001}}
    refused = client.post(path, json=body(desk, 1, **longer), headers=JSON)
    assert refused.status_code == 422
    assert refused.json is not None
    assert "question “greeting” has 20,001 characters" in refused.json["error"]
    assert refused.json["field"] == "m-greeting"
    stored = session.scalars(select(Evaluation)).one()
    comments = {row.question_key: row.comment for row in stored.answers}
    assert (comments, stored.comment) == (full["comments"], full["comment"])


def test_what_fills_the_places_of_templates_is_handed_over_escaped(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    hostile = "</script><script>alert(1)</script>"
    desk.agent.name = hostile
    item = make_assignment(session, make_text(session, desk.agent, topic=hostile), desk.reviewer)
    page = sign_in(desk.reviewer).get(f"/review/{item.id}").text
    assert "<script>alert(1)" not in page
    found = re.search(r'id="scoring-data"[^>]*>(.*?)</script>', page, re.S)
    assert found is not None
    places = json.loads(found[1])["places"]
    assert (places["agent"], places["topic"]) == (hostile, hostile)
