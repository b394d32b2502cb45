"""Every transition of an evaluation, over HTTP: who moves it on in which state, and nobody else.

A table of state × transition says for whom it moves and where to; for everybody else it must stay
exactly as it was, whatever the answer is, and no answer may be an error of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.reviews.acknowledgement import acknowledge
from scorecards.reviews.dispute_words import DisputeCause, Verdict
from scorecards.reviews.disputes import Objection, disputes_of, open_dispute, standing_dispute
from scorecards.reviews.finalising import finalise
from scorecards.reviews.models import Dispute, Evaluation, EvaluationRevision
from scorecards.reviews.release import release
from scorecards.reviews.rulings import Ruling, decide
from tests.factories.acts import GOOD, begin, finish
from tests.factories.answering import keep_approval
from tests.factories.feedback import Desk, make_desk
from tests.factories.people import make_user
from tests.factories.queue import make_assignment, make_text

SignIn = Callable[[User], FlaskClient]
Act = Callable[[FlaskClient, Desk, Evaluation], int]
STATES = (
    "draft", "pending", "submitted", "released", "acknowledged", "disputed", "restated",
)  # fmt: skip
OBJECTION = Objection("solved", "The refund was booked.", "solved", DisputeCause.OVERLOOKED)
HOUR = timedelta(hours=1)


def reach(session: Session, desk: Desk, state: str) -> Evaluation:
    """An evaluation in that state, brought there by the verbs that people use."""
    keep_approval(session, desk)
    item = make_assignment(session, make_text(session, desk.agent), desk.reviewer)
    at, card = clock.now() - HOUR, desk.version.id
    if state == "draft":
        return begin(session, item, card, at=at, answers=GOOD)
    if state == "pending":
        return finish(session, item, card, at=clock.now(), undo_seconds=600)
    evaluation = finish(session, item, card, at=at, undo_seconds=0)
    finalise(session, evaluation, at=at)
    if state == "submitted":
        return evaluation
    release(session, evaluation, by=desk.manager.id, at=at)
    if state == "acknowledged":
        acknowledge(session, evaluation, by=desk.agent.id, at=at)
    if state in ("disputed", "restated"):
        dispute = open_dispute(session, evaluation, objections=[OBJECTION], by=desk.agent.id, at=at)
    if state == "restated":
        ruling = Ruling("solved", Verdict.ACCEPT, "It was booked.", "solved")
        decide(session, dispute, rulings=[ruling], note="", by=desk.manager.id, at=at)
    return evaluation


def where(session: Session, evaluation: Evaluation) -> tuple[str, bool, int, bool]:
    """Its state, whether a dispute is open, how often it was restated, whether it is a draft's."""
    session.expire_all()
    standing = standing_dispute(session, evaluation)
    is_open = standing is not None and standing.state.value == "open"
    changes = session.query(EvaluationRevision).filter_by(evaluation_id=evaluation.id).count()
    return evaluation.state.value, is_open, changes, evaluation.returned_at is not None


def submit(client: FlaskClient, desk: Desk, it: Evaluation) -> int:
    body = {"version_id": desk.version.id, "revision": it.revision, "draft": {"answers": GOOD}}
    return client.post(f"/review/{it.assignment_id}/submit", json=body).status_code


def take_back(client: FlaskClient, _desk: Desk, it: Evaluation) -> int:
    return client.post(f"/review/{it.assignment_id}/undo").status_code


def let_go(client: FlaskClient, _desk: Desk, it: Evaluation) -> int:
    return client.post(f"/evaluations/{it.id}/release").status_code


def send_back(client: FlaskClient, _desk: Desk, it: Evaluation) -> int:
    return client.post(f"/release/{it.id}/back", data={"reason": "Look again."}).status_code


def note_read(client: FlaskClient, _desk: Desk, it: Evaluation) -> int:
    return client.post(f"/feedback/{it.id}/acknowledge").status_code


def object_to(client: FlaskClient, _desk: Desk, it: Evaluation) -> int:
    data = {"q": "solved", "c-solved": "Booked.", "p-solved": "solved", "k-solved": "overlooked"}
    return client.post(f"/feedback/{it.id}/dispute", data=data).status_code


def rule(client: FlaskClient, _desk: Desk, it: Evaluation) -> int:
    found = client.application.extensions["test_dispute"]
    data = {"v-solved": "accept", "n-solved": "Booked.", "a-solved": "solved"}
    return client.post(f"/disputes/{found}", data=data).status_code


ACTS: dict[str, Act] = {
    "submit": submit,
    "take back": take_back,
    "release": let_go,
    "send back": send_back,
    "acknowledge": note_read,
    "dispute": object_to,
    "decide": rule,
}
LEADING = frozenset({"lead", "manager"})
PENDING = ("pending", False, 0, False)
DRAFT = ("draft", False, 0, False)
RELEASED = ("released", False, 0, False)
RETURNED = ("submitted", False, 0, True)
READ = ("acknowledged", False, 0, False)
DISPUTED = ("released", True, 0, False)
READ_DISPUTED = ("acknowledged", True, 0, False)
RESTATED = ("released", False, 1, False)

MOVES: dict[tuple[str, str], tuple[frozenset[str], tuple[str, bool, int, bool]]] = {
    ("draft", "submit"): (frozenset({"reviewer"}), PENDING),
    ("pending", "take back"): (frozenset({"reviewer"}), DRAFT),
    ("submitted", "release"): (LEADING, RELEASED),
    ("submitted", "send back"): (LEADING, RETURNED),
    ("released", "acknowledge"): (frozenset({"agent"}), READ),
    ("released", "dispute"): (frozenset({"agent"}), DISPUTED),
    ("acknowledged", "dispute"): (frozenset({"agent"}), READ_DISPUTED),
    ("disputed", "acknowledge"): (frozenset({"agent"}), READ_DISPUTED),
    ("disputed", "decide"): (LEADING, RESTATED),
    ("restated", "acknowledge"): (frozenset({"agent"}), ("acknowledged", False, 1, False)),
}
"""By (state, transition): who moves it, and where to. All else moves nothing."""


@pytest.mark.parametrize("name", list(ACTS))
@pytest.mark.parametrize("state", STATES)
def test_who_moves_it_on_and_who_does_not(
    session: Session, sign_in: SignIn, state: str, name: str
) -> None:
    desk = make_desk(session)
    people = {
        "reviewer": desk.reviewer,
        "another reviewer": make_user(session, Role.REVIEWER),
        "agent": desk.agent,
        "colleague": make_user(session, Role.AGENT, desk.team),
        "lead": desk.lead,
        "another lead": desk.stranger,
        "manager": desk.manager,
        "admin": make_user(session, Role.ADMIN),
    }
    moved, failed = {}, {}
    for who, person in people.items():
        evaluation = reach(session, desk, state)
        found = disputes_of(session, evaluation)
        client = sign_in(person)
        client.application.extensions["test_dispute"] = found[0].id if found else 999_999_999
        before = where(session, evaluation)
        status = ACTS[name](client, desk, evaluation)
        after = where(session, evaluation)
        if after != before:
            moved[who] = after
        if status >= 500:
            failed[who] = status
    expected, to = MOVES.get((state, name), (frozenset(), DRAFT))
    assert (moved, failed) == (dict.fromkeys(expected, to), {})


def test_the_table_names_states_and_acts_that_exist() -> None:
    assert {state for state, _ in MOVES} <= set(STATES)
    assert {name for _, name in MOVES} == set(ACTS)


def test_a_dispute_is_decided_once(session: Session, sign_in: SignIn) -> None:
    desk = make_desk(session)
    evaluation = reach(session, desk, "disputed")
    dispute = session.query(Dispute).filter_by(evaluation_id=evaluation.id).one()
    client = sign_in(desk.lead)
    client.application.extensions["test_dispute"] = dispute.id
    first, second = (rule(client, desk, evaluation) for _ in range(2))
    assert (first, second in (404, 409)) == (302, True)
    assert where(session, evaluation) == RESTATED
