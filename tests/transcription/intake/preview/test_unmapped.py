"""A table that nobody has explained waits to be mapped; refused rows can be looked at again."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.models import User
from tests.factories.people import make_user
from tests.transcription.intake.examples import interaction, jsonl
from transcription.intake.models import Batch, BatchFile, BatchRemainder
from transcription.intake.preview.models import WaitingFile, WaitingUpload

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]
TABLE = "Nr;Gespräch;Wer\n1;Hallo;Jo\n".encode("cp1252")


def upload(client: FlaskClient, name: str, data: bytes, **said: str) -> None:
    form: dict[str, Any] = {"files": [(BytesIO(data), name)], "source": "desk", **said}
    client.post("/import", data=form, content_type="multipart/form-data")


def test_the_batch_leads_to_the_wizard(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    upload(client, "tickets.csv", TABLE)
    run_jobs()
    batch = session.scalars(select(Batch)).one()
    file = session.scalars(select(WaitingFile)).one()
    assert session.scalars(select(BatchFile)).all() == []
    assert len(list(storage(session).listing("uploads"))) == 1
    wizard = f"/import/look/{file.upload_id}/columns/{file.id}"
    page = client.get(f"/import/{batch.id}").get_data(as_text=True)
    assert (page.count(f'href="{wizard}"'), "Map its columns" in page) == (1, True)
    assert "Gespräch" in client.get(wizard).get_data(as_text=True)
    look = client.get(f"/import/look/{file.upload_id}").get_data(as_text=True)
    assert "<dt>Encoding</dt><dd>Windows-1252</dd>" in look
    other = sign_in(make_user(session, Role.QA_MANAGER))
    assert wizard not in other.get(f"/import/{batch.id}").get_data(as_text=True)


def test_refused_rows_are_looked_at_again(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    said = {"agent_id": "a-9", "agent_names": "Jo"}
    upload(client, "a.jsonl", jsonl(interaction(), interaction(channel="pigeon")), **said)
    run_jobs()
    kept = session.scalars(select(BatchRemainder)).one()
    answer = client.post(f"/import/{kept.batch_id}/refused/{kept.id}/look")
    waiting = session.scalars(select(WaitingUpload)).one()
    assert answer.headers["Location"] == f"/import/look/{waiting.id}"
    assert (waiting.name, waiting.said["source"]) == (kept.name, "desk")
    assert (waiting.said["agent_id"], waiting.said["hints"]["agent_names"]) == ("a-9", ["Jo"])
    assert "must be phone" in client.get(answer.headers["Location"]).get_data(as_text=True)
