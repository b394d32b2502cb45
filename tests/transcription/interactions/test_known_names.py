"""A customer's name that came with a recording is masked in its text and muted in its sound."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.hearing import finish_heard, hearing_of
from tests.factories.interactions import make_interaction
from tests.factories.people import AT, make_team, make_user
from tests.transcription.transcripts.sounds import encoded, tone
from transcription.interactions.known_names import NOWHERE, keep_names, names_of
from transcription.interactions.models import Interaction, MaskedOriginal
from transcription.interactions.revealing import count_masked, reveal
from transcription.redaction.kinds import Kind
from transcription.transcripts.correcting import Change, mend
from transcription.transcripts.queries import current_transcript
from transcription.transcripts.transcribing import take

CALL = {
    "duration_s": 9.0,
    "turns": [
        {"speaker": "agent", "start": 0.0, "end": 3.0, "text": "Who is it, please?"},
        {"speaker": "customer", "start": 3.5, "end": 6.0, "text": "I am Catherine Barker."},
        {"speaker": "agent", "start": 6.5, "end": 9.0, "text": "Thank you, Katherine."},
    ],
}


@pytest.fixture
def agent(session: Session) -> User:
    return make_user(session, Role.AGENT, make_team(session))


@pytest.fixture
def call(session: Session, agent: User) -> Interaction:
    return make_interaction(
        session, agent, (), channel="phone", audio=encoded([tone(1)]), customer="Katherine Barker"
    )


def hear(session: Session, call: Interaction) -> list[str]:
    assert call.recording is not None
    recording = take(session, call.recording.id)
    assert recording is not None
    finish_heard(session, recording, hearing_of(CALL))
    transcript = current_transcript(session, call.id)
    assert transcript is not None
    return [turn.text for turn in transcript.turns]


def test_the_name_is_sealed_until_the_text_is_there(session: Session, call: Interaction) -> None:
    assert list(names_of(session, call.id)) == ["Katherine Barker", "Katherine", "Barker"]
    rows = session.scalars(select(MaskedOriginal)).all()
    assert {(row.kind, row.turn_position, row.is_current) for row in rows} == {
        (Kind.NAME.value, NOWHERE, False)
    }
    assert not any(b"Barker" in row.ciphertext for row in rows)
    assert count_masked(session, call.id) == 0


def test_it_is_masked_also_as_it_was_misheard(session: Session, call: Interaction) -> None:
    assert hear(session, call) == [
        "Who is it, please?",
        "I am [name] [name].",
        "Thank you, [name].",
    ]
    assert call.recording is not None
    assert [mute[2] for mute in call.recording.muted] == [["name"]]
    shown = reveal(session, call, reason="A complaint of theirs", by=1, at=AT)
    assert [each.text for each in shown] == ["Catherine", "Barker", "Katherine"]


def test_it_is_masked_in_what_people_write_too(session: Session, call: Interaction) -> None:
    hear(session, call)
    transcript = current_transcript(session, call.id)
    manager = make_user(session, Role.QA_MANAGER)
    assert transcript is not None
    said = [Change(2, "Thank you, Ms Barker.")]
    mended = mend(session, call, transcript, said, by=manager.id, at=AT)
    assert mended.turns[2].text == "Thank you, Ms [name]."


def test_with_another_key_no_text_is_made(session: Session, call: Interaction) -> None:
    session.execute(update(MaskedOriginal).values(ciphertext=b"gAAAAABsealed-with-another-key"))
    with pytest.raises(Refused, match="sealed with another key"):
        names_of(session, call.id)


def test_a_chat_is_masked_at_once_and_keeps_no_name(session: Session, agent: User) -> None:
    chat = make_interaction(
        session, agent, (("customer", "I am Katherine Barker."),), customer="Katherine Barker"
    )
    assert list(names_of(session, chat.id)) == []
    masked = select(func.count(MaskedOriginal.id)).where(MaskedOriginal.turn_position >= 0)
    assert session.scalar(masked) == 1


def test_names_go_with_their_interaction(session: Session, call: Interaction) -> None:
    keep_names(session, call.id, ["Another Name"])
    session.delete(call)
    session.flush()
    assert session.scalar(select(func.count(MaskedOriginal.id))) == 0
