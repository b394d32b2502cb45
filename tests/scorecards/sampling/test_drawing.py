"""Draws from the database: frame, items, assignments, and what is refused."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from scorecards.flagging.models import FlagModel, ModelState, RiskFlag, WorkerNotice
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation, EvaluationState, Pool
from scorecards.sampling.draw import draw
from scorecards.sampling.drawing import draw_period, prepare_draw
from scorecards.sampling.frame import frame_of
from scorecards.sampling.models import DrawItem, Part
from scorecards.sampling.periods import Period
from scorecards.sampling.plans import document_of
from scorecards.sampling.population import population_of
from scorecards.sampling.undoing import undo_draw
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
from transcription.interactions.models import Channel, InteractionState

WEEK = Period(MONDAY, NEXT_MONDAY)


def test_a_draw_by_hand(session: Session) -> None:
    team = make_team(session)
    ann, bob = make_user(session, Role.AGENT, team), make_user(session, Role.AGENT, team)
    reviewer = make_user(session, Role.REVIEWER)
    make_interactions(session, ann, 10)
    make_interactions(session, bob, 1)
    row = make_draw(session, make_plan(session))
    items = session.scalars(
        select(DrawItem).where(DrawItem.draw_id == row.id, DrawItem.part == Part.RANDOM)
    ).all()
    assert (row.frame_size, row.left_out, row.unassigned) == (11, {}, {})
    assert sorted((i.agent_id, i.inclusion_probability, i.stratum_size) for i in items) == [
        (ann.id, 0.2, 10), (ann.id, 0.2, 10), (bob.id, 1.0, 1),
    ]  # fmt: skip
    assert row.agents == [
        {"agent": ann.external_id, "agent_id": ann.id, "frame_size": 10, "random": 2,
         "targeted": 0, "short": 0},
        {"agent": bob.external_id, "agent_id": bob.id, "frame_size": 1, "random": 1,
         "targeted": 0, "short": 0},
    ]  # fmt: skip
    given = session.scalars(select(Assignment)).all()
    assert {a.interaction_id: a.id for a in given} == {i.interaction_id: i.assignment_id
                                                       for i in items}  # fmt: skip
    assert {(a.reviewer_id, a.pool, a.draw_id, a.due_at, a.state, a.is_second) for a in given} == {
        (reviewer.id, Pool.RANDOM, row.id, AT + timedelta(days=7), AssignmentState.OPEN, False)
    }
    assert sorted(a.inclusion_probability or 0 for a in given) == [0.2, 0.2, 1.0]


def test_it_draws_what_the_pure_draw_does(session: Session) -> None:
    team = make_team(session)
    agent = make_user(session, Role.AGENT, team)
    make_interactions(session, agent, 30)
    make_interactions(session, agent, 9, channel=Channel.PHONE)
    plan = make_plan(session, amount={"per_agent": 6})
    row = make_draw(session, plan, seed=11)
    population = population_of(session, WEEK, ZoneInfo("UTC"))
    result = draw(
        frame_of(population.candidates, document_of(plan)).items,
        plan=document_of(plan), seed=11, left_out={},
    )  # fmt: skip
    stored = session.scalars(
        select(DrawItem.interaction_id)
        .where(DrawItem.draw_id == row.id, DrawItem.part == Part.RANDOM)
        .order_by(DrawItem.position)
    ).all()
    assert stored == [population.known[d.item.key].interaction_id for d in result.items]
    assert row.frame_digest == result.frame_sha256
    again = prepare_draw(session, document_of(plan), period=WEEK, seed=11).result
    assert again == result


def test_what_is_left_out_is_counted_by_reason(session: Session) -> None:
    team = make_team(session, "Day")
    agent = make_user(session, Role.AGENT, team)
    robot = make_user(session, Role.AGENT, team)
    robot.is_bot = True
    other = make_user(session, Role.AGENT, make_team(session))
    gone = make_user(session, Role.AGENT, team, active=False)
    make_interactions(session, agent, 5)
    make_interactions(session, gone, 2)
    make_interactions(session, robot, 1)
    make_interactions(session, other, 4)
    make_interactions(session, agent, 3, channel=Channel.EMAIL)
    make_interactions(session, agent, 2, state=InteractionState.WAITING)
    make_interactions(session, agent, 1, state=InteractionState.QUARANTINED)
    make_interactions(session, agent, 1, state=InteractionState.FAILED)
    make_interactions(session, agent, 6, since=NEXT_MONDAY)
    plan = make_plan(session, who={"teams": ["Day"]}, what={"channels": ["chat"]})
    row = make_draw(session, plan)
    assert row.frame_size == 7
    assert row.left_out == {
        "bot": 1, "failed": 1, "no_transcript": 2, "other_agent": 4, "other_channel": 3,
        "quarantined": 1,
    }  # fmt: skip


def test_work_goes_only_to_reviewers_of_the_team(session: Session) -> None:
    day, night = make_team(session, "Day"), make_team(session, "Night")
    ann, bob = make_user(session, Role.AGENT, day), make_user(session, Role.AGENT, night)
    of_day = make_user(session, Role.REVIEWER, day)
    make_interactions(session, ann, 4)
    nobodys = make_interactions(session, bob, 2)
    row = make_draw(session, make_plan(session))
    given = session.execute(select(Assignment.reviewer_id)).scalars().all()
    assert given == [of_day.id, of_day.id]
    assert {k: sorted(v) for k, v in row.unassigned.items()} == {
        "no_reviewer": [one.id for one in nobodys]
    }


def test_a_hidden_second_review_goes_to_somebody_else(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER), make_user(session, Role.REVIEWER)
    make_interactions(session, agent, 4)
    make_draw(session, make_plan(session, double_share=1))
    rows = session.scalars(select(Assignment)).all()
    assert Counter((a.interaction_id, a.reviewer_id) for a in rows).most_common(1)[0][1] == 1
    assert sorted(Counter(a.interaction_id for a in rows).values()) == [2, 2]
    assert sorted(a.is_second for a in rows) == [False, False, True, True]


def test_a_period_is_drawn_once(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER)
    make_interactions(session, agent, 20)
    plan = make_plan(session)
    first = make_draw(session, plan)
    with pytest.raises(Refused, match="drawn already"):
        make_draw(session, plan, seed=8)
    second = make_draw(session, plan, seed=8, replace=True)
    assert (first.undone_at, second.undone_at) == (AT, None)
    states = Counter(a.state for a in session.scalars(select(Assignment)))
    assert states[AssignmentState.OPEN] == 2
    assert {a.draw_id for a in session.scalars(select(Assignment)) if a.state.value == "open"} == {
        second.id
    }
    rows = select(AuditRow.act).where(AuditRow.subject_type == "draw").order_by(AuditRow.id)
    assert session.scalars(rows).all() == ["sampling.draw", "sampling.undo", "sampling.draw"]


def test_a_draw_that_was_begun_stands(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER)
    make_interactions(session, agent, 20)
    row = make_draw(session, make_plan(session))
    begin(session, session.scalars(select(Assignment)).all()[0])
    with pytest.raises(Refused, match="1 of this draw's reviews"):
        undo_draw(session, row, by=None, at=AT)


def test_an_empty_frame_is_refused_with_its_reasons(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    plan = make_plan(session)
    with pytest.raises(Refused, match="no interaction started"):
        make_draw(session, plan)
    make_interactions(session, agent, 2, state=InteractionState.WAITING)
    with pytest.raises(Refused, match=r"2 no_transcript"):
        make_draw(session, plan)


def test_an_item_of_another_plan_is_not_reviewed_twice(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER), make_user(session, Role.REVIEWER)
    make_interactions(session, agent, 2)
    first = make_draw(session, make_plan(session))
    second = make_draw(session, make_plan(session))
    rows = session.scalars(select(Assignment)).all()
    assert [row.draw_id for row in rows] == [first.id, first.id]
    of_both = session.execute(select(DrawItem.draw_id, DrawItem.assignment_id)).all()
    assert sorted(tuple(row) for row in of_both) == sorted(
        (made.id, row.id) for made in (first, second) for row in rows
    )


def test_chance_takes_over_what_risk_had_chosen(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    reviewer = make_user(session, Role.REVIEWER)
    one = make_interactions(session, agent, 1)[0]
    earlier = Assignment(
        interaction_id=one.id, reviewer_id=reviewer.id, pool=Pool.TARGETED, due_at=AT,
        created_at=AT,
    )  # fmt: skip
    session.add(earlier)
    session.flush()
    evaluation = begin(session, earlier)
    evaluation.state = EvaluationState.SUBMITTED
    row = make_draw(session, make_plan(session))
    assert (earlier.pool, earlier.draw_id, earlier.inclusion_probability) == (
        Pool.RANDOM, row.id, 1.0,
    )  # fmt: skip
    assert (evaluation.pool, evaluation.counts, evaluation.stratum) == (Pool.RANDOM, True, "chat")


def test_risk_chooses_from_what_chance_left(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER)
    rows = make_interactions(session, agent, 20)
    plan = make_plan(session, amount={"per_agent": 4}, risk_share=0.5)
    model = FlagModel(
        number=3, low_below=80, state=ModelState.IN_USE, storage_key="k", sha256="s", cut=0.5,
        card={}, trained_at=AT,
    )  # fmt: skip
    session.add(model)
    session.flush()
    session.add_all(
        RiskFlag(
            interaction_id=row.id, model_id=model.id, probability=place / 100, flagged=False,
            reasons=[], scored_at=AT,
        )
        for place, row in enumerate(rows)
    )  # fmt: skip
    before = prepare_draw(session, document_of(plan), period=WEEK, seed=7)
    assert (before.risk_model, len(before.result.items)) == (None, 4)
    assert {item.pool for item in before.result.items} == {"random"}
    session.add(WorkerNotice(given_by="QA", given_on=AT.date(), text="Told.", recorded_at=AT))
    session.flush()
    draw = make_draw(session, plan)
    items = session.scalars(select(DrawItem).where(DrawItem.draw_id == draw.id)).all()
    by_chance = {i.interaction_id for i in items if i.part is Part.RANDOM}
    left = [row.id for row in reversed(rows) if row.id not in by_chance]
    by_risk = [i for i in items if i.part is Part.RISK]
    assert (len(by_chance), draw.method_detail["risk_model"]) == (2, 3)
    assert {i.interaction_id for i in by_risk} == set(left[:2])
    assert [i.inclusion_probability for i in by_risk] == [None, None]
    pools = Counter(a.pool for a in session.scalars(select(Assignment)))
    assert pools == {Pool.RANDOM: 2, Pool.TARGETED: 2}


def test_a_wrong_seed_or_period_is_refused(session: Session) -> None:
    plan = make_plan(session)
    with pytest.raises(Refused) as seed:
        make_draw(session, plan, seed=-1)
    with pytest.raises(Refused) as period:
        draw_period(session, plan, period_start=MONDAY, period_end=MONDAY, seed=1, by=None, at=AT)
    assert (seed.value.field, period.value.field) == ("seed", "until")


def begin(session: Session, assignment: Assignment) -> Evaluation:
    """A draft on the assignment."""
    interaction = assignment.interaction
    evaluation = Evaluation(
        interaction_id=interaction.id, version_id=make_published(session).id,
        reviewer_id=assignment.reviewer_id, agent_id=interaction.agent_id,
        team_id=interaction.team_id, assignment_id=assignment.id, pool=assignment.pool,
        inclusion_probability=assignment.inclusion_probability, stratum=assignment.stratum,
        draw_id=assignment.draw_id, state=EvaluationState.DRAFT, started_at=AT,
    )  # fmt: skip
    session.add(evaluation)
    session.flush()
    return evaluation
