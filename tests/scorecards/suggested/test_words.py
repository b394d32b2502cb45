"""Words marked on the scoring screen: from which lists, blind to suggestions and to flags."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.design.models import Version
from scorecards.keywords.keeping import keep_list, lists_in_use
from scorecards.reviews.models import Assignment, Pool
from scorecards.suggested.words import escalation_words
from tests.factories.feedback import AT, Desk, make_desk
from tests.factories.flagging import make_flag, make_version
from tests.factories.queue import make_assignment, make_text
from tests.factories.scorecards import make_published
from tests.scorecards.reviews.test_suggestion_records import TALK, ruled_sections, send
from transcription.transcripts.models import Speaker

SignIn = Callable[[User], FlaskClient]
ANGRY = [*TALK, (Speaker.CUSTOMER, "Paid back? I want your manager.")]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def ruled(session: Session, desk: Desk, *, after: bool) -> Version:
    where = {"teams": [desk.team.name]}
    return make_published(
        session, sections=ruled_sections(), applies_to=where, suggest_after_answer=after
    )


def item_of(session: Session, desk: Desk, pool: Pool = Pool.RANDOM) -> Assignment:
    if not lists_in_use(session):
        keep_list(
            session, None, title="Promises", side="anyone", phrases=["paid back"], by=None, at=AT
        )
    item = make_assignment(session, make_text(session, desk.agent, ANGRY), desk.reviewer, pool=pool)
    session.commit()
    return item


def titles(client: FlaskClient, item: Assignment) -> dict[str, int]:
    found = client.get(f"/review/{item.id}/words").get_json()
    return {one["title"]: one["count"] for one in found["lists"]}


def test_the_centres_list_escalation_and_what_questions_listen_for(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    ruled(session, desk, after=False)
    item = item_of(session, desk)
    client = sign_in(desk.reviewer)
    found = client.get(f"/review/{item.id}/words").get_json()
    greeting = ruled_sections()[0]["questions"][0]["text"]
    assert found["lists"] == [
        {"title": "Promises", "origin": "centre", "about": "", "count": 2},
        {"title": "Escalation", "origin": "escalation", "about": "", "count": 1},
        {"title": "Phrases of Q1", "origin": "question", "about": greeting, "count": 1},
    ]
    places = [(one["list"], one["position"], one["start"], one["end"]) for one in found["marks"]]
    assert places == [(2, 1, 0, 12), (0, 2, 6, 15), (0, 3, 0, 9), (1, 3, 23, 30)]


def test_the_interactions_page_marks_the_centres_lists_and_no_question(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    ruled(session, desk, after=False)
    item = item_of(session, desk)
    client, path = sign_in(desk.lead), f"/interactions/{item.interaction_id}"
    assert f'data-said-words="{path}/words"' in client.get(path).text
    found = client.get(f"{path}/words").get_json()
    assert {one["title"]: one["count"] for one in found["lists"]} == {
        "Promises": 2,
        "Escalation": 1,
    }
    places = [(one["list"], one["position"], one["start"], one["end"]) for one in found["marks"]]
    assert places == [(0, 2, 6, 15), (0, 3, 0, 9), (1, 3, 23, 30)]
    assert sign_in(desk.agent).get(f"{path}/words").status_code == 404


def test_phrases_of_suggestions_wait_for_the_answer(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    version, item = ruled(session, desk, after=True), item_of(session, desk)
    client = sign_in(desk.reviewer)
    assert titles(client, item) == {"Promises": 2, "Escalation": 1}
    send(client, item, version.id, 0, greeting="no")
    assert len(titles(client, item)) == 3


def test_alike_whether_flagged_and_chosen_by_risk_or_by_chance(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    by_chance, by_risk = item_of(session, desk), item_of(session, desk, Pool.TARGETED)
    make_flag(session, by_risk.interaction, make_version(session), 0.9)
    session.commit()
    client = sign_in(desk.reviewer)
    one, other = (
        client.get(f"/review/{item.id}/words").get_json() for item in (by_chance, by_risk)
    )
    turns = [{key: mark[key] for key in ("list", "position", "start")} for mark in one["marks"]]
    assert turns == [{key: m[key] for key in ("list", "position", "start")} for m in other["marks"]]
    assert one["lists"] == other["lists"]
    assert set(one) == {"lists", "marks"}


def test_escalation_by_language() -> None:
    assert "manager" in escalation_words("en-GB")
    assert "manager" not in escalation_words("de")
    assert "anwalt" in escalation_words(None)
    assert escalation_words("fr") == ()
