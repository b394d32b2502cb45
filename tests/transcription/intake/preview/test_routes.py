"""The pages before an import: look, map, confirm, take back; whose uploads they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.models import User
from tests.factories.people import make_user
from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.intake.importing import counts
from tests.transcription.intake.mapping.tables import HELPDESK, look_at, workbook
from transcription.intake.mapping.guessing import guess
from transcription.intake.mapping.models import SavedMapping
from transcription.intake.models import Batch
from transcription.intake.preview import deciding, routes
from transcription.intake.preview.models import WaitingFile, WaitingUpload
from transcription.interactions.models import Interaction

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]


def hand_in(client: FlaskClient, name: str, data: bytes, **fields: str) -> str:
    """Upload to look first; the address of the page that shows it."""
    form: dict[str, Any] = {"files": [(BytesIO(data), name)], "look": "yes", **fields}
    answer = client.post("/import", data=form, content_type="multipart/form-data")
    assert answer.status_code == 303
    return answer.headers["Location"]


def wizard_fields(columns: dict[int, str], **more: str) -> dict[str, str]:
    chosen = {f"to-{number}": target for number, target in columns.items()}
    return {
        "name": "Desk",
        "shape": "interaction",
        "act": "save",
        "date_order": "day",
        **chosen,
        **more,
    }


def test_files_are_looked_at_then_imported(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    here = hand_in(client, "a.jsonl", jsonl(interaction(), "broken"), source="desk")
    page = client.get(here).get_data(as_text=True)
    assert "Nothing of this is stored yet." in page
    assert "is not JSON" in page
    assert session.scalar(select(func.count(Interaction.id))) == 0
    assert "Waiting for your decision" in client.get("/import").get_data(as_text=True)
    answer = client.post(f"{here}/import")
    run_jobs()
    batch = session.scalars(select(Batch)).one()
    assert answer.headers["Location"] == f"/import/{batch.id}"
    assert counts(batch) == ("done", 2, 1, 1, 0)
    assert session.scalar(select(func.count(WaitingUpload.id))) == 0
    assert list(storage(session).listing("uploads")) == []
    assert client.get(here).status_code == 404


def test_an_unknown_table_is_mapped_saved_and_read(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    here = hand_in(client, "desk.csv", HELPDESK.encode(), time_zone="Europe/Berlin")
    assert "Map its columns" in client.get(here).get_data(as_text=True)
    file = session.scalars(select(WaitingFile)).one()
    there = f"{here}/columns/{file.id}"
    page = client.get(there).get_data(as_text=True)
    assert "Never read: it claims what an agent feels." in page
    assert "Of the first rows 2 would be taken." in page
    columns = {0: "external_id", 1: "started_at", 2: "agent_name", 4: "channel", 7: "transcript"}
    words = {"for-4": "channel", "word-4-0": "Voice", "means-4-0": "phone",
             "word-4-1": "Web chat", "means-4-1": "chat"}  # fmt: skip
    part = client.post(f"{there}/try", data=wizard_fields(columns)).get_data(as_text=True)
    assert "must be phone, email, chat" in part
    assert client.post(there, data=wizard_fields({0: "external_id", 1: "external_id"}, **words))\
        .status_code == 422  # fmt: skip
    answer = client.post(there, data=wizard_fields(columns, source="helpdesk", **words))
    assert (answer.status_code, answer.headers["Location"]) == (303, here)
    saved = session.scalars(select(SavedMapping)).one()
    assert (saved.name, saved.version, saved.source) == ("Desk", 1, "helpdesk")
    client.post(f"{here}/import")
    run_jobs()
    found = session.scalars(select(Interaction).order_by(Interaction.external_id)).all()
    assert [(each.source, each.external_id, each.channel.value) for each in found] == [
        ("helpdesk", "T-1", "phone"), ("helpdesk", "T-2", "chat"),
    ]  # fmt: skip


def test_a_name_that_is_too_long_is_refused_and_nothing_chosen_is_lost(
    session: Session, sign_in: SignIn
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    here = hand_in(client, "desk.csv", HELPDESK.encode(), time_zone="Europe/Berlin")
    there = f"{here}/columns/{session.scalars(select(WaitingFile)).one().id}"
    fields = wizard_fields({0: "external_id", 6: "team"}, name="x" * 201)
    answer = client.post(there, data=fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "name: String should have at most 200 characters" in page
    assert 'value="team" selected' in page
    assert client.post(f"{there}/try", data=fields).status_code == 200
    assert session.scalar(select(func.count(SavedMapping.id))) == 0


def test_a_sheet_of_a_workbook_is_chosen(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    rows = [line.split(";") for line in HELPDESK.splitlines()[:1]]
    data = workbook(May=[*rows, ["T-1"]], June=[["Ticket", "Opened"], ["T-9", "2026-06-01"]])
    here = hand_in(client, "desk.xlsx", data)
    file = session.scalars(select(WaitingFile)).one()
    page = client.get(f"{here}/columns/{file.id}?sheet=June").get_data(as_text=True)
    assert ("T-9" in page, "June" in page, "Handled by" in page) == (True, True, False)


def test_an_upload_is_its_uploaders_alone(session: Session, sign_in: SignIn) -> None:
    owner, other = make_user(session, Role.QA_MANAGER), make_user(session, Role.QA_MANAGER)
    here = hand_in(sign_in(owner), "desk.csv", HELPDESK.encode())
    file = session.scalars(select(WaitingFile)).one().id
    client = sign_in(other)
    assert client.get(here).status_code == 404
    assert client.get(f"{here}/columns/{file}").status_code == 404
    for act in ("import", "drop", "again"):
        assert client.post(f"{here}/{act}").status_code == 404


def test_what_is_taken_back_or_forgotten_leaves_nothing(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    here = hand_in(client, "desk.csv", HELPDESK.encode())
    assert client.post(f"{here}/drop").status_code == 303
    hand_in(client, "desk.csv", HELPDESK.encode())
    assert deciding.sweep(session, at=clock.now() + timedelta(hours=23)) == []
    keys = deciding.sweep(session, at=clock.now() + timedelta(hours=25))
    assert list(storage(session).listing("uploads")) == keys
    assert session.scalar(select(func.count(WaitingUpload.id))) == 0


def test_a_long_upload_is_counted_by_a_worker(
    session: Session, sign_in: SignIn, run_jobs: RunJobs, monkeypatch: Any
) -> None:
    monkeypatch.setattr(routes, "LOOK_SECONDS", -1)
    client = sign_in(make_user(session, Role.QA_MANAGER))
    here = hand_in(client, "a.jsonl", jsonl(interaction()))
    assert "counted so far" in client.get(here).get_data(as_text=True)
    assert "hx-get" in client.get(f"{here}/counts").get_data(as_text=True)
    run_jobs()
    assert client.get(f"{here}/counts").headers["HX-Redirect"] == here
    assert "counted so far" not in client.get(here).get_data(as_text=True)


def test_too_many_undecided_uploads_are_refused(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    for _ in range(deciding.MOST_WAITING):
        hand_in(client, "a.jsonl", jsonl(interaction()))
    form = {"files": [(BytesIO(b"x"), "a.jsonl")], "look": "yes"}
    answer = client.post("/import", data=form, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "uploads wait for your decision already" in answer.get_data(as_text=True)


def test_mappings_are_listed_renamed_exported_deleted_and_brought_back(
    session: Session, sign_in: SignIn
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    text = guess(look_at(HELPDESK), name="Desk").as_json()
    form = {"file": (BytesIO(text.encode()), "desk.json")}
    answer = client.post("/import/mappings", data=form, content_type="multipart/form-data")
    here = answer.headers["Location"]
    assert (
        "Contact" not in client.get("/import/mappings").get_data(as_text=True).split("Shipped")[0]
    )
    assert client.get(f"{here}.json").get_data(as_text=True) == text
    renamed = client.post(here, data={"name": "Help desk"}).headers["Location"]
    assert "Help desk" in client.get(renamed).get_data(as_text=True)
    assert client.get(here).status_code == 404
    gone = client.post(f"{renamed}/delete").headers["Location"]
    assert "Bring it back" in client.get(gone).get_data(as_text=True)
    assert client.post(f"{renamed}/restore").headers["Location"] == renamed
    bad = {"file": (BytesIO(b'{"name": "x"}'), "x.json")}
    answer = client.post("/import/mappings", data=bad, content_type="multipart/form-data")
    assert (answer.status_code, "header: " in answer.get_data(as_text=True)) == (422, True)
    shipped = client.get("/import/mappings/shipped/twilio-calls.json")
    assert shipped.get_json()["name"] == "Twilio calls"
    assert client.get("/import/mappings/shipped/none.json").status_code == 404
