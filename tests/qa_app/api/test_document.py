"""The OpenAPI document fits itself, the routes, what they answer, and the page of the docs."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from qa_app.api.document import openapi
from tests.house.sources import ROOT
from tests.qa_app.api.asking import make_program
from tests.qa_app.api.schemas import faults
from tests.transcription.intake.examples import interaction
from tests.transcription.transcripts.sounds import encoded, silence

PAGE = (ROOT / "docs" / "api.md").read_text()
HERE = "#/components/schemas/"


def walk(part: Any, path: str = "#") -> Iterator[tuple[str, Any]]:
    yield path, part
    items = (
        part.items()
        if isinstance(part, dict)
        else enumerate(part)
        if isinstance(part, list)
        else ()
    )
    for name, below in items:
        yield from walk(below, f"{path}/{name}")


def test_every_reference_leads_somewhere_and_every_part_is_used() -> None:
    whole = openapi()
    known = {path for path, _ in walk(whole)}
    used = {part["$ref"] for _, part in walk(whole) if isinstance(part, dict) and "$ref" in part}
    assert used - known == set()
    schemas = {HERE + name for name in whole["components"]["schemas"]}
    assert schemas - used == set()


def test_the_shape_is_that_of_openapi() -> None:
    """The rules of OpenAPI 3.1 that a slip would break: ids, parameters, answers, required keys."""
    whole = openapi()
    assert sorted(whole) == ["components", "info", "openapi", "paths", "security", "servers"]
    names = []
    for path, methods in whole["paths"].items():
        for operation in methods.values():
            names.append(operation["operationId"])
            inside = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"]
            assert inside == re.findall(r"{(\w+)}", path)
            assert all(
                "description" in one or "$ref" in one for one in operation["responses"].values()
            )
            assert all(re.fullmatch(r"[1-5]\d\d|default", code) for code in operation["responses"])
    assert len(names) == len(set(names))
    for path, part in walk(whole["components"]["schemas"]):
        if isinstance(part, dict) and "required" in part and "properties" in part:
            assert set(part["required"]) <= set(part["properties"]), path


def test_it_names_the_routes_that_there_are(app: Flask) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(path, method) for path, methods in openapi()["paths"].items() for method in methods}
    assert told == routes


def test_answers_are_as_it_says(session: Session, client: FlaskClient) -> None:
    assert client.get("/api/v1/openapi.json").json == json.loads(json.dumps(openapi()))
    program = make_program(session, client)
    wrong = interaction(external_id="b", channel="x")
    made, part, bad = (program.post(one) for one in (interaction(), [interaction(), wrong], {}))
    answers = {
        "Taken": [made.json, part.json],
        "Problem": [bad.json, program.get("/api/v1/batches/99").json],
        "InteractionState": [program.get(made.headers["Location"]).json],
        "Batch": [program.get(part.headers["Location"]).json],
        "Refusals": [program.get(part.json["batch"]["refusals_url"]).json],
        "Later": [program.post(interaction(), Prefer="respond-async").json],
        "Interaction": [interaction()],
    }
    found = {
        name: [faults(body, {"$ref": HERE + name}, openapi()) for body in bodies]
        for name, bodies in answers.items()
    }
    assert found == {name: [[]] * len(bodies) for name, bodies in answers.items()}
    assert faults(wrong, {"$ref": HERE + "Interaction"}, openapi()) != []


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The application behind a real port, as curl wants one."""
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_examples_of_the_page_work(
    session: Session, client: FlaskClient, served: str, tmp_path: Path
) -> None:
    """Each block of commands is run as it stands, and answers what stands below it."""
    token = make_program(session, client).token
    session.rollback()
    (tmp_path / "call.wav").write_bytes(encoded([silence(1.0)]))
    blocks = re.findall(r"```sh\n(.*?)```\n+(?:.*?`(\d{3})`)", PAGE, re.DOTALL)
    assert len(blocks) == PAGE.count("```sh\n") > 5
    got = []
    for commands, _ in blocks:
        script = commands.replace("https://desk.example.com", served).replace(
            "curl ", "curl -sS -w '%{stderr}%{http_code} ' "
        )
        done = subprocess.run(
            ["bash", "-euc", script], cwd=tmp_path, env={"TOKEN": token, "PATH": "/usr/bin:/bin"},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        got.append(done.stderr.split()[-1] if done.stderr else done.stdout)
    assert got == [status for _, status in blocks]
