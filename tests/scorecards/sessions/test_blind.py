"""Who takes part in a session sees no other judgement of its interaction before their own is in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.people.models import User
from scorecards.reviews.models import Evaluation
from scorecards.self_evaluation.models import SelfEvaluation
from scorecards.self_evaluation.writing import start
from scorecards.sessions.models import Calibration
from scorecards.sessions.planning import cancel
from tests.factories.feedback import Desk, make_evaluation
from tests.factories.sessions import make_session, submit_as

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def reviewed(session: Session, desk: Desk) -> Evaluation:
    return make_evaluation(session, desk)


@pytest.fixture
def own(session: Session, desk: Desk, reviewed: Evaluation) -> SelfEvaluation:
    return start(session, reviewed.interaction, by=desk.agent.id, at=clock.now())


@pytest.fixture
def asked(session: Session, desk: Desk, reviewed: Evaluation, own: SelfEvaluation) -> Calibration:
    people = [desk.reviewer, desk.lead]
    talks = [reviewed.interaction]
    return make_session(session, desk.version, talks, people, desk.manager, at=clock.now())


def seen_by(client: FlaskClient, reviewed: Evaluation, own: SelfEvaluation) -> list[bool]:
    """Whether the list, the pages and the interaction's page show what there is."""
    address, ours = f"/evaluations/{reviewed.id}", f"/self-evaluations/{own.id}"
    page = client.get(f"/interactions/{reviewed.interaction_id}").text
    return [
        address in client.get("/evaluations").text,
        client.get(address).status_code == 200,
        client.get(ours).status_code == 200,
        address in page,
        ours in page,
    ]


def test_a_lead_who_takes_part_sees_it_after_their_own_sheet(
    session: Session,
    desk: Desk,
    reviewed: Evaluation,
    own: SelfEvaluation,
    asked: Calibration,
    sign_in: SignIn,
) -> None:
    client = sign_in(desk.lead)
    assert seen_by(client, reviewed, own) == [False] * 5
    submit_as(session, asked, desk.lead, at=clock.now())
    assert seen_by(client, reviewed, own) == [True] * 5


def test_who_only_leads_the_session_and_who_scored_it_are_not_kept_from_it(
    desk: Desk, reviewed: Evaluation, own: SelfEvaluation, asked: Calibration, sign_in: SignIn
) -> None:
    assert seen_by(sign_in(desk.manager), reviewed, own) == [True] * 5
    assert sign_in(desk.reviewer).get(f"/evaluations/{reviewed.id}").status_code == 200


def test_a_cancelled_session_keeps_nothing_hidden(
    session: Session,
    desk: Desk,
    reviewed: Evaluation,
    own: SelfEvaluation,
    asked: Calibration,
    sign_in: SignIn,
) -> None:
    cancel(session, asked, by=desk.manager.id, at=clock.now())
    assert seen_by(sign_in(desk.lead), reviewed, own) == [True] * 5
