"""Examples of excellence: who marks, who reads, what its agent decides, removal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from scorecards.examples.marking import agree, mark, remove, restore
from scorecards.examples.policies import markable_evaluations, readable_examples
from scorecards.reviews.models import EvaluationState, Pool
from scorecards.reviews.models_acts import Example
from scorecards.reviews.release import release
from tests.factories.acts import LATER, make_example
from tests.factories.feedback import Desk, make_desk, make_evaluation, make_released
from tests.factories.people import make_team, make_user
from tests.factories.queue import make_assignment

SignIn = Callable[[User], FlaskClient]
NOTE = "Names the day."


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def readers(session: Session, example: Example, people: list[User]) -> list[str]:
    """Names of those who may read it."""
    found = []
    for person in people:
        query = readable_examples(actor_of(person)).where(Example.id == example.id)
        if session.scalars(query).first() is not None:
            found.append(person.name)
    return found


@pytest.mark.parametrize(
    ("released", "agreed", "who"),
    [
        (False, False, ["reviewer", "manager", "lead"]),
        (True, False, ["reviewer", "manager", "lead", "agent"]),
        (True, True, ["reviewer", "manager", "lead", "agent", "colleague", "stranger"]),
    ],
)
def test_who_reads_an_example(
    session: Session, desk: Desk, released: bool, agreed: bool, who: list[str]
) -> None:
    people = {
        "reviewer": desk.reviewer,
        "manager": desk.manager,
        "lead": desk.lead,
        "agent": desk.agent,
        "colleague": make_user(session, Role.AGENT, desk.team),
        "stranger": desk.stranger,
        "admin": make_user(session, Role.ADMIN),
    }
    make = make_released if released else make_evaluation
    example = make_example(session, make(session, desk), agreed=agreed)
    # An admin holds no permission for the library, whatever the scope says of allowed ones.
    people.pop("admin")
    assert readers(session, example, list(people.values())) == [people[name].name for name in who]


def test_not_while_one_still_has_it_to_score(session: Session, desk: Desk) -> None:
    example = make_example(session, make_released(session, desk), agreed=True)
    blind = make_user(session, Role.REVIEWER)
    assert readers(session, example, [blind]) == [blind.name]
    make_assignment(session, example.evaluation.interaction, blind, second=True)
    assert readers(session, example, [blind]) == []


def test_its_agent_is_asked_at_once_or_with_the_release(
    session: Session, desk: Desk, run_jobs: Callable[[], tuple[int, int]]
) -> None:
    evaluation = make_evaluation(session, desk)
    make_example(session, evaluation)
    of_agent = select(Notification.kind).where(Notification.user_id == desk.agent.id)
    assert list(session.scalars(of_agent)) == []
    release(session, evaluation, by=desk.lead.id, at=LATER)
    run_jobs()
    assert sorted(session.scalars(of_agent)) == ["evaluation.released", "example.marked"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"note": " "}, "Say what is excellent"),
        ({"turn_ids": []}, "Choose the turns"),
        ({"turn_ids": [999_999]}, "not in the transcript"),
        ({"question_key": "invented"}, "no such question"),
    ],
)
def test_what_is_refused(
    session: Session, desk: Desk, changes: dict[str, object], words: str
) -> None:
    evaluation = make_evaluation(session, desk)
    usual = {"note": NOTE, "turn_ids": [evaluation.evidence[0].turn_id]}
    with pytest.raises(Refused, match=words):
        mark(session, evaluation, by=desk.reviewer.id, at=LATER, **(usual | changes))  # type: ignore[arg-type]  # a dict of mixed values
    assert session.query(Example).count() == 0


def test_a_failed_or_second_review_is_no_example(session: Session, desk: Desk) -> None:
    failed = make_evaluation(session, desk, answers={"greeting": "yes", "identity": "no"})
    failed.failed = True
    second = make_evaluation(session, desk, pool=Pool.CALIBRATION)
    draft = make_evaluation(session, desk, state=EvaluationState.DRAFT)
    for evaluation in (failed, second, draft):
        with pytest.raises(Refused):
            make_example(session, evaluation)
    session.flush()
    found = session.scalars(markable_evaluations(actor_of(desk.manager))).all()
    assert [each.id for each in found] == [failed.id]


def test_only_its_agent_allows_and_takes_it_back(session: Session, desk: Desk) -> None:
    example = make_example(session, make_released(session, desk))
    with pytest.raises(Refused):
        agree(session, example, allowed=True, by=desk.manager.id, at=LATER)
    agree(session, example, allowed=True, by=desk.agent.id, at=LATER)
    agree(session, example, allowed=False, by=desk.agent.id, at=LATER)
    assert example.agreed_at is None
    acts = select(AuditRow.act).where(AuditRow.subject_type == "example").order_by(AuditRow.id)
    assert list(session.scalars(acts)) == ["example.mark", "example.agree", "example.disagree"]


def test_removed_it_is_gone_and_can_be_restored(session: Session, desk: Desk) -> None:
    example = make_example(session, make_released(session, desk), agreed=True)
    remove(session, example, by=desk.lead.id, at=LATER)
    assert (example.evaluation.is_example, readers(session, example, [desk.manager])) == (False, [])
    restore(session, example, by=desk.lead.id, at=LATER)
    assert example.evaluation.is_example is True
    assert readers(session, example, [desk.manager]) == [desk.manager.name]


def test_over_http_from_the_evaluation_to_a_colleague(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    evaluation = make_released(session, desk)
    session.commit()
    client = sign_in(desk.reviewer)
    address = f"/evaluations/{evaluation.id}/example"
    assert address in client.get(f"/evaluations/{evaluation.id}").get_data(as_text=True)
    turn = evaluation.evidence[0].turn_id
    assert "checked" in client.get(address).get_data(as_text=True)
    assert client.post(address, data={"note": NOTE}).status_code == 422
    made = client.post(address, data={"note": NOTE, "turns": turn, "question": "solved"})
    assert made.status_code == 303
    colleague = make_user(session, Role.AGENT, make_team(session))
    session.commit()
    assert sign_in(colleague).get(made.location).status_code == 404
    assert NOTE not in sign_in(colleague).get("/examples").get_data(as_text=True)
    sign_in(desk.agent).post(f"{made.location}/agree", data={"allowed": "1"})
    page = sign_in(colleague).get(made.location).get_data(as_text=True)
    assert "Someone should be in touch about the refund." in page
    assert "I was charged twice for one order." not in page
    assert desk.agent.name not in page
    listed = sign_in(colleague).get("/examples?channel=chat").get_data(as_text=True)
    assert (NOTE in listed, desk.agent.name in listed) == (True, False)
    assert NOTE not in sign_in(colleague).get("/examples?channel=phone").get_data(as_text=True)
    gone = sign_in(desk.lead).post(f"{made.location}/remove")
    assert sign_in(colleague).get(made.location).status_code == 404
    put_back = f"{made.location}/restore"
    assert put_back in sign_in(desk.lead).get(gone.location).get_data(as_text=True)
    # Whoever did not remove it is offered nothing.
    assert put_back not in sign_in(desk.manager).get(gone.location).get_data(as_text=True)
    assert sign_in(desk.manager).post(put_back).status_code == 404
    assert sign_in(desk.lead).post(put_back).status_code == 302
    assert sign_in(colleague).get(made.location).status_code == 200
