"""Answers of every kind can be proposed and decided on: several together, numbers, N/A."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from qa_app.core import clock
from qa_app.people.models import User
from scorecards.design.document import parse
from scorecards.reviews.answer_words import is_same
from scorecards.reviews.disputes import disputes_of
from scorecards.reviews.forms_feedback import read_value
from scorecards.reviews.models import Evaluation
from scorecards.reviews.results import answers_of
from tests.factories.feedback import Desk, make_desk, make_released
from tests.factories.scorecards import card_json, make_published

SignIn = Callable[[User], FlaskClient]
FOUND = {
    "key": "found", "text": "What was found?", "type": "multiple",
    "options": [
        {"value": "cause", "label": "The cause", "score": 0.5},
        {"value": "remedy", "label": "A remedy", "score": 0.5},
    ],
}  # fmt: skip
WAIT = {
    "key": "wait", "text": "How many minutes did it take?", "type": "number",
    "ranges": [{"from": 0, "to": 5, "score": 1}, {"from": 5, "to": None, "score": 0}],
}  # fmt: skip
SECTIONS = [{"key": "all", "title": "All", "questions": [FOUND, WAIT]}]
MANY, NUMBER = parse(card_json("Card", sections=SECTIONS)).questions()


@pytest.fixture
def desk(session: Session) -> Desk:
    return replace(make_desk(session), version=make_published(session, sections=SECTIONS))


@pytest.fixture
def evaluation(session: Session, desk: Desk) -> Evaluation:
    given = {"found": ["remedy"], "wait": 7}
    return make_released(session, desk, answers=given, at=clock.now())


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ([], None),
        (["remedy", "cause"], ["cause", "remedy"]),
        (["N/A"], "N/A"),
        # The verb refuses both in the question's own words.
        (["N/A", "cause"], ["cause", "N/A"]),
        (["forged", "cause"], ["cause", "forged"]),
    ],
)
def test_ticks_are_read_in_the_order_of_the_scorecard(sent: list[str], read: object) -> None:
    assert read_value(MANY, MultiDict([("p", one) for one in sent]), "p") == read


def test_choices_have_no_order_when_compared() -> None:
    pairs = ((["a", "b"], ["b", "a"]), (["a"], ["a", "b"]), (4, 4.0), ("yes", "no"), (None, None))
    assert [is_same(one, other) for one, other in pairs] == [True, False, True, False, True]


def test_several_answers_and_a_number_are_proposed_decided_and_read(
    session: Session, desk: Desk, evaluation: Evaluation, sign_in: SignIn
) -> None:
    path = f"/feedback/{evaluation.id}/dispute"
    agent = sign_in(desk.agent)
    form = agent.get(path).text
    assert ('name="p-found" value="cause"' in form, 'name="p-wait"' in form) == (True, True)
    said = {
        "q": ["found", "wait"],
        **{f"k-{key}": "overlooked" for key in ("found", "wait")},
        **{f"c-{key}": "Look again." for key in ("found", "wait")},
    }
    refused = agent.post(path, data={**said, "p-found": ["remedy"], "p-wait": "3"})
    assert (refused.status_code, "That is the answer it has" in refused.text) == (422, True)
    assert 'value="remedy" checked' in refused.text
    sent = agent.post(path, data={**said, "p-found": ["remedy", "cause"], "p-wait": "3"})
    dispute = disputes_of(session, evaluation)[0]
    assert (sent.status_code, [item.proposed for item in dispute.items]) == (
        302,
        [{"value": ["cause", "remedy"]}, {"value": 3}],
    )
    lead = sign_in(desk.lead)
    assert "The cause, A remedy" in lead.get(f"/disputes/{dispute.id}").text
    rulings = {"v-found": "accept", "v-wait": "part", "a-wait": "N/A", "n-wait": "Nobody waited."}
    lead.post(f"/disputes/{dispute.id}", data=rulings)
    session.expire_all()
    assert answers_of(evaluation) == {"found": ["cause", "remedy"], "wait": "N/A"}
    page = lead.get(f"/disputes/{dispute.id}").text
    assert ("Not applicable" in page, "[&#39;" in page) == (True, False)
