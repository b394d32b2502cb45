"""The part by risk: whose word it follows, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.flagging.models import FlagModel, ModelState
from scorecards.flagging.switch import switch
from scorecards.reviews.models import Assignment, Pool
from scorecards.sampling.models import DrawItem, Part
from scorecards.sampling.periods import Period
from scorecards.sampling.risks import Risks, risks_of
from scorecards.sampling.words import NO_RISK
from tests.factories.flagging import give_notice, make_flag, make_version
from tests.factories.people import make_team, make_user
from tests.factories.sampling import (
    AT,
    MONDAY,
    NEXT_MONDAY,
    make_draw,
    make_interactions,
    make_plan,
)
from transcription.interactions.models import Interaction

SignIn = Callable[[User], FlaskClient]
WEEK = Period(MONDAY, NEXT_MONDAY)
AHEAD = "The plan asks for a part by risk, but {}, so everything {} drawn at random."


@pytest.fixture
def rows(session: Session) -> list[Interaction]:
    """Twenty interactions of one agent, and somebody to review them."""
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER)
    return make_interactions(session, agent, 20)


def flags_for(session: Session, version: FlagModel, rows: list[Interaction]) -> None:
    for place, row in enumerate(rows):
        make_flag(session, row, version, place / 100)


def test_why_there_is_no_risk(session: Session, rows: list[Interaction]) -> None:
    assert risks_of(session, WEEK) == Risks(None, {}, "no_notice")
    give_notice(session)
    assert risks_of(session, WEEK) == Risks(None, {}, "no_model")
    version = make_version(session, 4)
    assert risks_of(session, WEEK) == Risks(None, {}, "not_scored")
    flags_for(session, version, rows)
    assert risks_of(session, WEEK).missing is None
    switch(session, False, by=None, at=AT)
    assert risks_of(session, WEEK) == Risks(None, {}, "off")


def test_only_the_version_in_use_and_the_period_speak(
    session: Session, rows: list[Interaction]
) -> None:
    give_notice(session)
    flags_for(session, make_version(session, 1, state=ModelState.REPLACED), rows)
    used = make_version(session, 2)
    make_flag(session, rows[0], used, 0.75)
    agent = session.get_one(User, rows[0].agent_id)
    later = make_interactions(session, agent, 1, since=NEXT_MONDAY)[0]
    earlier = make_interactions(session, agent, 1, since=MONDAY - timedelta(hours=1))[0]
    for row in (later, earlier):
        make_flag(session, row, used, 0.9)
    assert risks_of(session, WEEK) == Risks(2, {("desk", rows[0].external_id): 0.75})


def test_chance_goes_first_and_risk_takes_the_highest_of_the_rest(
    session: Session, rows: list[Interaction]
) -> None:
    give_notice(session)
    plan = make_plan(session, amount={"per_agent": 4}, risk_share=0.5)
    blind = make_draw(session, plan)
    assert blind.method_detail["risk_missing"] == "no_model"
    by_chance_alone = parts_of(session, blind.id)[Part.RANDOM]
    assert len(by_chance_alone) == 4
    flags_for(session, make_version(session, 3), rows)
    draw = make_draw(session, plan, replace=True)
    assert (draw.method_detail["risk_model"], draw.method_detail["risk_missing"]) == (3, None)
    parts = parts_of(session, draw.id)
    left = [row.id for row in reversed(rows) if row.id not in parts[Part.RANDOM]]
    assert (len(parts[Part.RANDOM]), parts[Part.RISK]) == (2, set(left[:2]))
    targeted = select(Assignment).where(
        Assignment.draw_id == draw.id, Assignment.pool == Pool.TARGETED
    )
    assert {one.inclusion_probability for one in session.scalars(targeted)} == {None}


def parts_of(session: Session, draw_id: int) -> dict[Part, set[int]]:
    found: dict[Part, set[int]] = {part: set() for part in Part}
    for item in session.scalars(select(DrawItem).where(DrawItem.draw_id == draw_id)):
        found[item.part].add(item.interaction_id)
    return found


@pytest.mark.parametrize("why", ["no_notice", "no_model", "off"])
def test_the_pages_say_why_nothing_is_drawn_by_risk(
    session: Session, sign_in: SignIn, rows: list[Interaction], why: str
) -> None:
    if why != "no_notice":
        give_notice(session)
    if why == "off":
        flags_for(session, make_version(session), rows)
        switch(session, False, by=None, at=AT)
    plan = make_plan(session, risk_share=0.5)
    manager = sign_in(make_user(session, Role.QA_MANAGER))
    days = f"first={MONDAY.date()}&until={(NEXT_MONDAY - timedelta(days=1)).date()}"
    preview = manager.get(f"/sampling/plans/{plan.id}?preview=1&{days}&seed=7").text
    assert AHEAD.format(NO_RISK[why], "is") in preview
    draw = make_draw(session, plan)
    page = manager.get(f"/sampling/draws/{draw.id}").text
    assert AHEAD.format(NO_RISK[why], "was") in page


def test_a_plan_that_asks_for_no_risk_says_nothing_of_it(
    session: Session, sign_in: SignIn, rows: list[Interaction]
) -> None:
    draw = make_draw(session, make_plan(session))
    page = sign_in(make_user(session, Role.QA_MANAGER)).get(f"/sampling/draws/{draw.id}").text
    assert "No model took part: everything was drawn at random." in page
    assert "asks for a part by risk" not in page
