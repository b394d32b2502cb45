"""Interactions through the API: results by item, pointers, batches, recordings, limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from tests.qa_app.api.asking import HERE, Program, make_program
from tests.transcription.intake.examples import interaction
from tests.transcription.transcripts.sounds import encoded, silence
from transcription.intake.models import Batch, BatchState, Way
from transcription.interactions.models import Interaction, Recording

RunJobs = Callable[[], tuple[int, int]]


@pytest.fixture
def program(session: Session, client: FlaskClient) -> Program:
    return make_program(session, client)


def taken(answer: Any) -> list[tuple[str, Any]]:
    return [(item["status"], item.get("external_id")) for item in answer.json["items"]]


def test_one_item_is_created_and_then_known(program: Program, session: Session) -> None:
    answer = program.post(interaction())
    assert (answer.status_code, taken(answer)) == (201, [("created", "chat-1")])
    found = session.scalars(select(Interaction)).one()
    assert answer.json["items"][0]["id"] == found.id
    assert answer.headers["Location"] == f"{HERE}/{found.id}"
    stands = program.get(answer.headers["Location"])
    assert (stands.json["state"], stands.json["recording"]) == ("ready", None)
    again = program.post(interaction())
    assert (again.status_code, taken(again)) == (200, [("known", "chat-1")])
    assert again.json["batch"]["accepted"] == again.json["batch"]["known"] == 1
    batch = session.scalars(select(Batch).order_by(Batch.id)).first()
    assert batch is not None
    assert (batch.way, batch.came_from, batch.created_by) == (Way.API, "Phone system", None)
    acts = session.execute(select(AuditRow.act, AuditRow.actor).where(AuditRow.actor == "api"))
    assert ("batch.receive", "api") in [tuple(row) for row in acts]


def test_what_is_wrong_is_told_by_item_and_pointer(program: Program) -> None:
    bad = interaction(external_id="chat-2", channel="pigeon")
    bad["turns"][0]["speaker"] = "parrot"
    answer = program.post([interaction(), bad, interaction(), "no object"])
    assert answer.status_code == 207
    assert [each["status"] for each in answer.json["items"]] == ["created", *["refused"] * 3]
    assert answer.json["items"][1]["errors"] == [
        {"pointer": "/channel", "detail": "must be phone, email, chat, social, sms, portal or app"},
        {"pointer": "/turns/0/speaker", "detail": "must be agent, customer, bot or system"},
    ]
    assert answer.json["items"][2]["errors"] == [
        {"pointer": "/external_id", "detail": "was given on line 1 already: the first one counts"}
    ]
    assert answer.json["items"][3]["errors"][0]["pointer"] == ""
    counts = answer.json["batch"]
    assert (counts["total"], counts["accepted"], counts["rejected"]) == (4, 1, 3)
    refusals = program.get(counts["refusals_url"]).json
    assert [row["line"] for row in refusals["refusals"]] == [4, 3, 2]
    assert refusals["next"] is None


def test_a_single_bad_item_is_a_problem(program: Program) -> None:
    answer = program.post({"source": "s"})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json["type"] == "urn:quality-desk:problem:all-refused"
    assert answer.json["items"][0]["errors"][0] == {
        "pointer": "/external_id", "detail": "is missing"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "kind", "status", "problem"),
    [
        (b"{", "application/json", 400, "not-json"),
        (b'{"a": 1, "a": 2}', "application/json", 400, "not-json"),
        (b"[" * 100_000, "application/json", 400, "not-json"),
        (b"\xff\xfe", "application/json", 400, "not-json"),
        (b"[]", "application/json", 422, "nothing-handed-in"),
        (b"\n\n", "application/x-ndjson", 422, "nothing-handed-in"),
        (b"a,b", "text/csv", 415, "media-type"),
        (b" " * (9 << 20), "application/json", 413, "too-large"),
        (b"[" + b"1," * 10_000 + b"1]", "application/json", 413, "too-many"),
    ],
)
def test_a_request_that_cannot_be_read(
    program: Program, session: Session, body: bytes, kind: str, status: int, problem: str
) -> None:
    answer = program.client.post(HERE, data=body, content_type=kind, headers=program.bearer)
    assert (answer.status_code, answer.json["type"]) == (
        status,
        f"urn:quality-desk:problem:{problem}",
    )
    assert session.scalar(select(func.count(Batch.id))) == 0


def test_many_are_read_in_the_background(
    program: Program, session: Session, run_jobs: RunJobs
) -> None:
    rows = [interaction(external_id=f"c-{number}") for number in range(120)]
    answer = program.post(rows)
    assert (answer.status_code, answer.json["batch"]["state"]) == (202, "received")
    assert run_jobs()[1] == 0
    followed = program.get(answer.headers["Location"]).json
    assert (followed["state"], followed["accepted"], followed["total"]) == ("done", 120, 120)
    lines = b"\n".join(json.dumps(row).encode() for row in [*rows[:2], "x"])
    later = program.client.post(
        HERE, data=lines, content_type="application/x-ndjson",
        headers={**program.bearer, "Prefer": "respond-async"},
    )  # fmt: skip
    assert later.status_code == 202
    run_jobs()
    followed = program.get(later.headers["Location"]).json
    assert (followed["accepted"], followed["known"], followed["rejected"]) == (2, 2, 1)


def test_json_lines_are_taken_at_once_when_few(program: Program) -> None:
    lines = json.dumps(interaction()).encode() + b"\n\nbroken\n"
    answer = program.client.post(
        HERE, data=lines, content_type="application/x-ndjson", headers=program.bearer
    )
    assert answer.status_code == 207
    assert [each["status"] for each in answer.json["items"]] == ["created", "refused"]


def test_a_recording_comes_with_its_item(program: Program, session: Session) -> None:
    item = interaction(recording="calls/one.wav", basis="consent", channel="phone")
    del item["turns"]
    sound = encoded([silence(1.0)])

    def send(name: str) -> Any:
        data = {"items": json.dumps(item), "recordings": (BytesIO(sound), name)}
        return program.client.post(
            HERE, data=data, content_type="multipart/form-data", headers=program.bearer
        )

    stray = send("other.wav")
    assert (stray.status_code, stray.json["type"][-19:]) == (422, "recording-not-named")
    answer = send("calls/one.wav")
    assert (answer.status_code, taken(answer)) == (201, [("created", "chat-1")])
    kept = session.scalars(select(Recording)).one()
    assert (kept.file_name, kept.basis, kept.size_bytes) == ("one.wav", "consent", len(sound))
    missing = program.post({**item, "external_id": "chat-9"})
    assert missing.json["items"][0]["errors"] == [
        {"pointer": "/recording", "detail": "is not among the files that were handed in"}
    ]


def test_the_source_of_the_integration_holds(session: Session, client: FlaskClient) -> None:
    bound = make_program(session, client, source="leeds")
    answer = bound.post([interaction(source="elsewhere")])
    assert answer.json["items"][0]["source"] == "leeds"


def test_a_batch_of_another_integration_is_not_there(
    program: Program, session: Session, client: FlaskClient
) -> None:
    answer = program.post(interaction())
    other = make_program(session, client)
    addresses = (answer.headers["Location"], answer.json["batch"]["url"],
                 answer.json["batch"]["refusals_url"], "/api/v1/batches/999999")  # fmt: skip
    bodies = [other.get(address) for address in addresses]
    assert {body.status_code for body in bodies} == {404}
    assert {body.content_type for body in bodies} == {"application/problem+json"}
    assert len({body.text for body in bodies}) == 1


def test_a_full_store_takes_nothing(
    program: Program, session: Session, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa_app.api import taking
    from qa_app.core.storage import StorageFull

    def full(*_: object) -> None:
        raise StorageFull("The disk is full.")

    monkeypatch.setattr(taking, "run_batch", full)
    answer = program.post(interaction(), Idempotency_Key="k")
    assert (answer.status_code, answer.json["detail"]) == (
        507,
        "The disk is full.",
    )
    assert session.scalars(select(Batch.state)).all() == [BatchState.FAILED]
    monkeypatch.undo()
    assert program.post(interaction(), Idempotency_Key="k").status_code == 201
