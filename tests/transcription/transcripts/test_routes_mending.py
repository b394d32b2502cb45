"""The pages on which people mend a transcript, compare versions and put speakers right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.interactions import make_interaction
from tests.factories.people import AT, make_team, make_user
from transcription.interactions.models import Interaction, SourceSound
from transcription.redaction.masks import Redacted
from transcription.transcripts.models import Speaker
from transcription.transcripts.queries import current_transcript
from transcription.transcripts.writing import NewTranscript, NewTurn, add_next_transcript

SignIn = Callable[[User], FlaskClient]
SWAPPED = (
    ("customer", "Thank you for calling. How can I help you?"),
    ("agent", "I ordered a kettle and it is broken."),
    ("customer", "May I have your order number? Let me check."),
    ("agent", "My order number is 12."),
)


@pytest.fixture
def interaction(session: Session) -> Interaction:
    return make_interaction(session, make_user(session, Role.AGENT, make_team(session)), SWAPPED)


@pytest.fixture
def desk(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(make_user(session, Role.QA_MANAGER))


def turns(session: Session, interaction: Interaction) -> list[tuple[str, str]]:
    session.expire_all()
    found = current_transcript(session, interaction.id)
    assert found is not None
    return [(turn.speaker.value, turn.text) for turn in found.turns]


def seen(session: Session, interaction: Interaction) -> int:
    found = current_transcript(session, interaction.id)
    assert found is not None
    return found.id


def test_mending_in_the_browser_and_undoing_it(
    session: Session, interaction: Interaction, desk: FlaskClient
) -> None:
    address = f"/interactions/{interaction.id}/mend"
    page = desk.get(address).text
    assert "Nobody has changed this text yet." in page
    assert "I ordered a kettle and it is broken.</textarea>" in page
    data = {"seen": seen(session, interaction), "text-1": "I ordered a pan,\r\nnot a kettle.",
            "speaker-1": "customer", "text-0": SWAPPED[0][1], "speaker-0": "customer"}  # fmt: skip
    assert desk.post(address, data=data).status_code == 303
    assert turns(session, interaction)[1] == ("customer", "I ordered a pan,\nnot a kettle.")
    page = desk.get(address).text
    assert "Before it was mended" in page
    assert "<del>I ordered a kettle and it is broken.</del>" in page
    for _ in range(2):
        assert desk.post(f"{address}/undo").status_code == 303
    assert turns(session, interaction) == [*SWAPPED]
    assert desk.get(address).text.count("undone") == 2


def test_what_was_entered_comes_back_when_another_was_faster(
    session: Session, interaction: Interaction, desk: FlaskClient
) -> None:
    address, old = f"/interactions/{interaction.id}/mend", seen(session, interaction)
    desk.post(address, data={"seen": old, "text-0": "First."})
    answer = desk.post(address, data={"seen": old, "text-0": "Second."})
    assert answer.status_code == 409
    assert "Another version of this text was made meanwhile." in answer.text
    assert "Second.</textarea>" in answer.text
    assert turns(session, interaction)[0][1] == "First."
    now = seen(session, interaction)
    assert desk.post(address, data={"seen": now, "text-0": " "}).status_code == 422


def test_versions_side_by_side_and_another_one_chosen(
    session: Session, interaction: Interaction, desk: FlaskClient
) -> None:
    address = f"/interactions/{interaction.id}"
    assert "There is one version." in desk.get(f"{address}/versions").text
    data = {"seen": seen(session, interaction), "text-3": "My order number is 13."}
    desk.post(f"{address}/mend", data=data)
    page = desk.get(f"{address}/versions").text
    assert "<del>12.</del>" in page
    assert "<ins>13.</ins>" in page
    assert "30 words in both, 1 only in version 1, 1 only in version 2" in page
    assert f'href="{address}/versions"' in desk.get(address).text
    assert desk.post(f"{address}/versions/1/current").status_code == 303
    assert turns(session, interaction) == [*SWAPPED]
    assert desk.post(f"{address}/versions/9/current").status_code == 404


def test_swapped_sides_are_offered_and_put_right_with_one_click(
    session: Session, interaction: Interaction, desk: FlaskClient
) -> None:
    address = f"/interactions/{interaction.id}"
    page = desk.get(address).text
    assert "Agent and customer seem to be taken for each other" in page
    assert "5 signs speak for swapped sides and 0 against" in page
    assert desk.post(f"{address}/sides").status_code == 303
    assert [who for who, _ in turns(session, interaction)] == ["agent", "customer"] * 2
    assert "taken for each other" not in desk.get(address).text
    assert desk.post(f"{address}/mend/undo").status_code == 303
    assert turns(session, interaction) == [*SWAPPED]


def test_the_sides_of_a_recording_and_of_its_source_are_remembered(
    session: Session, desk: FlaskClient
) -> None:
    from tests.transcription.transcripts.sounds import encoded, tone

    agent = make_user(session, Role.AGENT, make_team(session))
    found = make_interaction(session, agent, (), channel="phone", audio=encoded([tone(1.0)] * 2))
    made = [NewTurn(Speaker(who), Redacted(text)) for who, text in SWAPPED]
    add_next_transcript(session, NewTranscript(found.id, made, "whisper"), at=AT)
    desk.post(f"/interactions/{found.id}/sides", data={"remember": "yes"})
    session.expire_all()
    assert found.recording is not None
    assert found.recording.channel_order == "agent-right"
    rows = session.execute(select(SourceSound.source, SourceSound.channel_order)).all()
    assert [tuple(row) for row in rows] == [("desk", "agent-right")]


def test_a_voice_is_named_with_one_click(session: Session, desk: FlaskClient) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    found = make_interaction(session, agent, (), channel="phone")
    made = [
        NewTurn(Speaker.UNKNOWN, Redacted(f"This is what is said, {place}."), start_s=place * 2.0,
                end_s=place * 2 + 1.5, voice="AB"[place % 2])
        for place in range(4)
    ]  # fmt: skip
    add_next_transcript(session, NewTranscript(found.id, made, "whisper"), at=AT)
    page = desk.get(f"/interactions/{found.id}").text
    assert "Which voice is the agent" in page
    assert "This is what is said, 1." in page
    desk.post(f"/interactions/{found.id}/sides", data={"voice": "B"})
    assert [who for who, _ in turns(session, found)] == ["customer", "agent"] * 2
    assert "Which voice is the agent" not in desk.get(f"/interactions/{found.id}").text
    assert desk.post(f"/interactions/{found.id}/sides", data={"voice": "Z"}).status_code == 422


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.AGENT])
def test_who_may_not_mend_is_not_offered_it(
    session: Session, interaction: Interaction, sign_in: SignIn, role: Role
) -> None:
    other = sign_in(make_user(session, role, interaction.team))
    assert other.get(f"/interactions/{interaction.id}/mend").status_code == 404
    assert other.post(f"/interactions/{interaction.id}/sides").status_code == 404
    page = other.get(f"/interactions/{interaction.id}").text
    assert "Mend the text" not in page
    assert "taken for each other" not in page
