"""Files in pieces by the tus protocol: gone on with, checked, each person's own, swept away."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.models import User
from tests.factories.people import make_user
from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.intake.importing import counts
from transcription.intake.models import Batch, PartialPiece, PartialUpload
from transcription.intake.pieces import KEPT, sweep
from transcription.intake.routes_pieces import KIND

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]


@pytest.fixture
def manager(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(make_user(session, Role.QA_MANAGER))


def started(client: FlaskClient, size: int, name: str = "a.jsonl") -> TestResponse:
    named = base64.b64encode(name.encode()).decode()
    headers = {"Upload-Length": str(size), "Upload-Metadata": f"filename {named}"}
    return client.post("/import/pieces", headers=headers)


def send(client: FlaskClient, place: str, start: int, data: bytes, **more: Any) -> TestResponse:
    headers = {"Upload-Offset": str(start), "Tus-Resumable": "1.0.0", **more.pop("headers", {})}
    return client.patch(place, data=data, content_type=more.pop("kind", KIND), headers=headers)


def test_a_broken_upload_is_gone_on_with_and_handed_in(
    session: Session, manager: FlaskClient, run_jobs: RunJobs
) -> None:
    rows = jsonl(interaction(), interaction(external_id="b"))
    begun = started(manager, len(rows), "a/../😀.jsonl")
    place = begun.headers["Location"]
    assert (begun.status_code, begun.headers["Tus-Resumable"]) == (201, "1.0.0")
    assert send(manager, place, 0, rows[:50]).headers["Upload-Offset"] == "50"
    lost = send(manager, place, 0, rows[:50])
    assert lost.status_code == 409
    here = manager.head(place)
    assert (here.headers["Upload-Offset"], here.headers["Upload-Length"]) == ("50", str(len(rows)))
    token = place.rpartition("/")[2]
    early = manager.post("/import", data={"pieces": [token]})
    assert (early.status_code, "is not here whole yet" in early.text) == (422, True)
    assert send(manager, place, 50, rows[50:]).headers["Upload-Offset"] == str(len(rows))
    assert manager.post("/import", data={"pieces": [token, token]}).status_code == 303
    run_jobs()
    batch = session.scalars(select(Batch)).one()
    assert (batch.name, counts(batch)) == ("a/😀.jsonl", ("done", 2, 2, 0, 0))
    assert session.scalars(select(PartialPiece)).all() == []
    assert list(storage(session).listing("pieces")) == []
    assert manager.head(place).status_code == 404


def test_what_is_not_taken(session: Session, manager: FlaskClient) -> None:
    assert started(manager, (1024 << 20) + 1).status_code == 413
    assert started(manager, 0).status_code == 422
    assert started(manager, 5, "\x00").status_code == 422
    place = started(manager, 5).headers["Location"]
    wrong = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    right = base64.b64encode(hashlib.sha256(b"hello").digest()).decode()
    for data, more, status in (
        (b"hello!", {}, 413),
        (b"hello", {"kind": "text/plain"}, 422),
        (b"hello", {"headers": {"Upload-Checksum": f"sha256 {wrong}"}}, 460),
        (b"hello", {"headers": {"Upload-Checksum": "md5 x"}}, 422),
        (b"hello", {"headers": {"Upload-Offset": "-1"}}, 422),
        (b"hello", {"headers": {"Upload-Checksum": f"sha256 {right}"}}, 204),
    ):
        assert (data, send(manager, place, 0, data, **more).status_code) == (data, status)
    assert session.scalars(select(PartialUpload.arrived)).all() == [5]


def test_it_is_taken_back_or_swept_away(session: Session, manager: FlaskClient) -> None:
    place = started(manager, 5).headers["Location"]
    send(manager, place, 0, b"hel")
    assert manager.delete(place).status_code == 204
    assert list(storage(session).listing("pieces")) == []
    send(manager, started(manager, 5).headers["Location"], 0, b"hel")
    assert sweep(session, clock.now() + KEPT - timedelta(hours=1)) == []
    assert len(sweep(session, clock.now() + KEPT + timedelta(hours=1))) == 1
    assert session.scalars(select(PartialUpload)).all() == []


def test_nobody_elses_file_is_there(session: Session, sign_in: SignIn) -> None:
    place = started(sign_in(make_user(session, Role.QA_MANAGER)), 5).headers["Location"]
    other = sign_in(make_user(session, Role.QA_MANAGER))
    assert [other.head(place).status_code, send(other, place, 0, b"x").status_code,
            other.delete(place).status_code] == [404, 404, 404]  # fmt: skip
