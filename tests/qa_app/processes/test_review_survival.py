"""kill -9 of the web processes while a reviewer submits: what was sent stands, and stands once."""

from __future__ import annotations

import http.client
import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.config import load_settings
from qa_app.core.audit import AuditRow
from qa_app.core.db import db
from qa_app.core.permissions import Role
from qa_app.factory import build
from qa_app.installation import installation
from qa_app.notifications.models import Notification
from qa_app.people.accounts import set_password
from qa_app.processes.upgrade import upgrade
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation, EvaluationState
from scorecards.reviews.results import document_of
from tests.factories.filling import draft
from tests.factories.people import make_team, make_user
from tests.factories.queue import AT, make_assignment, make_text, publish_shipped
from tests.journeys.serving import ServedTree
from tests.processes import descendants, wait_until
from tests.visitor import Answer, Visitor

# The supervisor waits longer after each death, so not every item gets one.
ITEMS, KILL_EVERY = 8, 2
PATIENCE_S = 60
PASSWORD = "a long word for testing"
# The kill falls before, into and after the request.
SPREAD_S = 0.12

pytestmark = pytest.mark.slow


def test_every_submission_stands_once(tmp_path: Path) -> None:
    app = build(load_settings({"QA_INSTANCE_PATH": str(tmp_path / "instance")}), testing=True)
    upgrade(app)
    desk = fill(app)
    with ServedTree(tmp_path, QA_UNDO_SECONDS="1") as served:
        broken = score_while_killed(served, desk)
        wait_until(lambda: len(told(app)) >= ITEMS, PATIENCE_S)
    assert broken >= ITEMS // KILL_EVERY
    paths = told(app)
    with app.app_context(), installation(app).open_session() as session:
        found = session.scalars(select(Evaluation).order_by(Evaluation.id)).all()
        assert {one.assignment_id: stored(one) for one in found} == {
            number: given["answers"] for number, given in desk.sent.items()
        }
        assert len(found) == ITEMS
        assert {one.state for one in found} == {EvaluationState.RELEASED}
        assert session.scalars(select(Assignment.state)).all() == [AssignmentState.DONE] * ITEMS
        assert audited(session) == [one.id for one in found]
        assert paths == sorted(f"/feedback/{one.id}" for one in found)
    with app.app_context():
        db.engine.dispose()


@dataclass(frozen=True)
class Desk:
    """A reviewer with items: how to sign in, the scorecard, what will be sent for each item."""

    email: str
    version_id: int
    sent: dict[int, Any]


def fill(app: Flask) -> Desk:
    with app.app_context(), installation(app).open_session() as session:
        agent = make_user(session, Role.AGENT, make_team(session))
        reviewer = make_user(session, Role.REVIEWER)
        set_password(session, reviewer, PASSWORD, by=None, at=AT)
        version = publish_shipped(session, "chat")
        items = [
            make_assignment(session, make_text(session, agent), reviewer) for _ in range(ITEMS)
        ]
        chance, document = random.Random(5), document_of(version)
        sent = {item.id: draft(document, chance) for item in items}
        session.commit()
        return Desk(str(reviewer.email), version.id, sent)


def score_while_killed(served: ServedTree, desk: Desk) -> int:
    """Submit every item while the web processes are killed; how often the line broke."""
    chance, broken = random.Random(11), 0
    visitor = Visitor(served.address)
    visitor.sign_in(desk.email, PASSWORD)
    for place, (number, given) in enumerate(desk.sent.items()):
        page, failed = insist(served, lambda: visitor.get(f"/review/{number}"))  # noqa: B023 - called at once
        assert page.status == 200, page.text
        if place % KILL_EVERY == 0:
            Timer(chance.uniform(0, SPREAD_S), kill_web, [served]).start()
        body = {"version_id": desk.version_id, "revision": 0, "seconds": 9, "draft": given}
        answer, failed_too = insist(
            served,
            lambda: visitor.post_json(f"/review/{number}/submit", body),  # noqa: B023 - called at once
        )
        assert answer.status == 200, answer.text
        broken += failed + failed_too
    visitor.close()
    return broken


def insist(served: ServedTree, ask: Any) -> tuple[Answer, int]:
    """Ask again until there is an answer, as the page's script does; how often it failed."""
    end, failed = time.monotonic() + PATIENCE_S, 0
    while time.monotonic() < end:
        try:
            return ask(), failed
        except (OSError, http.client.HTTPException):
            failed += 1
            time.sleep(0.1)
    raise AssertionError(f"no answer from {served.address}")


def kill_web(served: ServedTree) -> None:
    """kill -9 of every web process that there is now."""
    assert served.process is not None
    for one in descendants(served.process.pid):
        if one.name == "qa web":
            os.kill(one.pid, signal.SIGKILL)


def stored(evaluation: Evaluation) -> dict[str, Any]:
    return {answer.question_key: answer.value["value"] for answer in evaluation.answers}


def audited(session: Session) -> list[int]:
    """Ids of evaluations whose submission is in the audit trail, one for each row."""
    rows = select(AuditRow.subject_id).where(AuditRow.act == "evaluation.submit")
    return sorted(int(number) for number in session.scalars(rows) if number is not None)


def told(app: Flask) -> list[str]:
    """Where the messages of new feedback lead."""
    feedback = select(Notification.path).where(Notification.path.like("/feedback/%"))
    with app.app_context(), installation(app).open_session() as session:
        return sorted(map(str, session.scalars(feedback)))
