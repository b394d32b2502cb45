"""The evaluations of an interaction on its page: whose, for whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.people.models import User
from tests.factories.feedback import Desk, make_desk, make_evaluation
from tests.factories.queue import make_assignment

SignIn = Callable[[User], FlaskClient]
SCORED = "83.3"


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_lead_finds_the_evaluation_from_the_interaction(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    done = make_evaluation(session, desk)
    page = sign_in(desk.lead).get(f"/interactions/{done.interaction_id}")
    assert f'href="/evaluations/{done.id}"' in page.text
    assert SCORED in page.text
    assert f"by {desk.reviewer.name} on 2 Mar 2026" in page.text


def test_what_can_be_done_with_it_is_offered_to_who_may(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    done = make_evaluation(session, desk)
    acts = [f'href="/coaching/from/{done.id}"', f'href="/evaluations/{done.id}/example"']
    looks = (
        (desk.lead, f"/interactions/{done.interaction_id}", "Add to coaching"),
        (desk.reviewer, "/queue/done", "Suggest for coaching"),
    )
    for person, path, words in looks:
        client = sign_in(person)
        page = client.get(path).text
        assert [act in page for act in (*acts, words)] == [True, True, True]
        assert [client.get(act[6:-1]).status_code for act in acts] == [200, 200]


def test_who_still_has_it_to_score_stays_blind(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    done = make_evaluation(session, desk)
    make_assignment(session, done.interaction, desk.manager)
    page = sign_in(desk.manager).get(f"/interactions/{done.interaction_id}")
    assert f'href="/evaluations/{done.id}"' not in page.text
    assert SCORED not in page.text
    assert "None that you may read." in page.text
