"""The flagging pages: what comes first, the card, the switch, and who sees a flag."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.flagging.models import FlagModel, RiskFlag, WorkerNotice
from scorecards.flagging.queries import model_in_use
from scorecards.reviews.models import Evaluation
from tests.factories.flagging import give_notice, make_labelled
from tests.factories.people import make_user
from transcription.interactions.models import Interaction

SignIn = Callable[[User], FlaskClient]
Run = Callable[[], tuple[int, int]]
NOTICE = {"given_by": "Council", "given_on": "2026-03-02", "text": "A model sorts the queue."}


@pytest.fixture
def manager(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(make_user(session, Role.QA_MANAGER))


@pytest.fixture
def trained(session: Session, manager: FlaskClient, run_jobs: Run) -> list[Interaction]:
    give_notice(session)
    chats = make_labelled(session, 80)
    assert manager.post("/flagging/train", data={}).status_code == 302
    assert "Training waits for a worker" in manager.get("/flagging").text
    assert "Training waits" in manager.get("/flagging/training").text
    done, parked = run_jobs()
    assert (done >= 2, parked) == (True, 0)
    assert manager.get("/flagging/training").headers["HX-Redirect"] == "/flagging"
    return chats


def test_the_notice_comes_first(session: Session, manager: FlaskClient) -> None:
    assert "First tell the workers" in manager.get("/flagging").text
    assert "not recorded yet" in manager.post("/flagging/train", data={}).text
    assert manager.post("/flagging/switch", data={"on": "1"}).status_code == 422
    wrong = manager.post("/flagging/notice", data={**NOTICE, "given_on": "2099-01-01"})
    assert wrong.status_code == 422
    assert "has not come yet" in wrong.text
    assert manager.post("/flagging/notice", data=NOTICE).status_code == 302
    assert session.scalar(select(WorkerNotice.given_by)) == "Council"


def test_too_few_labels_are_counted(session: Session, manager: FlaskClient) -> None:
    give_notice(session)
    make_labelled(session, 20)
    page = manager.get("/flagging").text
    assert "Too few evaluations to learn from" in page
    assert "20 of 50 needed" in page
    refused = manager.post("/flagging/train", data={})
    assert refused.status_code == 422
    assert "There are 20 reviewed interactions" in refused.text


def test_a_trained_version_has_a_card(
    session: Session, manager: FlaskClient, trained: list[Interaction]
) -> None:
    assert session.scalar(select(func.count()).select_from(RiskFlag)) == 80
    page = manager.get("/flagging").text
    for text in (
        "Flagging model, version 1",
        "Does it find more than chance?",
        "Cross-validated over all labels",
        "Flagging is on",
        "Tone of voice or emotion of staff",
        "80 submitted evaluations",
    ):
        assert text in page
    lift = manager.get("/flagging/versions/1/lift.csv").text.splitlines()
    assert lift[0].startswith("\ufeffshare_reviewed,found")
    assert [line.split(",")[0] for line in lift[1:]] == ["0.05", "0.1", "0.2"]
    bins = manager.get("/flagging/versions/1/calibration.csv").text.splitlines()
    assert sum(int(line.split(",")[0]) for line in bins[1:]) == 80
    assert manager.get("/flagging/versions/2").status_code == 404


def test_back_to_the_version_before(
    session: Session, manager: FlaskClient, trained: list[Interaction], run_jobs: Run
) -> None:
    manager.post("/flagging/train", data={"low_below": "80"})
    run_jobs()
    assert "Back to version 1" in manager.get("/flagging").text
    assert manager.post("/flagging/versions/1/use").status_code == 302
    session.expire_all()
    model = model_in_use(session)
    assert model is not None
    assert model.number == 1
    assert session.scalar(select(func.count()).select_from(FlagModel)) == 2


def test_off_hides_the_flag_from_the_page(
    session: Session, manager: FlaskClient, trained: list[Interaction]
) -> None:
    flagged = session.scalars(select(RiskFlag).where(RiskFlag.flagged)).first()
    assert flagged is not None
    address = f"/flagging/of/{flagged.interaction_id}"
    shown = manager.get(address).text
    assert "Chance of low quality" in shown
    assert str(flagged.reasons[0]["text"]) in shown
    manager.post("/flagging/switch", data={"on": "0"})
    assert "Flagging is off." in manager.get(address).text
    assert "Chance of low quality" not in manager.get(address).text
    assert "Flagging is off" in manager.get("/flagging").text


def test_a_reviewer_sees_it_after_submission_only(
    session: Session, sign_in: SignIn, trained: list[Interaction]
) -> None:
    address = f"/flagging/of/{trained[0].id}"
    author = session.get_one(User, session.scalars(select(Evaluation.reviewer_id)).first())
    assert "Chance of low quality" in sign_in(author).get(address).text
    assert sign_in(make_user(session, Role.REVIEWER)).get(address).status_code == 404
    agent = session.get_one(User, trained[0].agent_id)
    assert sign_in(agent).get(address).status_code == 404
