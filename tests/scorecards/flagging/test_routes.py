"""The flagging pages: what comes first, the card, the switch, and who sees a flag."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import enqueue
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.models import User
from qa_app.web.formatting import number, share
from scorecards.flagging import card_page
from scorecards.flagging.models import FlagModel, ModelState, RiskFlag, WorkerNotice
from scorecards.flagging.queries import model_in_use
from tests.factories.flagging import give_notice, make_labelled, make_version
from tests.factories.people import make_team, make_user

SignIn = Callable[[User], FlaskClient]
Run = Callable[[], tuple[int, int]]
NOTICE = {"given_by": "Council", "given_on": "2026-03-02", "text": "A model sorts the queue."}


def test_the_notice_comes_first(session: Session, manager: FlaskClient) -> None:
    assert "First tell the workers" in manager.get("/flagging").text
    assert "not recorded yet" in manager.post("/flagging/train", data={}).text
    assert manager.post("/flagging/switch", data={"on": "1"}).status_code == 422
    assert manager.post("/flagging/versions/1/use").status_code == 422
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    wrong = manager.post("/flagging/notice", data={**NOTICE, "given_on": tomorrow})
    assert wrong.status_code == 422
    assert "has not come yet" in wrong.text
    assert manager.post("/flagging/notice", data=NOTICE).status_code == 302
    assert session.scalar(select(WorkerNotice.given_by)) == "Council"
    page = manager.get("/flagging").text
    assert (page.count("not recorded"), "Both sites" in page) == (2, False)
    more = {**NOTICE, "told_to": "Both sites", "council_on": "2026-02-27"}
    assert manager.post("/flagging/notice", data=more).status_code == 302
    page = manager.get("/flagging").text
    assert ("Both sites" in page, "27 Feb 2026" in page) == (True, True)
    late = manager.post("/flagging/notice", data={**more, "council_on": "2099-01-01"})
    assert late.status_code == 422
    page = manager.get("/flagging").text
    assert "A model sorts the queue." in page
    assert "2 Mar 2026" in page


def test_too_few_labels_are_counted(session: Session, manager: FlaskClient) -> None:
    give_notice(session)
    make_labelled(session, 20)
    page = manager.get("/flagging").text
    assert "Too few evaluations to learn from" in page
    assert "20 of 50 needed" in page
    refused = manager.post("/flagging/train", data={})
    assert refused.status_code == 422
    assert "There are 20 reviewed interactions" in refused.text
    assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_a_version_is_trained_in_the_background(
    session: Session, manager: FlaskClient, run_jobs: Run
) -> None:
    give_notice(session)
    make_labelled(session, 80)
    assert "Ready to be trained" in manager.get("/flagging").text
    for _again in range(2):
        assert manager.post("/flagging/train", data={}).status_code == 302
    assert session.scalar(select(func.count()).select_from(Job)) == 1
    assert "Training waits for a worker" in manager.get("/flagging").text
    assert "Training waits" in manager.get("/flagging/training").text
    done, parked = run_jobs()
    assert (done >= 2, parked) == (True, 0)
    assert manager.get("/flagging/training").headers["HX-Redirect"] == "/flagging"
    assert session.scalar(select(func.count()).select_from(RiskFlag)) == 80
    page = manager.get("/flagging").text
    for text in (
        "Flagging model, version 1",
        "Cross-validated over all labels",
        "There is no random arm yet",
        "80 submitted evaluations",
        "80 by choice",
    ):
        assert text in page


def test_a_training_that_failed_says_why(session: Session, manager: FlaskClient) -> None:
    give_notice(session)
    job = enqueue(session, "flagging.train", {}, subject=("flagging", 0))
    job.state, job.error = JobState.PARKED, "There are 20 reviewed interactions"
    session.flush()
    page = manager.get("/flagging").text
    assert "The last training ended without a version" in page
    assert "There are 20 reviewed interactions" in page
    assert manager.get("/flagging/training").headers["HX-Redirect"] == "/flagging"


def test_the_card_says_what_was_measured(manager: FlaskClient, version: FlagModel) -> None:
    page = manager.get("/flagging").text
    for text in (
        "Does it find more than chance?",
        "Random arm only",
        "Does “30 %” mean 30 %?",
        "Are some groups flagged more?",
        "Is the work still the same?",
        "Flagging is on",
        "Tone of voice or emotion of staff",
        card_page.split_in_words(version.card),
        "120 submitted evaluations",
        "1 of 30 flagged",
        "Train a new version",
    ):
        assert text in page
    assert "There is no random arm yet" not in page


def test_the_files_hold_the_figures_of_the_page(manager: FlaskClient, version: FlagModel) -> None:
    page = manager.get("/flagging").text
    lift = rows_of(manager.get("/flagging/versions/1/lift.csv").text)
    assert lift[0] == [
        "share_reviewed", "found", "found_low", "found_high", "lift", "lift_low", "lift_high",
    ]  # fmt: skip
    assert [row[0] for row in lift[1:]] == ["0.05", "0.1", "0.2"]
    for row in lift[1:]:
        found, low, high, times = (float(cell) for cell in row[1:5])
        assert share(found) in page
        assert f"{number(100 * low, 0)}–{share(high)}" in page
        assert f"{number(times, 1)} ×" in page
    bins = rows_of(manager.get("/flagging/versions/1/calibration.csv").text)
    assert bins[0] == ["n", "predicted", "found_low", "interval_low", "interval_high"]
    assert sum(int(row[0]) for row in bins[1:]) == version.card["figures"]["n"]
    for row in bins[1:]:
        assert share(float(row[2])) in page


def test_what_is_not_there_is_404(manager: FlaskClient, version: FlagModel) -> None:
    for path in (
        "/flagging/versions/2",
        "/flagging/versions/2/lift.csv",
        "/flagging/versions/2/calibration.csv",
        "/flagging/of/999999",
    ):
        assert manager.get(path).status_code == 404
    assert manager.post("/flagging/versions/2/use").status_code == 404


def test_who_may(session: Session, sign_in: SignIn, version: FlagModel) -> None:
    team = make_team(session)
    lead = sign_in(make_user(session, Role.TEAM_LEAD, team))
    page = lead.get("/flagging").text
    assert "Flagging model, version 1" in page
    for text in ("Train a new version", 'role="switch"', "Use this", "Record a newer notice"):
        assert text not in page
    posts = ("notice", "train", "switch", "versions/1/use")
    assert {lead.post(f"/flagging/{path}").status_code for path in posts} == {404}
    for role in (Role.REVIEWER, Role.AGENT, Role.ADMIN):
        client = sign_in(make_user(session, role))
        assert client.get("/flagging").status_code == 404
        assert client.get("/flagging/versions/1/lift.csv").status_code == 404


def test_an_older_version_comes_back_in_one_step(
    session: Session, manager: FlaskClient, version: FlagModel
) -> None:
    version.state = ModelState.REPLACED
    make_version(session, 2)
    make_version(session, 3, state=ModelState.NOT_PROMOTED)
    page = manager.get("/flagging").text
    assert "Flagging model, version 2" in page
    assert "Back to version 1" in page
    assert "Not promoted" in page
    assert "Use this version" in manager.get("/flagging/versions/3").text
    assert manager.post("/flagging/versions/1/use").status_code == 302
    session.expire_all()
    model = model_in_use(session)
    assert model is not None
    assert (model.number, model.state) == (1, ModelState.IN_USE)
    assert session.scalars(select(Job.task)).all() == ["flagging.score_all"]


def test_a_version_whose_file_was_changed_is_not_used(
    session: Session, manager: FlaskClient, version: FlagModel
) -> None:
    other = make_version(session, 2, state=ModelState.REPLACED)
    storage(session).put(other.storage_key, b"something else")
    answer = manager.post("/flagging/versions/2/use", follow_redirects=True)
    assert "checksum differs" in answer.text
    model = model_in_use(session)
    assert model is not None
    assert model.number == 1


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(text.removeprefix("\ufeff").splitlines()))
