"""The pages of interactions: list, filters, one interaction, recording, masked text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.audit import AuditRow
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.models import User
from tests.factories.interactions import make_interaction
from tests.factories.people import AT, make_team, make_user
from tests.transcription.transcripts.sounds import encoded, tone

SignIn = Callable[[User], FlaskClient]
SOUND = encoded([tone(0.5), tone(0.5, hertz=300)])


@pytest.fixture
def manager(session: Session) -> User:
    return make_user(session, Role.QA_MANAGER)


@pytest.fixture
def agent(session: Session) -> User:
    return make_user(session, Role.AGENT, make_team(session), name="Agent Seven")


def test_list_pages_and_filters(
    session: Session, sign_in: SignIn, manager: User, agent: User,
    run_jobs: Callable[[], tuple[int, int]],
) -> None:  # fmt: skip
    for number in range(60):
        make_interaction(
            session, agent, [("customer", f"Question number{number}")],
            external_id=f"x-{number}", started_at=AT + timedelta(minutes=number),
            channel="email" if number == 5 else "chat",
        )  # fmt: skip
    client = sign_in(manager)
    assert run_jobs()[1] == 0
    first = client.get("/interactions").get_data(as_text=True)
    assert "Question number59" in first
    assert "Question number9<" not in first
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Question number9<" in client.get(older).get_data(as_text=True)
    for query, there, gone in (
        ("q=number7", "Question number7<", "Question number8<"),
        ("channel=email", "Question number5<", "Question number8<"),
        (f"agent={agent.id}&topic=delivery", "Question number59", "Nothing fits"),
        ("team=999999", "Nothing fits", "Question number"),
        ("period=7", "Nothing fits", "Question number"),
        ("state=failed", "Nothing fits", "Question number"),
        ("channel=nonsense&team=x", "Question number59", "Nothing fits"),
    ):
        page = client.get(f"/interactions?{query}").get_data(as_text=True)
        assert (there in page, gone in page) == (True, False), query


def test_empty_list_says_what_to_do(session: Session, sign_in: SignIn, manager: User) -> None:
    assert "Import recordings, chats or letters" in sign_in(manager).get("/interactions").get_data(
        as_text=True
    )


def test_page_of_another_team_is_missing(session: Session, sign_in: SignIn, agent: User) -> None:
    found = make_interaction(session, agent)
    client = sign_in(make_user(session, Role.REVIEWER, make_team(session)))
    assert client.get(f"/interactions/{found.id}").status_code == 404
    assert client.get("/interactions/999999").status_code == 404
    assert client.get(f"/interactions/{found.id}/reveal").status_code == 404


def test_chat_shows_its_turns_as_text(
    session: Session, sign_in: SignIn, manager: User, agent: User
) -> None:
    said = [("customer", "<script>x</script> card 4111 1111 1111 1111"), ("agent", "Of course.")]
    found = make_interaction(session, agent, said)
    page = sign_in(manager).get(f"/interactions/{found.id}").get_data(as_text=True)
    words = '<span data-text="0">&lt;script&gt;x&lt;/script&gt; card </span>'
    assert f'{words}<span class="pii">card</span>' in page
    assert "4111" not in page
    assert 'class="tx chat"' in page


@pytest.mark.parametrize(("play", "status"), [(True, 206), (False, 404)])
def test_recording_is_streamed_only_where_playing_is_on(
    session: Session, sign_in: SignIn, manager: User, agent: User, play: bool, status: int
) -> None:
    found = make_interaction(session, agent, (), channel="phone", audio=SOUND)
    assert found.recording is not None
    found.recording.playback_key = "playback/one.ogg"
    storage(session).put("playback/one.ogg", b"the muted copy")
    settings = session.info["settings"]
    before = settings.play_recordings
    object.__setattr__(settings, "play_recordings", play)
    try:
        answer = sign_in(manager).get(
            f"/interactions/{found.id}/audio", headers={"Range": "bytes=4-11"}
        )
    finally:
        object.__setattr__(settings, "play_recordings", before)
    assert answer.status_code == status
    assert (answer.data == b"muted co") is play
    assert (answer.mimetype == "audio/ogg") is play


def test_an_original_is_never_played(
    session: Session, sign_in: SignIn, manager: User, agent: User
) -> None:
    found = make_interaction(session, agent, (), channel="phone", audio=SOUND)
    client = sign_in(manager)
    assert [
        client.get(f"/interactions/{found.id}/{what}").status_code for what in ("audio", "peaks")
    ] == [404, 404]
    assert "<audio" not in client.get(f"/interactions/{found.id}").text


def test_agents_do_not_hear_what_is_not_released(
    session: Session, sign_in: SignIn, agent: User
) -> None:
    found = make_interaction(session, agent, (), channel="phone", audio=SOUND)
    assert found.recording is not None
    found.recording.playback_key = "playback/one.ogg"
    storage(session).put("playback/one.ogg", b"the muted copy")
    assert sign_in(agent).get(f"/interactions/{found.id}/audio").status_code == 404


def test_masked_text_is_revealed_with_a_reason_on_the_record(
    session: Session, sign_in: SignIn, manager: User, agent: User
) -> None:
    said = [("customer", "I am someone@example.com and my card is 4111 1111 1111 1111")]
    found = make_interaction(session, agent, said)
    client = sign_in(manager)
    address = f"/interactions/{found.id}/reveal"
    assert "someone@example.com" not in client.get(address).get_data(as_text=True)
    refused = client.post(address, data={"reason": "why"})
    assert refused.status_code == 422
    assert "someone@example.com" not in refused.get_data(as_text=True)
    shown = client.post(address, data={"reason": "The customer asked for a copy"})
    assert "someone@example.com" in shown.get_data(as_text=True)
    assert "4111" not in shown.get_data(as_text=True)
    row = session.scalars(select(AuditRow).where(AuditRow.act == "text.reveal")).one()
    assert (row.actor_id, row.subject_id, row.after) == (
        manager.id, found.id,
        {"reason": "The customer asked for a copy", "stretches": 1, "kinds": ["email"]},
    )  # fmt: skip
    assert row.at <= clock.now()


def test_reviewers_may_not_reveal(session: Session, sign_in: SignIn, agent: User) -> None:
    found = make_interaction(session, agent)
    client = sign_in(make_user(session, Role.REVIEWER))
    answer = client.post(f"/interactions/{found.id}/reveal", data={"reason": "I am curious today"})
    assert answer.status_code == 404
