"""Batches take what is good, name what is not, and can be imported again without harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.holding import holding
from qa_app.core.keys import keyring
from qa_app.core.storage import storage
from qa_app.people.models import Team, User
from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.intake.importing import counts, imported, one, refusals
from tests.transcription.transcripts.sounds import encoded, tone
from transcription.intake.batches import Edge, create_batch, run_batch
from transcription.intake.models import Batch, BatchState
from transcription.intake.options import ImportOptions
from transcription.intake.parcels import folder_parcel
from transcription.interactions.models import (
    Interaction,
    InteractionState,
    MaskedOriginal,
    RecordingState,
)
from transcription.transcripts.models import Turn
from transcription.transcripts.queries import current_transcript

SCRIPT = "<script>alert(1)</script>"


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def texts(session: Session, external_id: str) -> list[str]:
    transcript = current_transcript(session, one(session, external_id).id)
    assert transcript is not None
    return [turn.text for turn in transcript.turns]


def test_jsonl_is_stored_masked_with_its_originals_sealed(session: Session, tmp_path: Path) -> None:
    said = "My card is 4111 1111 1111 1111, write to me at someone@example.com"
    row = interaction(
        agent={"id": "a-1", "name": "Agent One", "team": "Blue"},
        topic="refund", facts={"hold_s": 12, "transfers": 1}, survey={"csat": 4},
        customer={"id": "c-9"}, turns=[{"speaker": "customer", "text": said}],
    )  # fmt: skip
    batch = imported(session, write(tmp_path, "a.jsonl", jsonl(row)))
    assert counts(batch) == ("done", 1, 1, 0, 0)
    found = one(session, "chat-1")
    assert texts(session, "chat-1") == ["My card is [card], write to me at [email]"]
    assert (found.state, found.turn_count, found.topic, found.csat, found.customer_ref) == (
        InteractionState.READY, 1, "refund", 4, "c-9"
    )  # fmt: skip
    assert found.facts == {"hold_s": 12.0, "transfers": 1}
    assert found.subject == "My card is [card], write to me at [email]"
    assert (found.agent.name, found.agent.active) == ("Agent One", False)
    assert found.team is not None
    assert found.team.name == "Blue"
    sealed = session.scalars(select(MaskedOriginal)).all()
    assert [(each.kind, each.start, each.placeholder) for each in sealed] == [
        ("email", 34, "[email]")
    ]
    assert b"someone" not in sealed[0].ciphertext
    assert keyring(session).unseal(sealed[0].ciphertext) == "someone@example.com"


def test_importing_again_adds_nothing(session: Session, tmp_path: Path) -> None:
    rows = [interaction(external_id=f"chat-{number}") for number in range(7)]
    path = write(tmp_path, "a.jsonl", jsonl(*rows))
    assert counts(imported(session, path)) == ("done", 7, 7, 0, 0)
    assert counts(imported(session, path)) == ("done", 7, 7, 0, 7)
    assert session.scalar(select(func.count(Interaction.id))) == 7
    assert session.scalar(select(func.count(Turn.id))) == 7
    assert session.scalar(select(func.count(User.id))) == 1


def test_bad_line_in_the_middle_of_a_thousand(session: Session, tmp_path: Path) -> None:
    rows: list[dict[str, object] | str] = [
        interaction(external_id=f"chat-{number}") for number in range(1000)
    ]
    rows[499] = "{not json"
    batch = imported(session, write(tmp_path, "a.jsonl", jsonl(*rows)))
    assert counts(batch) == ("done", 1000, 999, 1, 0)
    (line, column, _, message), = refusals(session, batch)  # fmt: skip
    assert (line, column) == (500, 2)
    assert message.startswith("is not JSON")


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"started_at": "2026-05-04T09:30:00"}, "started_at",
         "has no zone: end it with Z or an offset such as +02:00"),
        ({"turns": [{"speaker": "agent", "text": "x" * 100_001}]}, "turns[0].text",
         "is longer than 100,000 characters"),
        ({"recording": "gone.wav", "turns": None}, "recording",
         "is not among the files that were handed in"),
        ({"colour": "red"}, "colour", 'is an unknown key: "colour"'),
    ],
)  # fmt: skip
def test_bad_value_is_named(
    session: Session, tmp_path: Path, change: dict[str, object], field: str, message: str
) -> None:
    rows = jsonl(interaction(external_id="good"), interaction(**change))
    batch = imported(session, write(tmp_path, "a.jsonl", rows))
    assert counts(batch) == ("done", 2, 1, 1, 0)
    assert [(each[0], each[2], each[3]) for each in refusals(session, batch)] == [
        (2, field, message)
    ]


def test_long_turn_at_the_limit_is_taken(session: Session, tmp_path: Path) -> None:
    row = interaction(turns=[{"speaker": "customer", "text": "word " * 20_000}])
    assert counts(imported(session, write(tmp_path, "a.jsonl", jsonl(row)))) == (
        "done", 1, 1, 0, 0
    )  # fmt: skip


def test_script_in_every_field_is_text(session: Session, tmp_path: Path) -> None:
    row = interaction(
        source=SCRIPT, external_id=SCRIPT, topic=SCRIPT, customer={"id": SCRIPT},
        agent={"id": SCRIPT, "name": SCRIPT, "team": SCRIPT}, survey={"comment": SCRIPT},
        turns=[{"speaker": "customer", "text": SCRIPT}],
    )  # fmt: skip
    assert counts(imported(session, write(tmp_path, "a.jsonl", jsonl(row))))[2] == 1
    found = one(session, SCRIPT)
    assert (found.source, found.topic, found.customer_ref, found.survey_comment) == (SCRIPT,) * 4
    assert (found.agent.name, found.subject, texts(session, SCRIPT)) == (SCRIPT, SCRIPT, [SCRIPT])
    assert session.scalars(select(Team.name)).all() == [SCRIPT]


def test_bidi_and_control_characters_are_dropped(session: Session, tmp_path: Path) -> None:
    row = interaction(turns=[{"speaker": "customer", "text": "a\u202eb\u0007c"}])
    imported(session, write(tmp_path, "a.jsonl", jsonl(row)))
    assert texts(session, "chat-1") == ["abc"]


def test_csv_with_mark_semicolons_and_latin_1(session: Session, tmp_path: Path) -> None:
    header = "external_id;started_at;agent_id;speaker;text\n"
    rows = "k-1;2026-05-04T09:30:00Z;a-1;customer;Grüße aus Köln\n"
    path = write(tmp_path, "a.csv", (header + rows).encode("latin-1"))
    batch = imported(session, path)
    assert counts(batch) == ("done", 1, 1, 0, 0)
    assert batch.note == "chats; Windows-1252; separator: semicolon"
    marked = write(tmp_path, "b.csv", b"\xef\xbb\xbf" + header.encode() + rows.encode())
    assert imported(session, marked).known == 1
    assert texts(session, "k-1") == ["Grüße aus Köln"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.csv", b"", "The file is empty: there is nothing to import."),
        ("call.wav", b"Just some text, not sound.\n" * 4,
         '"call.wav" is named like a sound file, but holds no sound that we know: check the file,'
         " or give it the ending that fits."),
    ],
)  # fmt: skip
def test_unreadable_file_fails_the_batch(
    session: Session, tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    batch = imported(session, write(tmp_path, name, data), agent_id="a-1")
    assert (batch.state, batch.error) == (BatchState.FAILED, message)
    assert (batch.total, batch.accepted, batch.rejected) == (1, 0, 1)


def test_folder_of_manifest_and_recordings(session: Session, tmp_path: Path) -> None:
    sound = encoded([tone(1.0), tone(1.0, hertz=300)])
    write(tmp_path, "rec/one.wav", sound)
    write(tmp_path, "rec/two.wav", sound)
    write(tmp_path, "rec/alone.wav", sound)
    write(tmp_path, "notes.md", b"not read")
    manifest = (
        "recording,external_id,started_at,agent_id,basis\n"
        "rec/one.wav,one,2026-05-04T09:30:00Z,a-1,consent\n"
        "rec/two.wav,two,2026-05-04T09:35:00Z,a-1,\n"
        "rec/three.wav,three,2026-05-04T09:40:00Z,a-1,consent\n"
        "../etc/passwd,four,2026-05-04T09:40:00Z,a-1,consent\n"
    )
    write(tmp_path, "manifest.csv", manifest.encode())
    batch = imported(session, tmp_path, agent_id="a-2")
    assert counts(batch) == ("done", 5, 3, 2, 0)
    assert [(each[0], each[2]) for each in refusals(session, batch)] == [
        (5, "recording"), (4, "recording")
    ]  # fmt: skip
    first, second, alone = one(session, "one"), one(session, "two"), one(session, "rec/alone")
    assert first.recording is not None
    assert second.recording is not None
    assert (first.state, first.recording.state) == (
        InteractionState.WAITING, RecordingState.WAITING
    )  # fmt: skip
    assert (second.state, second.recording.state) == (
        InteractionState.QUARANTINED, RecordingState.QUARANTINED
    )  # fmt: skip
    assert alone.agent.external_id == "a-2"
    assert batch.quarantined == 2
    assert b"".join(holding(session).pieces(first.recording.storage_key)) == sound
    assert sound[:40] not in storage(session).get(first.recording.storage_key)
    assert (first.recording.media_type, first.recording.size_bytes) == ("audio/wav", len(sound))


def test_a_recording_cut_off_in_its_header_is_refused_beside_its_neighbours(
    session: Session, tmp_path: Path
) -> None:
    sound = encoded([tone(0.5)])
    write(tmp_path, "cut.wav", sound[:20])
    write(tmp_path, "whole.wav", sound)
    batch = imported(session, tmp_path, agent_id="a-1", basis="notice")
    assert counts(batch) == ("done", 2, 1, 1, 0)
    assert [each[2:] for each in refusals(session, batch)] == [
        ("recording", "The file breaks off after a few bytes, before any sound:"
         " fetch the recording again.")
    ]  # fmt: skip


def test_recording_without_agent_is_refused_with_advice(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path, "a.wav", encoded([tone(0.5)]))
    batch = imported(session, path)
    assert [each[2:] for each in refusals(session, batch)] == [
        ("agent_id", "is not known: name the agent, or import a manifest that does")
    ]


def test_link_out_of_the_folder_is_not_followed(session: Session, tmp_path: Path) -> None:
    write(tmp_path, "secret.wav", encoded([tone(0.5)]))
    folder = tmp_path / "in"
    row = interaction(turns=None, recording="link.wav", basis="consent")
    path = write(folder, "a.jsonl", jsonl(row))
    (folder / "link.wav").symlink_to(tmp_path / "secret.wav")
    batch = imported(session, path)
    assert [each[3] for each in refusals(session, batch)] == [
        "is not among the files that were handed in"
    ]


def test_unknown_agent_is_refused_where_so_set(session: Session, tmp_path: Path) -> None:
    settings = session.info["settings"]
    object.__setattr__(settings, "unknown_agents", "refuse")
    try:
        rows = jsonl(interaction(), interaction(external_id="chat-2"))
        batch = imported(session, write(tmp_path, "a.jsonl", rows))
    finally:
        object.__setattr__(settings, "unknown_agents", "create")
    assert counts(batch) == ("done", 2, 0, 2, 0)
    assert refusals(session, batch)[0] == (
        1, None, "agent.id",
        "is unknown here: add the agent under People or by qa team import, then import again",
    )  # fmt: skip
    assert session.scalar(select(func.count(User.id))) == 0


def test_interrupted_batch_runs_again_and_ends_with_the_same_counts(
    session: Session, tmp_path: Path
) -> None:
    rows = [json.dumps(interaction(external_id=f"chat-{number}")) for number in range(1200)]
    rows[3] = "broken"
    path = write(tmp_path, "a.jsonl", "\n".join(rows).encode())
    parcel, _ = folder_parcel(path)
    batch = create_batch(session, "a.jsonl", by=None, at=clock.now())
    told: list[int] = []

    def stop(done: int, total: int) -> None:
        told.append(done)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(session, batch, parcel, ImportOptions(), Edge(session.commit, clock.now, stop))
    session.rollback()
    batch = session.get_one(Batch, batch.id)
    assert counts(batch) == ("running", 1000, 999, 1, 0)
    run_batch(session, batch, parcel, ImportOptions(), Edge(session.commit, clock.now))
    assert counts(batch) == ("done", 1200, 1199, 1, 0)
    assert session.scalar(select(func.count(Interaction.id))) == 1199
    assert len(refusals(session, batch)) == 1
