"""The report over sessions: what it still has to have worked out it asks for in a writing turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, event, func, select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.db import db, is_reading
from qa_app.core.jobs.models import Job
from qa_app.people.models import User
from scorecards.sessions.measuring import TASK
from tests.factories.feedback import Desk, make_talk
from tests.factories.sessions import make_session, submit_as

SignIn = Callable[[User], FlaskClient]
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def written() -> Any:
    """Each statement that writes, with whether its transaction was begun only to read."""
    found: list[tuple[str, bool]] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        if statement.lstrip().startswith(WRITES):
            found.append((" ".join(statement.split()[:3]), is_reading()))

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_looking_at_the_report_writes_in_no_transaction_that_only_reads(
    session: Session, desk: Desk, sign_in: SignIn, written: list[tuple[str, bool]]
) -> None:
    now = clock.now()
    talks = [make_talk(session, desk.agent) for _ in range(2)]
    people = [desk.reviewer, desk.lead]
    made = make_session(session, desk.version, talks, people, desk.manager, at=now)
    for person in people:
        submit_as(session, made, person, at=now)
    session.execute(delete(Job).where(Job.task == TASK))
    session.commit()
    client = sign_in(desk.manager)
    client.get("/calibration")
    written.clear()
    page = client.get("/calibration/report")
    assert (page.status_code, "being worked out" in page.text) == (200, True)
    # A reading transaction that turns to writing fails beside any other writer.
    assert [(words, reading) for words, reading in written if reading] == []
    assert [words for words, _ in written] == ["INSERT INTO job"]
    written.clear()
    client.get("/calibration/report")
    assert written == []  # it is asked for already
    jobs = select(func.count(Job.id)).where(Job.task == TASK)
    assert session.scalar(jobs) == 1
