"""Scores read from the database, by hand and against the pure estimates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import Team, User
from scorecards.design.models import Version
from scorecards.reviews.models import (
    Answer,
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
    Pool,
)
from scorecards.sampling.comparison import against_team, rank
from scorecards.sampling.control_chart import TooFewPoints
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence, mean, rate, spread_of
from scorecards.sampling.scores import (
    agent_score,
    agent_series,
    pass_rate,
    question_scores,
    scored_of,
    team_score,
    team_series,
    team_table,
)
from scorecards.sampling.weighing import Scored
from tests.factories.people import make_team, make_user
from tests.factories.sampling import (
    AT,
    MONDAY,
    NEXT_MONDAY,
    make_draw,
    make_interactions,
    make_plan,
)
from tests.factories.scorecards import make_published
from transcription.interactions.models import Channel, Interaction

WEEK: dict[str, Any] = {"since": MONDAY, "until": NEXT_MONDAY}


def review(
    session: Session,
    assignment: Assignment,
    percent: float | None,
    version: Version,
    **fractions: float | None,
) -> Evaluation:
    """A final evaluation with that total and those answers, as finalising leaves it."""
    interaction = session.get_one(Interaction, assignment.interaction_id)
    evaluation = Evaluation(
        interaction_id=interaction.id,
        version_id=version.id,
        reviewer_id=assignment.reviewer_id,
        agent_id=interaction.agent_id,
        team_id=interaction.team_id,
        assignment_id=assignment.id,
        pool=Pool.RANDOM,
        counts=True,
        inclusion_probability=assignment.inclusion_probability,
        stratum=assignment.stratum,
        draw_id=assignment.draw_id,
        state=EvaluationState.RELEASED,
        percent=None if percent is None else Decimal(str(percent)),
        passed=None if percent is None else percent >= 80,
        started_at=AT,
        submitted_at=AT,
    )
    evaluation.answers = [
        Answer(
            question_key=key,
            value={"value": "yes"},
            fraction=None if fraction is None else Decimal(str(fraction)),
            critical_hit=fraction == 0,
            root_causes=[],
        )
        for key, fraction in fractions.items()
    ]
    assignment.state = AssignmentState.DONE
    session.add(evaluation)
    session.flush()
    return evaluation


def open_work(session: Session, agent: User, channel: Channel | None = None) -> list[Assignment]:
    query = (
        select(Assignment)
        .join(Interaction, Interaction.id == Assignment.interaction_id)
        .where(Interaction.agent_id == agent.id, Assignment.state == AssignmentState.OPEN)
        .order_by(Assignment.id)
    )
    if channel:
        query = query.where(Interaction.channel == channel)
    return list(session.scalars(query))


def a_team(session: Session, *sizes: int) -> tuple[Team, list[User]]:
    team = make_team(session)
    make_user(session, Role.REVIEWER)
    agents = [make_user(session, Role.AGENT, team) for _ in sizes]
    for agent, size in zip(agents, sizes, strict=True):
        make_interactions(session, agent, size)
    return team, agents


def score_all(
    session: Session, agent: User, values: Sequence[float | None], version: Version
) -> None:
    for assignment, value in zip(open_work(session, agent), values, strict=True):
        review(session, assignment, value, version)


def test_a_busy_stratum_weighs_as_much_as_it_does_in_the_work(session: Session) -> None:
    _, (agent,) = a_team(session, 10)
    make_interactions(session, agent, 2, channel=Channel.PHONE)
    make_draw(session, make_plan(session, amount={"per_agent": 6}))
    version = make_published(session)
    chats, phones = (
        open_work(session, agent, Channel.CHAT),
        open_work(session, agent, Channel.PHONE),
    )
    assert (len(chats), len(phones)) == (5, 1)
    for assignment in chats[:4]:
        review(session, assignment, 100, version)
    review(session, phones[0], 40, version)
    found = agent_score(session, agent.id, **WEEK)
    assert isinstance(found, Estimate)
    # The fifth chat has no score: the four others speak for ten. (10 · 100 + 2 · 40) / 12 = 90.
    assert (found.value, found.n, found.population) == (90.0, 5, 12.0)


def test_what_is_scored_comes_as_it_was_drawn(session: Session) -> None:
    _, (agent,) = a_team(session, 10)
    draw = make_draw(session, make_plan(session))
    review(session, open_work(session, agent)[0], 75.5, make_published(session))
    place = (0.2, f"{draw.id}/chat", str(agent.id), 10)
    assert sorted(scored_of(session, **WEEK), key=str) == [
        Scored(75.5, *place),
        Scored(None, *place),
    ]
    later: dict[str, Any] = {"since": NEXT_MONDAY, "until": NEXT_MONDAY + timedelta(days=7)}
    assert scored_of(session, **later) == []
    assert scored_of(session, agent_ids=[agent.id + 1], **WEEK) == []
    assert scored_of(session, team_ids=[], **WEEK) == []


def test_only_counting_random_evaluations_are_in(session: Session) -> None:
    _, (agent,) = a_team(session, 4)
    make_draw(session, make_plan(session, amount={"per_agent": 4}))
    version = make_published(session)
    first, second, third, fourth = open_work(session, agent)
    review(session, first, 90, version)
    review(session, second, 10, version).counts = False
    review(session, third, 20, version).state = EvaluationState.DRAFT
    fourth.state, fourth.skip_reason = AssignmentState.SKIPPED, "population: a test call"
    session.flush()
    # Two drawn without a counting score; the one outside the population is not in it at all.
    assert [one.value for one in scored_of(session, **WEEK)] == [90.0, None]


def test_imported_history_with_a_probability_counts(session: Session) -> None:
    _, (agent,) = a_team(session, 1)
    interaction = session.scalars(select(Interaction)).one()
    version, reviewer = make_published(session), make_user(session, Role.REVIEWER)
    session.add(
        Evaluation(
            interaction_id=interaction.id, version_id=version.id, reviewer_id=reviewer.id,
            agent_id=agent.id, team_id=agent.team_id, pool=Pool.RANDOM, counts=True,
            inclusion_probability=0.1, state=EvaluationState.SUBMITTED, percent=Decimal(70),
            started_at=AT, submitted_at=AT, imported=True,
        )
    )  # fmt: skip
    session.flush()
    assert scored_of(session, **WEEK) == [Scored(70.0, 0.1, "imported/", str(agent.id), None)]


def test_a_team_table_is_the_pure_estimates(session: Session) -> None:
    team, agents = a_team(session, 60, 60, 3)
    make_draw(session, make_plan(session, amount={"per_agent": 8}))
    version = make_published(session)
    score_all(session, agents[0], [90, 95, 100, 85, 90, 95, 100, 95], version)
    score_all(session, agents[1], [50, 55, 60, 45, 50, 55, 60, 65], version)
    score_all(session, agents[2], [70, 70, None], version)
    everybody = scored_of(session, team_ids=[team.id], **WEEK)
    table = team_table(session, team.id, MONDAY, NEXT_MONDAY)
    assert [row.agent_id for row in table.rows] == [agent.id for agent in agents]
    assert table.score == mean(everybody) == team_score(session, [team.id], **WEEK)
    spread = spread_of(everybody)
    for row in table.rows:
        own = [one for one in everybody if one.agent == str(row.agent_id)]
        assert row.score == mean(own, spread=spread) == agent_score(session, row.agent_id, **WEEK)
        assert row.against == against_team(str(row.agent_id), everybody)
    assert [row.placed for row in table.rows] == [*rank(everybody).placed, None]
    assert table.rows[2].score == NotEnoughEvidence(2)
    first = table.rows[0].score
    assert isinstance(first, Estimate)
    assert first.value == 93.75


def test_the_pass_rate_by_hand(session: Session) -> None:
    team, (agent,) = a_team(session, 5)
    make_draw(session, make_plan(session, amount={"per_agent": 5}))
    score_all(session, agent, [100, 80, 79, 90, 10], make_published(session))
    found = pass_rate(session, [team.id], **WEEK)
    assert isinstance(found, Estimate)
    assert found.census is True
    assert [round(x, 12) for x in (found.value, found.low, found.high)] == [0.6, 0.6, 0.6]
    assert found == rate([Scored(v, 1.0, "x", "a", 5) for v in (1.0, 1.0, 0.0, 1.0, 0.0)])


def test_questions_the_weakest_first(session: Session) -> None:
    _, (agent,) = a_team(session, 6)
    make_draw(session, make_plan(session, amount={"per_agent": 6}))
    version = make_published(session)
    for place, assignment in enumerate(open_work(session, agent)):
        review(
            session, assignment, 80, version,
            greeting=1.0, solved=0.5 if place else 0.0, rare=1.0 if place < 2 else None,
        )  # fmt: skip
    found = question_scores(session, agent_ids=[agent.id], **WEEK)
    assert [(q.key, q.answered, q.lost, q.critical) for q in found] == [
        ("solved", 6, 6, 1), ("greeting", 6, 0, 0), ("rare", 2, 0, 0),
    ]  # fmt: skip
    values = [round(q.score.value, 9) for q in found if isinstance(q.score, Estimate)]
    assert values == [41.666666667, 100.0]
    assert found[2].score == NotEnoughEvidence(2)
    one = scored_of(session, question_key="solved", **WEEK)
    assert sorted(s.value or 0.0 for s in one) == [0.0, 50.0, 50.0, 50.0, 50.0, 50.0]
    other = make_published(session)
    assert question_scores(session, scorecard_id=other.scorecard_id, **WEEK) == []


def test_weeks_begin_on_mondays_of_the_zone(session: Session) -> None:
    team, (agent,) = a_team(session, 5)
    make_draw(session, make_plan(session, amount={"per_agent": 5}))
    score_all(session, agent, [100, 80, 60, 90, 70], make_published(session))
    found = team_series(session, [team.id], **WEEK, zone=ZoneInfo("UTC"))
    (point,) = found.weeks
    assert point.monday == date(2026, 3, 2)
    assert isinstance(point.score, Estimate)
    assert point.score.value == 80.0
    assert found.chart == TooFewPoints(1)
    # At 21:00 on Sunday in Lima it is Monday 02:00 UTC; all five began before 05:00.
    lima = agent_series(session, agent.id, **WEEK, zone=ZoneInfo("America/Lima"))
    assert [p.monday for p in lima.weeks] == [date(2026, 2, 23)]
    assert MONDAY.tzinfo is UTC


def test_a_table_takes_few_queries(session: Session) -> None:
    team, agents = a_team(session, 20, 20, 20)
    make_draw(session, make_plan(session, amount={"per_agent": 6}))
    version = make_published(session)
    for agent in agents:
        score_all(session, agent, [70, 80, 90, 100, 60, 75], version)
    seen: list[str] = []
    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", lambda *a: seen.append(a[2]))
    team_table(session, team.id, MONDAY, NEXT_MONDAY)
    assert len([one for one in seen if one.startswith("SELECT")]) == 3
