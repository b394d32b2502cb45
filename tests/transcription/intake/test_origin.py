"""The interaction's page says where it came from; a direction that nobody knows is not guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.people import make_user
from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.intake.importing import imported, one
from transcription.intake.models import Batch

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]
TERM = re.compile(r"<dt>([^<]*)</dt><dd[^>]*>(.*?)</dd>", re.DOTALL)


def origin(client: FlaskClient, interaction_id: int) -> dict[str, str]:
    """The terms of the page, without marks."""
    page = client.get(f"/interactions/{interaction_id}").get_data(as_text=True)
    return {name: re.sub(r"<[^>]+>", " ", text).strip() for name, text in TERM.findall(page)}


def test_batch_file_line_format_and_way_are_shown(
    session: Session, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER, name="Mo Manager"))
    rows = jsonl(interaction(external_id="a"), interaction(external_id="b", direction="outbound"))
    form: dict[str, Any] = {"files": [(BytesIO(rows), "day.jsonl")]}
    client.post("/import", data=form, content_type="multipart/form-data")
    run_jobs()
    batch = session.scalars(select(Batch)).one()
    told = origin(client, one(session, "b").id)
    assert {name: told[name] for name in ("Read as", "File", "Place in it", "Came by")} == {
        "Read as": "JSON lines",
        "File": "day.jsonl",
        "Place in it": "line 2",
        "Came by": "Upload in the browser",
    }
    assert (told["Import"], told["Direction"]) == (f"Import {batch.id}", "To the customer")
    assert told["Handed in"].endswith(", by Mo Manager")
    told = origin(client, one(session, "a").id)
    assert (told["Place in it"], told["Direction"]) == ("line 1", "Not known")


def test_the_batch_is_a_link_only_for_who_may_see_it(
    session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(interaction(agent={"id": "a-1", "team": "Blue"})))
    batch = imported(session, path)
    found = one(session, "chat-1")
    for role, links in ((Role.QA_MANAGER, 1), (Role.REVIEWER, 0)):
        client = sign_in(make_user(session, role, found.team))
        page = client.get(f"/interactions/{found.id}").get_data(as_text=True)
        assert page.count(f'href="/import/{batch.id}"') == links
        assert f"Import {batch.id}" in page


def test_a_beginning_taken_from_the_file_is_said(
    session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    path = tmp_path / "7.txt"
    path.write_text("Agent: Hello\nCustomer: Hi\n")
    batch = imported(session, path, agent_id="a-1")
    assert (batch.note or "").splitlines() == [
        "text; UTF-8",
        "of 1 interaction nothing says when: started is taken from the file's date",
    ]
    client = sign_in(make_user(session, Role.QA_MANAGER))
    told = origin(client, one(session, "7").id)
    assert "Taken from the file's date: nothing else says when it began." in told["Started"]
    assert "Place in it" not in told


def test_unknown_directions_can_be_listed(
    session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        jsonl(interaction(external_id="known", direction="inbound", turns=[said("Known")]),
              interaction(external_id="unknown", turns=[said("Nobody knows")]))
    )  # fmt: skip
    imported(session, path)
    client = sign_in(make_user(session, Role.QA_MANAGER))
    for wanted, there in (("unknown", ["Nobody knows"]), ("inbound", ["Known"]), ("outbound", [])):
        page = client.get(f"/interactions?direction={wanted}").get_data(as_text=True)
        assert [each for each in ("Known", "Nobody knows") if f">{each}<" in page] == there


def said(text: str) -> dict[str, str]:
    """A turn of the customer's."""
    return {"speaker": "customer", "text": text}
