"""Homes: right for each role, true figures, nothing of others, the same number of queries."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Role
from qa_app.dashboards.agent_home import agent_home
from qa_app.dashboards.lead_home import lead_home, used_scorecards
from qa_app.dashboards.manager_home import manager_home
from qa_app.dashboards.periods import Period, read_period
from qa_app.people.models import User
from scorecards.reviews.models import Evaluation, EvaluationState
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation
from tests.factories.people import make_user
from tests.factories.scorecards import make_published

SignIn = Callable[[User], FlaskClient]
PERIOD = Period(4, AT - timedelta(weeks=4), AT + timedelta(days=1))
UTC = ZoneInfo("UTC")


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def counting(session: Session, desk: Desk, number: int, **others: object) -> list[Evaluation]:
    found = [
        make_evaluation(session, desk, state=EvaluationState.RELEASED, **others)  # type: ignore[arg-type]  # passed on
        for _ in range(number)
    ]
    for evaluation in found:
        evaluation.counts = True
    session.flush()
    return found


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cu: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("who", ["agent", "lead", "reviewer", "manager"])
def test_every_role_has_a_home_on_an_empty_desk_and_on_a_full_one(
    session: Session, desk: Desk, sign_in: SignIn, who: str
) -> None:
    client = sign_in(getattr(desk, who))
    assert client.get("/").status_code == 200
    for evaluation in counting(session, desk, 6):
        evaluation.submitted_at = clock.now()
        evaluation.interaction.started_at = clock.now() - timedelta(days=2)
    assert client.get("/").status_code == 200
    assert client.get("/?weeks=12").status_code == 200


def test_admin_sees_no_interaction_and_no_score(session: Session, sign_in: SignIn) -> None:
    page = sign_in(make_user(session, Role.ADMIN)).get("/")
    assert page.status_code == 200
    assert "Administration" in page.text


def test_team_figures_of_five_equal_reviews(session: Session, desk: Desk) -> None:
    counting(session, desk, 5)
    view = lead_home(session, desk.team, PERIOD, UTC)
    row = next(row for row in view.table.rows if row.agent_id == desk.agent.id)
    assert isinstance(row.score, Estimate)
    assert (round(row.score.value, 6), row.score.n) == (83.333333, 5)
    heat = {line.key: [(c.percent, c.n) for c in line.cells] for line in view.heat}
    assert heat == {"greeting": [(100.0, 5)], "identity": [(100.0, 5)], "solved": [(50.0, 5)]}
    assert [line.key for line in view.heat][0] == "solved"


def test_four_reviews_give_no_score(session: Session, desk: Desk) -> None:
    counting(session, desk, 4)
    view = lead_home(session, desk.team, PERIOD, UTC)
    assert view.table.rows[0].score == NotEnoughEvidence(4)
    assert {cell.percent for line in view.heat for cell in line.cells} == {None}


def test_agent_sees_own_released_feedback_only(session: Session, desk: Desk) -> None:
    other = make_user(session, Role.AGENT, desk.team)
    counting(session, desk, 5)
    counting(session, desk, 5, agent=other)
    make_evaluation(session, desk)
    view = agent_home(session, desk.agent, AT + timedelta(days=1))
    shown = [view.latest.evaluation, *view.earlier] if view.latest else []
    assert {evaluation.agent_id for evaluation in shown} == {desk.agent.id}
    assert len(shown) == 5
    assert (view.released, view.unread) == (5, 5)
    assert [one.text for one in view.strengths][0] == "Did the agent greet the customer?"


def test_lead_cannot_open_another_team(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.stranger)
    for path in ("", "/weeks.csv", "/agents.csv", "/questions.csv"):
        assert client.get(f"/teams/{desk.team.id}{path}").status_code == 404
    assert sign_in(desk.lead).get(f"/teams/{desk.team.id}").status_code == 200


def test_the_leads_page_of_one_scorecard(session: Session, desk: Desk, sign_in: SignIn) -> None:
    counting(session, desk, 5)
    other = make_published(session)
    for evaluation in counting(session, desk, 6):
        evaluation.version_id, evaluation.percent = other.id, Decimal(50)
    session.flush()
    on_other = replace(PERIOD, scorecard_id=other.scorecard_id)
    view = lead_home(session, desk.team, on_other, UTC)
    score = view.table.score
    assert isinstance(score, Estimate)
    assert (score.n, score.value, view.adjusted) == (6, 50.0, {})
    assert {row.team.n for row in view.heat} == {6}
    both = lead_home(session, desk.team, PERIOD, UTC).table.score
    assert both.n == 11
    titles = [card.id for card in used_scorecards(session, desk.team)]
    assert sorted(titles) == sorted([desk.version.scorecard_id, other.scorecard_id])
    page = sign_in(desk.lead).get(f"/?card={other.scorecard_id}").text
    assert f'value="{other.scorecard_id}" selected' in page
    assert f"weeks=4&amp;card={other.scorecard_id}" in page


def test_csv_holds_the_figures_of_the_table(session: Session, desk: Desk, sign_in: SignIn) -> None:
    for evaluation in counting(session, desk, 5):
        evaluation.interaction.started_at = clock.now() - timedelta(days=2)
    text = sign_in(desk.lead).get(f"/teams/{desk.team.id}/agents.csv").text
    lines = text.lstrip("\ufeff").splitlines()
    head = "agent,n,score,low,high,place_from,place_to,against_team"
    assert lines[0] == head + ",adjusted,adjusted_low,adjusted_high"
    assert lines[1].startswith(f"{desk.agent.name},5,83.3333")


def test_lead_home_asks_as_often_for_many_agents_as_for_one(session: Session, desk: Desk) -> None:
    counting(session, desk, 5)
    session.commit()
    with counted_queries() as few:
        lead_home(session, desk.team, PERIOD, UTC)
    for _ in range(6):
        counting(session, desk, 5, agent=make_user(session, Role.AGENT, desk.team))
    session.commit()
    session.expire_all()
    with counted_queries() as many:
        lead_home(session, desk.team, PERIOD, UTC)
    assert len(many) <= len(few) + 1


@pytest.mark.parametrize(("sent", "weeks"), [("8", 8), ("5", 4), ("x", 4), (None, 4)])
def test_read_period(sent: str | None, weeks: int) -> None:
    period = read_period(sent, AT)
    assert (period.weeks, period.until - period.since) == (weeks, timedelta(weeks=weeks))


def test_what_is_new_comes_first_on_the_agents_home(session: Session, desk: Desk) -> None:
    new = make_evaluation(session, desk, state=EvaluationState.RELEASED, at=AT)
    later = AT + timedelta(hours=2)
    read = make_evaluation(session, desk, state=EvaluationState.ACKNOWLEDGED, at=later)
    view = agent_home(session, desk.agent, AT + timedelta(days=1))
    assert view.latest is not None
    assert (view.latest.evaluation, view.earlier) == (new, [read])
    assert (view.released, view.unread) == (2, 1)


def test_a_low_question_is_no_strength(session: Session, desk: Desk) -> None:
    counting(session, desk, 6)
    view = agent_home(session, desk.agent, AT + timedelta(days=1))
    assert [one.text for one in view.strengths] == [
        "Did the agent greet the customer?",
        "Was the customer verified before account data was named?",
    ]


def test_programme_of_a_desk_that_runs(session: Session, desk: Desk, sign_in: SignIn) -> None:
    for evaluation in counting(session, desk, 6):
        evaluation.interaction.started_at = clock.now() - timedelta(days=2)
        evaluation.released_at = evaluation.submitted_at = clock.now() - timedelta(days=1)
    period = read_period("4", clock.now())
    view = manager_home(session, period, UTC)
    rows = {row.name: (row.score.n, isinstance(row.score, Estimate)) for row in view.teams}
    assert rows[desk.team.name] == (6, True)
    assert (view.health.score.n, view.health.feedback_n) == (6, 6)
    page = sign_in(desk.manager).get("/").text
    assert "The programme in figures" in page
    assert "Getting started" in page  # nothing was drawn yet


@pytest.mark.parametrize("name", ["coverage", "teams", "reviewers", "weeks"])
def test_programme_csv(session: Session, desk: Desk, sign_in: SignIn, name: str) -> None:
    for evaluation in counting(session, desk, 5):
        evaluation.interaction.started_at = clock.now() - timedelta(days=2)
        evaluation.submitted_at = clock.now() - timedelta(days=1)
    lines = sign_in(desk.manager).get(f"/programme/{name}.csv").text.lstrip("\ufeff").splitlines()
    first = {
        "coverage": "received,5",
        "teams": f"{desk.team.name},5,83.33333",
        "reviewers": f"{desk.reviewer.name},0,0,5,0,,0,0",
        "weeks": "20",
    }[name]
    assert any(line.startswith(first) for line in lines[1:])
    assert sign_in(desk.lead).get(f"/programme/{name}.csv").status_code == 404
    assert sign_in(desk.manager).get("/programme/other.csv").status_code == 404


def test_the_score_can_be_calculated_from_the_weights(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    made = counting(session, desk, 5)
    for place, evaluation in enumerate(made):
        evaluation.interaction.started_at = clock.now() - timedelta(days=2)
        evaluation.submitted_at = clock.now() - timedelta(days=1)
        evaluation.inclusion_probability = 0.5 if place else 0.1
        evaluation.percent = Decimal(20 * place)
    answer = sign_in(desk.manager).get("/programme/weights.csv").text.lstrip("\ufeff")
    rows = list(csv.DictReader(answer.splitlines()))
    assert [row["agent"] for row in rows] == [made[0].agent.name] * 5
    weights = [float(row["weight"]) for row in rows]
    assert weights == pytest.approx([10, 2, 2, 2, 2])
    score = sum(
        w * float(row["percent"]) for w, row in zip(weights, rows, strict=True)
    ) / sum(weights)  # fmt: skip
    assert score == pytest.approx(400 / 18)
    period = read_period(None, clock.now())
    figure = manager_home(session, period, UTC).health.score
    assert isinstance(figure, Estimate)
    assert figure.value == pytest.approx(score)


def test_questions_csv_has_n_and_interval(session: Session, desk: Desk, sign_in: SignIn) -> None:
    for evaluation in counting(session, desk, 5):
        evaluation.interaction.started_at = clock.now() - timedelta(days=2)
    text = sign_in(desk.lead).get(f"/teams/{desk.team.id}/questions.csv").text
    lines = text.lstrip("\ufeff").splitlines()
    assert lines[0] == "question,agent,percent,low,high,n"
    assert [line.split(",")[-1] for line in lines[1:]] == ["5"] * 6
