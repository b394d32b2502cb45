"""Flags on pages: hidden when switched off, listed, with reasons, and not before submission."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.flagging.models import FlagModel, RiskFlag
from scorecards.reviews.models import Evaluation, EvaluationState
from tests.factories.people import make_user
from transcription.interactions.models import Interaction

SignIn = Callable[[User], FlaskClient]
NOTICE = {"given_by": "Council", "given_on": "2026-03-02", "text": "A model sorts the queue."}


def test_off_hides_every_flag_and_stops_nothing_else(
    session: Session, manager: FlaskClient, sign_in: SignIn, version: FlagModel
) -> None:
    flagged = session.scalars(select(RiskFlag).where(RiskFlag.flagged)).one()
    evaluation = session.scalars(
        select(Evaluation).where(Evaluation.interaction_id == flagged.interaction_id)
    ).one()
    pages = {
        f"/flagging/of/{flagged.interaction_id}": "Customer repeated the problem",
        f"/interactions/{flagged.interaction_id}": "Flagged: worth a look",
        f"/evaluations/{evaluation.id}": "Flagged: worth a look",
        "/interactions?flagged=yes": ">Flagged</span>",
    }
    for path, text in pages.items():
        assert text in manager.get(path).text, path
    assert manager.post("/flagging/switch", data={"on": "0"}).status_code == 302
    for path, text in pages.items():
        answer = manager.get(path)
        assert answer.status_code == 200, path
        assert text not in answer.text, path
    assert "Flagging is off." in manager.get(f"/flagging/of/{flagged.interaction_id}").text
    # With nothing to narrow by, the list is whole.
    assert len(rows_in(manager.get("/interactions?flagged=yes").text)) == 30
    assert "Flagging is off" in manager.get("/flagging").text
    for path in ("/", "/sampling", "/evaluations", "/queue", "/scorecards"):
        assert manager.get(path, follow_redirects=True).status_code == 200, path
    manager.post("/flagging/switch", data={"on": "1"})
    for path, text in pages.items():
        assert text in manager.get(path).text, path


def test_the_list_is_narrowed_to_the_flagged(
    session: Session, manager: FlaskClient, sign_in: SignIn, version: FlagModel
) -> None:
    chat = session.scalars(select(RiskFlag).where(RiskFlag.flagged)).one().interaction_id
    assert rows_in(manager.get("/interactions?flagged=yes").text) == [chat]
    assert len(rows_in(manager.get("/interactions").text)) == 30
    reviewer = sign_in(make_user(session, Role.REVIEWER))
    page = reviewer.get("/interactions?flagged=yes").text
    assert "Flagged" not in page
    assert len(rows_in(page)) == 30


def test_reasons_lead_to_their_turns(
    session: Session, manager: FlaskClient, version: FlagModel, chats: list[Interaction]
) -> None:
    page = manager.get(f"/flagging/of/{chats[0].id}").text
    assert "Chance of low quality: 97\u00a0%" in page
    assert "2, typically 0" in page
    assert f'href="/interactions/{chats[0].id}#turn-1"' in page
    assert "Turn 4, Customer" in page
    assert "I already told you" in page
    # The rules beside it need no model.
    assert "What rules noticed" in page
    assert "Escalation words" in page


def test_a_reviewer_sees_it_after_submission_only(
    session: Session, sign_in: SignIn, version: FlagModel, chats: list[Interaction]
) -> None:
    mine = session.scalars(select(Evaluation).where(Evaluation.interaction_id == chats[0].id)).one()
    address, page = f"/flagging/of/{chats[0].id}", f"/interactions/{chats[0].id}"
    author = sign_in(mine.reviewer)
    assert "Chance of low quality" in author.get(address).text
    assert "Flagged: worth a look" in author.get(page).text
    for state in (EvaluationState.DRAFT, EvaluationState.PENDING):
        mine.state = state
        assert author.get(address).status_code == 404
        assert "Risk flag" not in author.get(page).text
    assert sign_in(make_user(session, Role.REVIEWER)).get(address).status_code == 404
    agent = session.get_one(User, chats[0].agent_id)
    assert sign_in(agent).get(address).status_code == 404


def rows_in(page: str) -> list[int]:
    """The ids of the interactions that a list shows."""
    return [
        int(found) for found in re.findall(r'<th scope="row"[^>]*>.*?/interactions/(\d+)"', page)
    ]
