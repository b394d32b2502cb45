"""Evaluations over HTTP: who sees which, filters, release, export."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.reviews.models import Assignment, AssignmentState, EvaluationState, Pool
from tests.factories.feedback import ANSWERS, Desk, make_desk, make_evaluation, make_released
from tests.factories.people import make_user

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_an_empty_list_says_what_to_do(desk: Desk, sign_in: SignIn) -> None:
    assert "No evaluations yet" in sign_in(desk.lead).get("/evaluations").text


def test_who_sees_it(session: Session, desk: Desk, sign_in: SignIn) -> None:
    evaluation = make_evaluation(session, desk, at=clock.now())
    other = make_user(session, Role.REVIEWER)
    people = {
        "lead": desk.lead, "manager": desk.manager, "reviewer": desk.reviewer,
        "stranger": desk.stranger, "other reviewer": other, "agent": desk.agent,
    }  # fmt: skip
    path = f"/evaluations/{evaluation.id}"
    seen = [who for who, person in people.items() if sign_in(person).get(path).status_code == 200]
    assert seen == ["lead", "manager", "reviewer"]
    subject = evaluation.interaction.subject
    assert subject is not None
    lists = {who: sign_in(one).get("/evaluations").text for who, one in people.items()}
    listed = [who for who, page in lists.items() if subject in page]
    assert listed == ["lead", "manager", "reviewer"]


def test_a_second_review_waits_for_no_release(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    """It is never released, and its page must not promise that it will be."""
    first = make_evaluation(session, desk, at=clock.now())
    second = make_evaluation(session, desk, at=clock.now(), pool=Pool.CALIBRATION)
    client = sign_in(desk.manager)
    pages = [client.get(f"/evaluations/{one.id}").text for one in (first, second)]
    assert ["Waits for release" in page for page in pages] == [True, False]
    assert ["Stays with reviewers" in page for page in pages] == [False, True]


@pytest.mark.parametrize("state", [EvaluationState.DRAFT, EvaluationState.PENDING])
def test_what_is_not_final_is_not_there(
    session: Session, desk: Desk, sign_in: SignIn, state: EvaluationState
) -> None:
    evaluation = make_evaluation(session, desk, at=clock.now(), state=state)
    for person in (desk.lead, desk.manager, desk.reviewer):
        assert sign_in(person).get(f"/evaluations/{evaluation.id}").status_code == 404


def test_who_still_scores_the_same_interaction_is_blind(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    at = clock.now()
    evaluation = make_evaluation(session, desk, at=at)
    second = Assignment(
        interaction_id=evaluation.interaction_id, reviewer_id=desk.manager.id, pool=Pool.RANDOM,
        due_at=at, created_at=at, state=AssignmentState.OPEN,
    )  # fmt: skip
    session.add(second)
    path = f"/evaluations/{evaluation.id}"
    assert sign_in(desk.manager).get(path).status_code == 404
    second.state = AssignmentState.DONE
    assert sign_in(desk.manager).get(path).status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"a", "b", "c"}),
        ("state=submitted", {"a", "c"}),
        ("pool=targeted", {"c"}),
        ("failed=1", {"c"}),
        ("state=submitted&pool=random", {"a"}),
        ("state=nonsense&agent=x", {"a", "b", "c"}),
    ],
)
def test_filters_stand_in_the_address(
    session: Session, desk: Desk, sign_in: SignIn, query: str, expected: set[str]
) -> None:
    at = clock.now()
    failing = {"greeting": "yes", "identity": "no", "solved": "open"}
    made = {
        "a": make_evaluation(session, desk, at=at),
        "b": make_released(session, desk, at=at),
        "c": make_evaluation(session, desk, at=at, pool=Pool.TARGETED, answers=failing),
    }
    page = sign_in(desk.lead).get(f"/evaluations?{query}").text
    assert {name for name, one in made.items() if f'/evaluations/{one.id}"' in page} == expected


def test_agent_and_reviewer_filters(session: Session, desk: Desk, sign_in: SignIn) -> None:
    at = clock.now()
    colleague = make_user(session, Role.AGENT, desk.team)
    mine, other = (make_evaluation(session, desk, at=at, agent=a) for a in (desk.agent, colleague))
    client = sign_in(desk.lead)
    page = client.get(f"/evaluations?agent={colleague.id}").text
    assert (f"/evaluations/{mine.id}\"" in page, f"/evaluations/{other.id}\"" in page) == (
        False, True,
    )  # fmt: skip
    page = client.get(f"/evaluations?reviewer={desk.manager.id}").text
    assert "Nothing fits these filters" in page


def test_a_lead_releases_one(session: Session, desk: Desk, sign_in: SignIn) -> None:
    evaluation = make_evaluation(session, desk, at=clock.now())
    path = f"/evaluations/{evaluation.id}/release"
    for person in (desk.stranger, desk.reviewer, desk.agent):
        assert sign_in(person).post(path).status_code == 404
    assert sign_in(desk.lead).post(path).status_code == 302
    session.refresh(evaluation)
    assert (evaluation.state, evaluation.released_by) == (EvaluationState.RELEASED, desk.lead.id)
    assert sign_in(desk.lead).post(path).status_code == 404


def test_a_lead_releases_the_ticked_ones_of_their_teams(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    at = clock.now()
    ticked, left = make_evaluation(session, desk, at=at), make_evaluation(session, desk, at=at)
    elsewhere = make_evaluation(session, desk, at=at)
    elsewhere.team_id = None
    sent = {"id": [str(ticked.id), str(elsewhere.id), "x", "9" * 30]}
    assert sign_in(desk.lead).post("/evaluations/release", data=sent).status_code == 302
    session.expire_all()
    assert [each.state.value for each in (ticked, left, elsewhere)] == [
        "released", "submitted", "submitted",
    ]  # fmt: skip


def test_export_is_the_filtered_list(session: Session, desk: Desk, sign_in: SignIn) -> None:
    at = clock.now()
    make_evaluation(session, desk, at=at)
    make_evaluation(session, desk, at=at, pool=Pool.TARGETED)
    lines = sign_in(desk.lead).get("/evaluations/export.csv?pool=random").text.splitlines()
    assert len(lines) == 2
    assert ",random,True,0.05,83.333333," in lines[1]


def test_many_are_paged_by_key(session: Session, desk: Desk, sign_in: SignIn) -> None:
    at = clock.now()
    for _ in range(55):
        make_evaluation(session, desk, at=at)
    page = sign_in(desk.lead).get("/evaluations").text
    assert page.count('name="id"') == 50
    assert 'rel="next"' in page
    assert "offset" not in page


def test_list_of_what_lost_points_in_a_question(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    lost = make_evaluation(session, desk)
    full = make_evaluation(session, desk, answers={**ANSWERS, "solved": "solved"})
    other = make_evaluation(session, desk)
    other.interaction.started_at = clock.now() - timedelta(weeks=5)
    lost.interaction.started_at = full.interaction.started_at = clock.now() - timedelta(weeks=3)
    client = sign_in(desk.lead)
    page = client.get("/evaluations?question=solved&weeks=4").text
    assert f"/evaluations/{lost.id}#q-solved" in page
    for unwanted in (full, other):
        assert f"/evaluations/{unwanted.id}#" not in page
    lines = client.get("/evaluations/export.csv?question=solved").text.splitlines()
    assert len(lines) == 3
