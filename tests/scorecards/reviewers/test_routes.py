"""Pages of reviewers: what managers see, what a reviewer sees of others, files, empty states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.reviewers.fitting import fit_all, keep
from scorecards.reviews.models import Assignment, AssignmentState, Pool
from tests.factories.feedback import ANSWERS, Desk, make_desk, make_evaluation
from tests.factories.people import make_user
from tests.factories.queue import make_assignment
from tests.factories.reviewers import make_centre, make_second

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def doubled(session: Session, desk: Desk, other: User, **changed: str) -> tuple[int, int]:
    """A pair of today by ids; the second differs as said."""
    first = make_evaluation(session, desk, at=clock.now() - timedelta(days=2))
    second = make_second(session, first, other, answers={**ANSWERS, **changed})
    return first.id, second.id


def test_empty_pages_say_what_comes(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.manager)
    assert "No interaction has been reviewed twice yet" in client.get("/reviewers/agreement").text
    assert "Nothing worked out yet" in client.get("/reviewers/severity").text
    assert desk.reviewer.name in client.get("/reviewers").text


def test_agreement_leads_to_both_reviews_beside_each_other(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    other = make_user(session, Role.REVIEWER)
    doubled(session, desk, other)
    first, second = doubled(session, desk, other, solved="solved")
    client = sign_in(desk.manager)
    page = client.get("/reviewers/agreement").text
    assert "Too few interactions for an interval" in page
    assert f"/reviewers/agreement/pairs/{second}" in page
    only = client.get("/reviewers/agreement?question=solved").text
    assert only.count("/reviewers/agreement/pairs/") == 1
    pair = client.get(f"/reviewers/agreement/pairs/{second}").text
    assert f"/evaluations/{first}" in pair
    assert f"/evaluations/{second}" in pair
    assert "1 of 3 differ" in pair
    assert client.get(f"/reviewers/agreement/pairs/{first}").status_code == 404


def test_files_of_agreement(session: Session, desk: Desk, sign_in: SignIn) -> None:
    doubled(session, desk, make_user(session, Role.REVIEWER), solved="solved")
    client = sign_in(desk.manager)
    rows = client.get("/reviewers/agreement.csv").text.splitlines()
    assert len(rows) == 4
    assert rows[1].startswith("solved,Was the request solved?,nominal,1,1,0.0,")
    pairs = client.get("/reviewers/agreement/pairs.csv?question=solved").text.splitlines()
    assert len(pairs) == 2
    assert pairs[1].endswith(",83.333333,100.0,16.666667,3,solved")


def test_who_still_has_to_score_it_is_blind_to_the_pair(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    first, second = doubled(session, desk, make_user(session, Role.REVIEWER))
    interaction_id = session.scalars(
        select(Assignment.interaction_id).where(Assignment.is_second.is_(True))
    ).one()
    session.add(
        Assignment(
            interaction_id=interaction_id,
            reviewer_id=desk.manager.id,
            pool=Pool.RANDOM,
            due_at=clock.now(),
            created_at=clock.now(),
            state=AssignmentState.OPEN,
        )
    )
    client = sign_in(desk.manager)
    assert f"pairs/{second}" not in client.get("/reviewers/agreement").text
    assert client.get(f"/reviewers/agreement/pairs/{second}").status_code == 404
    assert first != second


def test_more_second_reviews_are_handed_out(session: Session, desk: Desk, sign_in: SignIn) -> None:
    other = make_user(session, Role.REVIEWER)
    doubled(session, desk, other)
    for _ in range(4):
        make_evaluation(session, desk, at=clock.now() - timedelta(days=1))
    client = sign_in(desk.manager)
    answer = client.post("/reviewers/agreement/more", data={"share_percent": "50"})
    assert answer.status_code == 302
    assert "2 reviews lie in somebody" in client.get(answer.location).text
    wrong = client.post("/reviewers/agreement/more", data={"share_percent": "0"})
    assert (wrong.status_code, "Not saved yet" in wrong.text) == (422, True)


def test_nothing_tells_a_reviewer_which_item_is_a_second_one(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    """The queue of who has an ordinary item and of who has a second one read the same."""
    talks = [make_evaluation(session, desk).interaction for _ in range(2)]
    pages = []
    for talk, second in zip(talks, (False, True), strict=True):
        person = make_user(session, Role.REVIEWER, name="Somebody")
        item = make_assignment(session, talk, person, second=second)
        client = sign_in(person)
        page = (client.get("/queue").text + client.get(f"/review/{item.id}").text).lower()
        pages.append([word for word in ("second", "calibration", "random") if word in page])
    assert pages[0] == pages[1]
    assert "random" not in pages[1]


def test_severity_page_and_files(session: Session, sign_in: SignIn, desk: Desk) -> None:
    at = clock.now()
    people, agents = make_centre(session, (8.0, 0.0, -8.0), at=at)
    keep(session, list(fit_all(session, at=at)), at=at, by=None, actor="test")
    client = sign_in(desk.manager)
    page = client.get(f"/reviewers/severity?team={agents[0].team_id}").text
    assert "points less for the same work than the other reviewers" in page
    assert all(person.name in page for person in (*people, *agents))
    rows = client.get("/reviewers/severity.csv").text.splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == [people[n].name for n in (2, 1, 0)]
    assert [row.split(",")[5] for row in rows[1:]] == ["stricter", "cannot_tell", "milder"]
    adjusted = client.get(f"/reviewers/severity/agents.csv?team={agents[0].team_id}").text
    assert len(adjusted.splitlines()) == 1 + len(agents)
    answer = client.post("/reviewers/severity/measure")
    assert answer.status_code == 302
    assert "A new figure is being worked out" in client.get(answer.location).text


def test_a_reviewer_sees_oneself_and_nobody_elses_name(session: Session, sign_in: SignIn) -> None:
    at = clock.now()
    people, _ = make_centre(session, (4.0, 1.0, -1.0, -4.0), at=at)
    keep(session, list(fit_all(session, at=at)), at=at, by=None, actor="test")
    client = sign_in(people[0])
    page = client.get("/reviewers").text
    assert "Your reviewing" in page
    assert "too few others" not in page
    for other in people[1:]:
        assert other.name not in page
        assert client.get(f"/reviewers/{other.id}").status_code == 404
    assert client.get(f"/reviewers/{people[0].id}").status_code == 200
    rows = client.get("/reviewers/export.csv").text.splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == [people[0].name]


def test_two_others_are_not_shown_as_a_middle(session: Session, sign_in: SignIn) -> None:
    people, _ = make_centre(session, (4.0, 1.0, -1.0), at=clock.now(), reviews=30)
    assert "too few others" in sign_in(people[0]).get("/reviewers").text


def test_a_reviewer_without_work_is_told_what_comes(session: Session, sign_in: SignIn) -> None:
    manager = make_user(session, Role.QA_MANAGER)
    person = make_user(session, Role.REVIEWER)
    assert "Your reviewing" in sign_in(person).get("/reviewers").text
    assert sign_in(manager).get(f"/reviewers/{person.id}").status_code == 200
    agent = make_user(session, Role.AGENT)
    assert sign_in(manager).get(f"/reviewers/{agent.id}").status_code == 404


def test_sixty_reviewers_come_in_pages(session: Session, desk: Desk, sign_in: SignIn) -> None:
    for number in range(60):
        make_user(session, Role.REVIEWER, name=f"Person {number:02}")
    client = sign_in(desk.manager)
    page = client.get("/reviewers").text
    assert ("Person 24" in page, "Person 25" in page) == (True, False)
    assert 'rel="next"' in page
    ids = {user.name: user.id for user in session.scalars(select(User))}
    second = client.get(f"/reviewers?before={ids['Person 24']}").text
    assert ("Person 24" in second, "Person 25" in second, "Person 49" in second) == (
        False,
        True,
        True,
    )
    rows = client.get("/reviewers/export.csv").text.splitlines()
    assert len(rows) == 62


def test_the_table_is_sorted_by_what_needs_a_look(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    late = make_user(session, Role.REVIEWER, name="Zoe Late")
    talk = make_evaluation(session, desk).interaction
    make_assignment(session, talk, late, due_at=clock.now() - timedelta(days=1))
    client = sign_in(desk.manager)
    by_name = client.get("/reviewers").text
    first = client.get("/reviewers?sort=overdue").text
    assert by_name.index("Zoe Late") > by_name.index(desk.reviewer.name)
    assert first.index("Zoe Late") < first.index(desk.reviewer.name)
