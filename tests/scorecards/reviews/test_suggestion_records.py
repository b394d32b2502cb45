"""Suggested answers through saving and submitting: when seen, what is kept, what was followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.reviews.models import Assignment, Evidence
from scorecards.suggestions import reading
from scorecards.suggestions.models import Act, SuggestedVerdict, SuggestionRecord
from scorecards.suggestions.reading import conversation_of
from tests.factories.feedback import Desk, make_desk
from tests.factories.queue import make_assignment, make_text
from tests.factories.scorecards import card_json, make_published
from transcription.interactions.models import Channel
from transcription.transcripts.models import Speaker, Transcript, Turn

SignIn = Callable[[User], FlaskClient]
TALK = [
    (Speaker.CUSTOMER, "Hi, I was charged twice."),
    (Speaker.AGENT, "Good morning! Let me look."),
    (Speaker.AGENT, "It is paid back."),
]
GREETS = {"kind": "phrase", "phrases": ["good morning"], "within": {"end": "first", "count": 1}}
LATE = {"kind": "fact", "fact": "hold_s", "at_most": 5}
ANSWERS = {"greeting": "no", "identity": "yes", "solved": "solved"}


def ruled_sections() -> list[dict[str, Any]]:
    """The sections of the usual card; two questions have rules that are on, one has them off."""
    sections: list[dict[str, Any]] = card_json("any")["sections"]
    opening = sections[0]["questions"]
    opening[0]["suggestion"] = {"on": True, "rules": [GREETS], "met": "yes", "not_met": "no"}
    opening[1]["suggestion"] = {"on": True, "rules": [LATE], "met": "yes"}
    sections[1]["questions"][0]["suggestion"] = {"rules": [GREETS], "met": "solved"}
    return sections


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def begin(
    session: Session, desk: Desk, sign_in: SignIn, **others: Any
) -> tuple[FlaskClient, Assignment, int]:
    """A signed-in reviewer, an item, and the version with rules that applies to it."""
    # A card that names the team comes before the desk's own.
    where = {"teams": [desk.team.name]}
    version = make_published(session, sections=ruled_sections(), applies_to=where, **others)
    item = make_assignment(session, make_text(session, desk.agent, TALK), desk.reviewer)
    session.commit()
    return sign_in(desk.reviewer), item, version.id


def send(
    client: FlaskClient, item: Assignment, version: int, revision: int, where: str = "save",
    acts: dict[str, str] | None = None, **answers: str,
) -> Any:  # fmt: skip
    body = {"version_id": version, "revision": revision, "seconds": 1,
            "draft": {"answers": answers}, "suggestions": acts or {}}  # fmt: skip
    found = client.post(f"/review/{item.id}/{where}", json=body, headers={"Accept": "*/*"})
    assert found.status_code == 200, found.get_data(as_text=True)
    return found.get_json()


def records(session: Session) -> dict[str, SuggestionRecord]:
    session.expire_all()
    return {row.question_key: row for row in session.scalars(select(SuggestionRecord))}


def test_blind_a_suggestion_comes_with_the_answer_and_never_before(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    client, item, version = begin(session, desk, sign_in)
    page = client.get(f"/review/{item.id}").get_data(as_text=True)
    assert '"suggestions": {}' in page
    assert "good morning" not in page.split("scoring-data")[1]
    said = send(client, item, version, 0, greeting="no")["suggestions"]
    assert list(said) == ["greeting"]
    assert (said["greeting"]["verdict"], said["greeting"]["value"]) == ("met", "yes")
    assert [one["position"] for one in said["greeting"]["turns"]] == [1]
    kept = records(session)["greeting"]
    assert (kept.after_answer, kept.first, kept.verdict) == (
        True, {"value": "no"}, SuggestedVerdict.MET,
    )  # fmt: skip


def test_what_was_answered_blind_and_what_was_submitted_are_kept_apart(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    client, item, version = begin(session, desk, sign_in)
    send(client, item, version, 0, greeting="no")
    # Taking the answer away does not hide again what was seen.
    assert list(send(client, item, version, 1)["suggestions"]) == ["greeting"]
    final = ANSWERS | {"greeting": "yes"}
    send(client, item, version, 2, "submit", {"greeting": "accepted"}, **final)
    found = records(session)
    assert sorted(found) == ["greeting", "identity"]
    kept = found["greeting"]
    assert (kept.followed_blind, kept.followed, kept.act) == (False, True, Act.ACCEPTED)
    untold = found["identity"]
    assert (untold.verdict, untold.followed, untold.suggested) == (
        SuggestedVerdict.UNKNOWN, None, {"value": None},
    )  # fmt: skip


def test_open_suggestions_stand_on_the_page_and_answer_nothing(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    client, item, version = begin(session, desk, sign_in, suggest_after_answer=False)
    page = client.get(f"/review/{item.id}").get_data(as_text=True)
    assert "said \\u201cGood morning\\u201d" in page
    assert session.scalars(select(SuggestionRecord)).all() == []
    send(client, item, version, 0, identity="yes")
    kept = records(session)["greeting"]
    assert (kept.after_answer, kept.first) == (False, None)
    send(client, item, version, 1, "submit", {"greeting": "dismissed"}, **ANSWERS)
    kept = records(session)["greeting"]
    assert (kept.followed, kept.followed_blind, kept.act) == (False, None, Act.DISMISSED)


def test_a_submission_taken_back_is_settled_again(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    client, item, version = begin(session, desk, sign_in)
    send(client, item, version, 0, "submit", **ANSWERS)
    assert records(session)["greeting"].followed is False
    back = client.post(f"/review/{item.id}/undo", headers={"Accept": "application/json"})
    assert back.status_code == 200
    send(client, item, version, 3, "submit", **(ANSWERS | {"greeting": "yes"}))
    assert records(session)["greeting"].followed is True


def test_a_card_without_rules_switched_on_keeps_nothing(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    item = make_assignment(session, make_text(session, desk.agent, TALK), desk.reviewer)
    session.commit()
    said = send(sign_in(desk.reviewer), item, desk.version.id, 0, "save", None, greeting="yes")
    assert said["suggestions"] == {}
    assert records(session) == {}


def test_of_a_long_text_both_ends_are_read(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "READ_AT_EACH_END", 2)
    talk = [(Speaker.AGENT, f"turn {place}") for place in range(7)]
    interaction = make_text(session, desk.agent, talk)
    transcript = session.scalars(
        select(Transcript.id).where(Transcript.interaction_id == interaction.id)
    ).one()
    found = conversation_of(session, transcript, Channel.CHAT)
    assert found is not None
    assert [said.position for said in found.turns] == [0, 1, 5, 6]
    assert (found.unread, found.head) == (3, 2)
    assert [said.start for said in found.turns] == [0.0, 60.0, 300.0, 360.0]


LONG = 100_000


def test_a_chat_of_100_000_turns_is_suggested_on_cited_and_submitted(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    """What the ends show is told; what lies between is unread and makes nothing up."""
    where = {"teams": [desk.team.name]}
    sections = ruled_sections()
    close = {"kind": "phrase", "phrases": ["goodbye"], "within": {"end": "last", "count": 1}}
    anywhere = {"kind": "phrase", "phrases": ["parcel"], "by": "agent"}
    opening, ending = sections[0]["questions"], sections[1]["questions"]
    opening[1]["suggestion"] = {"on": True, "rules": [close], "met": "yes", "not_met": "no"}
    ending[0]["suggestion"] = {"on": True, "rules": [anywhere], "met": "solved", "not_met": "open"}
    version = make_published(session, sections=sections, applies_to=where)
    talk = make_text(session, desk.agent, [(Speaker.AGENT, "Good morning, said at last.")])
    text = session.scalars(select(Transcript).where(Transcript.interaction_id == talk.id)).one()
    words = {LONG - 1: "Goodbye.", LONG // 2: "The parcel is lost."}
    session.execute(
        insert(Turn),
        [
            {
                "transcript_id": text.id,
                "position": place,
                "speaker": Speaker.AGENT if place % 2 else Speaker.CUSTOMER,
                "text": words.get(place, f"Line {place}"),
            }
            for place in range(1, LONG)
        ],
    )
    talk.turn_count = LONG
    item = make_assignment(session, talk, desk.reviewer)
    session.commit()
    client = sign_in(desk.reviewer)
    assert client.get(f"/review/{item.id}").status_code == 200
    said = send(client, item, version.id, 0, **ANSWERS)["suggestions"]
    found = {key: (one["verdict"], one["value"]) for key, one in said.items()}
    # The parcel stands in the middle, which is unread: it cannot be told.
    assert found == {
        "greeting": ("met", "yes"),
        "identity": ("met", "yes"),
        "solved": ("unknown", None),
    }
    last = said["identity"]["turns"][0]
    assert (last["position"], last["start"], last["end"]) == (LONG - 1, 0, len("Goodbye."))
    cited = {"question": "identity", "turn": last["turn"], "start": 0, "end": last["end"]}
    body = {"version_id": version.id, "revision": 1, "seconds": 1,
            "draft": {"answers": ANSWERS, "evidence": [cited]}}  # fmt: skip
    done = client.post(f"/review/{item.id}/submit", json=body)
    assert done.status_code == 200
    kept = records(session)
    assert {key: row.verdict.value for key, row in kept.items()} == {
        key: verdict for key, (verdict, _) in found.items()
    }
    assert [kept[key].followed for key in ("greeting", "identity", "solved")] == [False, True, None]
    evidence = session.scalars(select(Evidence)).one()
    assert (evidence.question_key, evidence.quote) == ("identity", "Goodbye.")
