"""What the player of a recording is given, from what was heard of a demo call."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from tests.factories.hearing import demo_calls, hear_demo_call
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from tests.transcription.transcripts.sounds import encoded, tone
from transcription.interactions.models import Recording
from transcription.transcripts.models import Speaker, Turn
from transcription.transcripts.playing import played
from transcription.transcripts.queries import current_transcript, uncertain_turns

WITH_SILENCE, WITH_OVERLAP = "demo-call-12", "demo-call-08"


def heard(session: Session, name: str) -> tuple[Recording, int]:
    """A call as the demo hears it: its recording and the id of its transcript."""
    agent = make_user(session, Role.AGENT, make_team(session))
    interaction = make_interaction(session, agent, (), channel="phone", audio=encoded([tone(1)]))
    interaction.external_id = name
    hear_demo_call(session, interaction)
    session.flush()
    transcript = current_transcript(session, interaction.id)
    assert interaction.recording is not None
    assert transcript is not None
    return interaction.recording, transcript.id


def test_a_long_silence_is_marked_and_can_be_skipped(session: Session) -> None:
    recording, transcript_id = heard(session, WITH_SILENCE)
    data = played(session, recording, transcript_id)
    assert data["marks"] == [{"kind": "silence", "start": 35.89, "end": 49.89}]
    assert [stretch for stretch in data["quiet"] if stretch[1] - stretch[0] > 4] == [[35.9, 49.89]]
    assert data["duration"] == demo_calls()[WITH_SILENCE]["duration_s"]
    assert data["held"] is None


def test_talking_over_each_other_is_marked(session: Session) -> None:
    recording, transcript_id = heard(session, WITH_OVERLAP)
    kinds = [mark["kind"] for mark in played(session, recording, transcript_id)["marks"]]
    assert kinds == ["overlap", "overlap"]


def test_the_agent_stands_first_wherever_their_channel_is(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording, transcript_id = heard(session, WITH_SILENCE)
    left = played(session, recording, transcript_id)
    assert left["channels"] == [
        {"side": "agent", "channel": 0}, {"side": "customer", "channel": 1}
    ]  # fmt: skip
    settings = replace(session.info["settings"], channel_speakers="agent-right")
    monkeypatch.setitem(session.info, "settings", settings)
    # What was heard keeps its sides, whatever settings say later.
    assert played(session, recording, transcript_id)["channels"] == left["channels"]
    recording.channel_order = None
    right = played(session, recording, transcript_id)
    assert [one["channel"] for one in right["channels"]] == [1, 0]
    assert right["peaks"] == left["peaks"][::-1]


def test_sides_that_are_not_known_have_no_volume_of_their_own(session: Session) -> None:
    recording, transcript_id = heard(session, WITH_SILENCE)
    session.execute(update(Turn).values(speaker=Speaker.UNKNOWN))
    data: dict[str, Any] = played(session, recording, transcript_id)
    assert (data["channels"], len(data["peaks"])) == ([], 2)


def test_a_hold_is_marked_where_the_telephone_system_wrote_it(session: Session) -> None:
    recording, transcript_id = heard(session, WITH_SILENCE)
    session.add(Turn(transcript_id=transcript_id, position=99, speaker=Speaker.SYSTEM,
                     text="[On hold]", start_s=36.0, end_s=49.0))  # fmt: skip
    recording.interaction.facts = {**recording.interaction.facts, "hold_s": 13}
    session.flush()
    data = played(session, recording, transcript_id)
    assert data["marks"] == [{"kind": "hold", "start": 36.0, "end": 49.0}]
    assert data["held"] == 13


def test_without_an_outline_or_text_there_is_nothing_to_mark(session: Session) -> None:
    recording, transcript_id = heard(session, WITH_SILENCE)
    recording.peaks_key = None
    data = played(session, recording, transcript_id)
    assert (data["peaks"], data["quiet"]) == ([], [])
    assert [mark["kind"] for mark in data["marks"]] == ["silence"]
    assert played(session, recording, None)["marks"] == []


def test_uncertain_turns_are_named_in_order(session: Session) -> None:
    recording, transcript_id = heard(session, WITH_SILENCE)
    turns = session.scalars(select(Turn).where(Turn.transcript_id == transcript_id)).all()
    turns[4].confidence, turns[2].confidence, turns[3].confidence = 0.0, 0.5, None
    session.flush()
    transcript = current_transcript(session, recording.interaction_id)
    assert transcript is not None
    assert uncertain_turns(session, transcript) == [(turns[2].id, 2), (turns[4].id, 4)]


def test_muted_stretches_are_marked_and_counted(session: Session) -> None:
    recording, transcript_id = heard(session, WITH_SILENCE)
    assert played(session, recording, transcript_id)["muted"] is None
    recording.muted = [[2.0, 5.5, ["card", "card_code"], True], [8.0, 9.25, ["card"], False]]
    data: dict[str, Any] = played(session, recording, transcript_id)
    assert data["muted"] == {
        "stretches": [[2.0, 5.5], [8.0, 9.25]],
        "seconds": 4.75,
        "kinds": ["card", "card_code"],
        "whole_turns": 1,
    }
    assert [one for one in data["marks"] if one["kind"] == "muted"] == [
        {"kind": "muted", "start": 2.0, "end": 5.5},
        {"kind": "muted", "start": 8.0, "end": 9.25},
    ]
