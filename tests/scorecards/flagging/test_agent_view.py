"""Agents see that risk chose it; chance and reasons only where settings say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.flagging.agent_view import risk_for_agent
from scorecards.flagging.models import FlagModel, ModelState
from scorecards.flagging.switch import switch
from scorecards.reviews.feedback import RiskSaid
from scorecards.reviews.models import Evaluation, Pool
from tests.factories.feedback import Desk, make_desk, make_released
from tests.factories.flagging import AT, give_notice, make_flag, make_version

SignIn = Callable[[User], FlaskClient]
REASON = {"key": "late", "text": "First answer came late", "detail": "9 min", "turns": []}


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def chosen(session: Session, desk: Desk) -> Evaluation:
    """A released evaluation that a draw chose by risk, with the flag that spoke before it."""
    give_notice(session)
    evaluation = make_released(session, desk, pool=Pool.TARGETED)
    evaluation.draw_id = 1
    flag = make_flag(session, evaluation.interaction, make_version(session), reasons=[REASON])
    flag.scored_at = evaluation.started_at - timedelta(days=1)
    session.flush()
    return evaluation


@pytest.fixture
def told(session: Session) -> Iterator[None]:
    """Settings that tell agents."""
    settings = session.info["settings"]
    object.__setattr__(settings, "flag_reasons_to_agents", True)
    yield
    object.__setattr__(settings, "flag_reasons_to_agents", False)


def test_without_the_setting_only_that_risk_chose_it(
    session: Session, desk: Desk, chosen: Evaluation, sign_in: SignIn
) -> None:
    assert risk_for_agent(session, chosen) is None
    page = sign_in(desk.agent).get(f"/feedback/{chosen.id}").text
    assert "Chosen by risk: a model marked it as worth a look." in page
    assert "First answer came late" not in page
    assert "a chance of" not in page


@pytest.mark.usefixtures("told")
def test_with_the_setting_chance_and_reasons(
    session: Session, desk: Desk, chosen: Evaluation, sign_in: SignIn
) -> None:
    assert risk_for_agent(session, chosen) == RiskSaid(0.9, ("First answer came late (9 min)",))
    page = sign_in(desk.agent).get(f"/feedback/{chosen.id}").text
    assert "a chance of 90\u00a0% of being low" in page
    assert "First answer came late (9 min)" in page
    switch(session, False, by=None, at=AT)
    assert risk_for_agent(session, chosen) is None


@pytest.mark.usefixtures("told")
def test_nothing_is_said_of_what_no_model_chose(
    session: Session, desk: Desk, chosen: Evaluation, sign_in: SignIn
) -> None:
    chosen.draw_id = None
    session.flush()
    assert risk_for_agent(session, chosen) is None
    page = sign_in(desk.agent).get(f"/feedback/{chosen.id}").text
    assert "a rule marked it, or a person asked for a look at it" in page
    chosen.draw_id, chosen.pool = 1, Pool.RANDOM
    assert risk_for_agent(session, chosen) is None


@pytest.mark.usefixtures("told")
def test_the_version_that_spoke_before_the_review_is_told(
    session: Session, chosen: Evaluation
) -> None:
    later = make_flag(session, chosen.interaction, version_two(session), 0.4)
    later.scored_at = chosen.started_at + timedelta(days=1)
    session.flush()
    said = risk_for_agent(session, chosen)
    assert said is not None
    assert said.chance == 0.9


def version_two(session: Session) -> FlagModel:
    return make_version(session, 2, state=ModelState.CANDIDATE)
