"""Pages of replays: who may, what they show, files, and the way through a worker."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.design.models import Version
from scorecards.design.publishing import publish
from scorecards.replay import running
from scorecards.replay.models import Replay
from scorecards.reviews.models import Evaluation
from tests.factories.feedback import AT, Desk
from tests.factories.people import make_user
from tests.factories.queue import make_assignment
from tests.factories.scorecards import make_draft
from tests.scorecards.replay.centre import heavier, make_next, make_past

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def past(session: Session) -> tuple[Desk, list[Evaluation]]:
    return make_past(session)


@pytest.fixture
def draft(session: Session, past: tuple[Desk, list[Evaluation]]) -> Version:
    return make_next(session, past[0].version, heavier)


@pytest.fixture
def manager(past: tuple[Desk, list[Evaluation]], sign_in: SignIn) -> FlaskClient:
    return sign_in(past[0].manager)


def posted(client: FlaskClient, version: Version, **fields: Any) -> Any:
    data = {"of": version.scorecard_id, "pool": "", "since": "", "until": "", **fields}
    return client.post(f"/scorecards/versions/{version.id}/replay", data=data)


def only(session: Session) -> Replay:
    session.expire_all()
    return session.scalars(select(Replay)).one()


def test_before_the_first_replay_the_page_says_what_to_do(
    manager: FlaskClient, draft: Version
) -> None:
    page = manager.get(f"/scorecards/versions/{draft.id}/replay")
    assert page.status_code == 200
    assert "Not replayed yet" in page.text
    assert 'aria-current="step"' in page.text


def test_a_replay_shows_what_would_change_with_links(
    manager: FlaskClient, session: Session, draft: Version, past: tuple[Desk, list[Evaluation]]
) -> None:
    answer = posted(manager, draft)
    found = only(session)
    assert (answer.status_code, answer.location) == (303, f"/scorecards/replays/{found.id}")
    page = manager.get(answer.location).text.replace("\xa0", " ")
    assert "2 of 4 evaluations would score otherwise." in page
    assert "The mean goes from 62.5 % to 56.8 % (−5.7 points)." in page
    assert "The weight changed from 10 to 60" in page
    evaluations = past[1]
    for shown in (evaluations[1], evaluations[2]):
        assert f'href="/evaluations/{shown.id}"' in page
    assert f'href="/evaluations/{evaluations[0].id}"' not in page
    assert "replay it again" not in page
    assert found.result is not None
    assert found.result["n"] == 4


def test_a_later_edit_makes_the_replay_old(
    manager: FlaskClient, session: Session, draft: Version
) -> None:
    posted(manager, draft)
    draft.revision += 1
    session.flush()
    page = manager.get(f"/scorecards/versions/{draft.id}/replay").text
    assert "The draft was changed after this replay" in page


def test_files(manager: FlaskClient, session: Session, draft: Version) -> None:
    posted(manager, draft)
    base = f"/scorecards/replays/{only(session).id}"
    spread = table(manager.get(f"{base}/distribution.csv").text)
    assert spread[0] == ["score", "before", "after"]
    assert [sum(int(row[column]) for row in spread[1:]) for column in (1, 2)] == [4, 4]
    (change,) = table(manager.get(f"{base}/changes.csv").text)[1:]
    assert change[:3] == ["question", "greeting", "Did the agent greet the customer?"]
    assert change[4:] == ["-5.681818", "2", "1", "1"]
    rows = table(manager.get(f"{base}/evaluations.csv").text)[1:]
    assert [(row[2], row[3]) for row in rows] == [
        ("83.333333", "45.454545"), ("66.666667", "81.818182"), ("100.0", "100.0"), ("0.0", "0.0"),
    ]  # fmt: skip


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_what_the_viewer_may_not_open_has_no_link(
    manager: FlaskClient, session: Session, draft: Version, past: tuple[Desk, list[Evaluation]]
) -> None:
    """A manager who still has the interaction to score stays blind to what others gave it."""
    desk, evaluations = past
    make_assignment(session, evaluations[1].interaction, desk.manager)
    posted(manager, draft)
    base = f"/scorecards/replays/{only(session).id}"
    page = manager.get(base).text
    assert f'href="/evaluations/{evaluations[1].id}"' not in page
    assert "not open to you yet" in page
    ids = [row[0] for row in table(manager.get(f"{base}/evaluations.csv").text)[1:]]
    assert str(evaluations[1].id) not in ids
    assert len(ids) == 3


def test_much_is_done_by_a_worker_with_progress(
    manager: FlaskClient, session: Session, draft: Version,
    run_jobs: Callable[[], tuple[int, int]], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(running, "MOST_AT_ONCE", 3)
    answer = posted(manager, draft)
    found = only(session)
    assert found.finished_at is None
    assert "waits for a worker" in manager.get(answer.location).text
    fragment = manager.get(f"{answer.location}/progress")
    assert "hx-get" in fragment.text
    assert run_jobs()[1] == 0
    assert only(session).result is not None
    assert manager.get(f"{answer.location}/progress").headers["HX-Redirect"] == answer.location
    assert "2 of 4 evaluations would score otherwise." in manager.get(answer.location).text


def test_a_waiting_replay_can_be_stopped(
    manager: FlaskClient, session: Session, draft: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST_AT_ONCE", 3)
    answer = posted(manager, draft)
    assert manager.post(f"{answer.location}/cancel").status_code == 303
    job = session.scalars(select(Job).where(Job.task == "replay.run")).one()
    session.refresh(job)
    assert job.state is JobState.CANCELLED
    assert "did not come to its end" in manager.get(answer.location).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"until": "2020-01-01"}, "no evaluation of this kind"),
        ({"since": "2026-03-04", "until": "2026-03-02"}, "ends before it begins"),
        ({"since": "next week"}, "Not a valid date value"),
        ({"of": "999"}, "Not a valid choice"),
        ({"pool": "forged"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_replayed_is_said(
    manager: FlaskClient, session: Session, draft: Version, fields: dict[str, str], words: str
) -> None:
    answer = posted(manager, draft, **fields)
    assert answer.status_code in (400, 422)
    assert words in answer.text
    assert session.scalars(select(Replay)).all() == []


def test_the_replays_of_a_published_version_stay_to_be_read(
    manager: FlaskClient, session: Session, draft: Version
) -> None:
    posted(manager, draft)
    publish(session, draft, by=None, at=AT, actor="test")
    session.commit()
    page = manager.get(f"/scorecards/versions/{draft.id}/replay")
    assert "would score otherwise" in page.text
    assert 'name="since"' not in page.text
    assert posted(manager, draft).status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TEAM_LEAD, Role.AGENT, Role.ADMIN])
def test_only_editors_of_scorecards_replay(
    session: Session, sign_in: SignIn, draft: Version, past: tuple[Desk, list[Evaluation]],
    role: Role,
) -> None:  # fmt: skip
    desk = past[0]
    posted(sign_in(desk.manager), draft)
    number = only(session).id
    team = desk.team if role in (Role.AGENT, Role.TEAM_LEAD) else None
    client = sign_in(make_user(session, role, team))
    files = ("/changes.csv", "/distribution.csv", "/evaluations.csv")
    addresses = [f"/scorecards/replays/{number}{end}" for end in ("", "/progress", *files)]
    for address in (*addresses, f"/scorecards/versions/{draft.id}/replay"):
        assert client.get(address).status_code == 404
    assert posted(client, draft).status_code == 404
    assert client.post(f"/scorecards/replays/{number}/cancel").status_code == 404


def test_a_centre_without_evaluations_is_told_so(session: Session, sign_in: SignIn) -> None:
    version = make_draft(session)
    client = sign_in(make_user(session, Role.QA_MANAGER))
    assert client.get(f"/scorecards/versions/{version.id}/replay").status_code == 200
    assert "no evaluation of this kind" in posted(client, version).text


def test_discarding_a_draft_takes_its_replays_along(
    manager: FlaskClient, session: Session, draft: Version
) -> None:
    posted(manager, draft)
    manager.post(f"/scorecards/drafts/{draft.id}/discard", data={"confirm": "discard"})
    assert session.scalars(select(Replay)).all() == []
