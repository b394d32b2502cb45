"""Sign-in sessions in the database: kept in order while others write."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core.db import db
from qa_app.core.permissions import Role
from qa_app.installation import installation
from qa_app.people.models import User
from tests.factories.people import make_user

HELD_S = 1.0


def test_a_page_takes_its_message_out_of_the_session_while_somebody_writes(
    app: Flask, session: Session, sign_in: Callable[[User], FlaskClient]
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has one writer at a time")
    client = sign_in(make_user(session, Role.QA_MANAGER))
    assert client.get("/people").status_code == 200  # the next one is quick
    with client.session_transaction() as store:
        store["_flashes"] = [("message", "Team Harbour is added.")]
    path = installation(app).settings.instance / "quality-desk.db"
    writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    release = threading.Timer(HELD_S, writer.rollback)
    release.start()
    shown = client.get("/people")
    release.join()
    writer.close()
    assert (shown.status_code, "Team Harbour is added." in shown.text) == (200, True)
    assert "Team Harbour is added." not in client.get("/people").text
