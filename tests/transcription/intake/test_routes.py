"""The import pages: upload, progress, refusals, release, cancel and going on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import obstore
import pytest
from flask.testing import FlaskClient
from obstore.exceptions import GenericError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.models import User
from tests.factories.people import AT, make_team, make_user
from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.intake.importing import counts, one
from tests.transcription.transcripts.sounds import encoded, silence
from transcription.intake import running
from transcription.intake.models import Batch, BatchFile, BatchState, SourceBasis
from transcription.interactions.models import Interaction, RecordingState
from transcription.transcripts.models import Turn

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]
MANIFEST = b"""recording,external_id,started_at,agent_id
deep/one.wav,one,2026-05-04T09:30:00Z,a-1
two.wav,two,2026-05-04T09:31:00Z,a-1
"""


def upload(client: FlaskClient, *files: tuple[str, bytes], **fields: str) -> Any:
    data: dict[str, Any] = {"files": [(BytesIO(data), name) for name, data in files], **fields}
    return client.post("/import", data=data, content_type="multipart/form-data")


def newest(session: Session) -> Batch:
    session.expire_all()
    return session.scalars(select(Batch).order_by(Batch.id.desc()).limit(1)).one()


def test_upload_is_read_in_the_background(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    rows = jsonl(interaction(), "broken <script>", interaction(external_id="chat-2"))
    answer = upload(client, ("../../etc/chats.jsonl", rows), source="desk")
    assert answer.status_code == 303
    batch = newest(session)
    assert (batch.state, batch.name) == (BatchState.RECEIVED, "etc/chats.jsonl")
    page = client.get(f"/import/{batch.id}").get_data(as_text=True)
    assert f'hx-get="/import/{batch.id}/progress"' in page
    assert "hx-get" in client.get(f"/import/{batch.id}/progress").get_data(as_text=True)
    assert run_jobs()[1] == 0
    batch = newest(session)
    assert counts(batch) == ("done", 3, 2, 1, 0)
    assert session.scalar(select(func.count(BatchFile.id))) == 0
    assert list(storage(session).listing("uploads")) == []
    done = client.get(f"/import/{batch.id}/progress")
    assert done.headers["HX-Redirect"] == f"/import/{batch.id}"
    page = client.get(f"/import/{batch.id}").get_data(as_text=True)
    assert "is not JSON" in page
    assert "<script>alert" not in page
    table = client.get(f"/import/{batch.id}/refusals.csv").get_data(as_text=True)
    assert table.splitlines()[0] == "\ufefffile,line,column,field,message,excerpt"
    assert table.splitlines()[1].startswith(",2,1,,is not JSON")


def test_a_transcript_is_uploaded_with_what_it_leaves_open(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    chat = b"03/04/26, 09:05 - Eve: Hello\n03/04/26, 09:06 - Jon: Hi\n"
    answer = upload(client, ("eve.txt", chat), time_zone="Mars/Olympus")
    assert (answer.status_code, "Not a valid choice" in answer.text) == (422, True)
    hints = {"agent_id": "a-1", "agent_names": " Jon ,", "date_order": "month"}
    upload(client, ("eve.txt", chat), time_zone="Europe/Berlin", **hints)
    run_jobs()
    assert counts(newest(session)) == ("done", 1, 1, 0, 0)
    talk = session.scalars(select(Interaction)).one()
    assert (talk.external_id, talk.started_at) == (
        "eve#2026-03-04T08:05Z", datetime(2026, 3, 4, 8, 5, tzinfo=UTC)
    )  # fmt: skip
    turns = session.scalars(select(Turn).order_by(Turn.position)).all()
    assert [(each.speaker.value, each.text) for each in turns] == [
        ("customer", "Hello"), ("agent", "Hi"),
    ]  # fmt: skip


def test_manifest_and_recordings_are_quarantined_and_released(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    sound = encoded([silence(0.5)])
    upload(client, ("m.csv", MANIFEST), ("one.wav", sound), ("two.wav", sound), source="phones")
    run_jobs()
    batch = newest(session)
    assert (counts(batch), batch.quarantined) == (("done", 2, 2, 0, 0), 2)
    page = client.get(f"/import/{batch.id}").get_data(as_text=True)
    assert "2 recordings have no basis" in page
    assert client.post(f"/import/{batch.id}/release", data={"basis": ""}).status_code == 422
    answer = client.post(f"/import/{batch.id}/release", data={"basis": "notice", "remember": "y"})
    assert answer.status_code == 303
    assert session.scalars(select(SourceBasis.basis)).all() == ["notice"]
    recording = one(session, "one").recording
    assert recording is not None
    session.refresh(recording)
    assert (recording.state, recording.basis) == (RecordingState.WAITING, "notice")


def test_basis_is_asked_once_for_a_source(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    sound = encoded([silence(0.5)])
    upload(client, ("a.wav", sound), source="phones", basis="consent", agent_id="a-1")
    upload(client, ("b.wav", sound), source="phones", agent_id="a-1")
    upload(client, ("c.wav", sound), source="other", agent_id="a-1")
    run_jobs()
    found = {
        each.external_id: each.recording.basis
        for each in session.scalars(select(Interaction))
        if each.recording
    }
    assert found == {"a": "consent", "b": "consent", "c": None}


def test_nothing_chosen_is_said_at_the_field(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    answer = client.post("/import", data={})
    assert answer.status_code == 422
    assert "Choose at least one file." in answer.get_data(as_text=True)
    assert session.scalar(select(func.count(Batch.id))) == 0


def test_cancelled_import_can_be_gone_on_with(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    upload(client, ("a.jsonl", jsonl(interaction())))
    batch = newest(session)
    assert client.post(f"/import/{batch.id}/cancel").status_code == 303
    assert run_jobs() == (0, 0)
    assert newest(session).state is BatchState.CANCELLED
    assert "Go on" in client.get(f"/import/{batch.id}").get_data(as_text=True)
    assert client.post(f"/import/{batch.id}/resume").status_code == 303
    run_jobs()
    assert counts(newest(session)) == ("done", 1, 1, 0, 0)
    assert client.post(f"/import/{batch.id}/cancel").status_code == 422


def test_only_those_who_may_import_see_the_pages(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.TEAM_LEAD, make_team(session)))
    assert client.get("/import").status_code == 404
    assert upload(client, ("a.jsonl", b"{}")).status_code == 404


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """The store takes so many more files, and then no other: as obstore says it of a full disk."""
    real, left = obstore.put, [after]

    def put(store: Any, key: str, data: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise GenericError("Unable to write: No space left on device (os error 28)")
        return real(store, key, data)

    monkeypatch.setattr(obstore, "put", put)


def test_an_upload_that_does_not_fit_is_told_at_once_and_leaves_nothing(
    session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    fill_the_disk(monkeypatch, after=1)
    answer = upload(client, ("a.jsonl", jsonl(interaction())), ("b.jsonl", b"{}"), source="desk")
    assert answer.status_code == 507
    page = answer.get_data(as_text=True)
    assert "The disk of the file store is full: nothing of this was kept." in page
    assert 'value="desk"' in page
    assert list(storage(session).listing()) == []
    assert session.scalar(select(func.count(Batch.id))) == 0


def test_a_disk_that_fills_while_reading_loses_nothing_that_was_handed_in(
    session: Session, sign_in: SignIn, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The import tries again, gives up with words, keeps its files, and goes on when asked."""
    client = sign_in(make_user(session, Role.QA_MANAGER))
    sound = encoded([silence(0.5)])
    upload(client, ("m.csv", MANIFEST), ("one.wav", sound), ("two.wav", sound), source="phones")
    address = f"/import/{newest(session).id}"
    fill_the_disk(monkeypatch, after=1)
    for _ in range(5):
        run_jobs()
        session.execute(update(Job).values(run_after=AT))
    batch = newest(session)
    assert (batch.state, counts(batch)[1:3]) == (BatchState.FAILED, (0, 0))
    page = client.get(address).get_data(as_text=True)
    assert "The disk of the file store is full" in page
    assert "the rest can be gone on with here" in page
    assert session.scalar(select(func.count(BatchFile.id))) == 3
    assert list(storage(session).listing("recordings")) == []
    monkeypatch.undo()
    assert client.post(f"{address}/resume").status_code == 303
    run_jobs()
    assert counts(newest(session)) == ("done", 2, 2, 0, 0)
    assert session.scalar(select(func.count(BatchFile.id))) == 0


def test_an_error_of_ours_ends_the_import_in_words_and_keeps_its_files(
    session: Session, sign_in: SignIn, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    upload(client, ("a.jsonl", jsonl(interaction())))

    def fail(*_words: Any, **_others: Any) -> Any:
        raise KeyError("a fault")

    monkeypatch.setattr(running, "run_batch", fail)
    for _ in range(5):
        run_jobs()
        session.execute(update(Job).values(run_after=AT))
    batch = newest(session)
    assert (batch.state, batch.error) == (
        BatchState.FAILED,
        "An error of the product stopped this import (KeyError). What was stored before stays; "
        "the rest can be gone on with here.",
    )
    monkeypatch.undo()
    client.post(f"/import/{batch.id}/resume")
    run_jobs()
    assert counts(newest(session)) == ("done", 1, 1, 0, 0)
