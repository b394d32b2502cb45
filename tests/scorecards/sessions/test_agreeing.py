"""Agreeing on what all said alike, planning with everything wrong, final acts that ask first."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.queue import URGENT, jobs_of
from qa_app.people.models import User
from scorecards.reviewers.grading_card import take_shipped
from scorecards.sessions.measuring import ask
from scorecards.sessions.models import Calibration, SessionState
from scorecards.sessions.planning import usable_cards
from scorecards.sessions.revealing import agree
from scorecards.sessions.tasks import reveal_complete
from scorecards.sessions.unanimous import alike, as_answer
from tests.factories.feedback import ANSWERS, Desk
from tests.factories.sessions import submit_as
from tests.scorecards.sessions.looking import fresh

SignIn = Callable[[User], FlaskClient]


def test_what_all_said_is_agreed_in_one_step_and_what_differs_is_left(
    session: Session, made: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    now, client = clock.now(), sign_in(desk.manager)
    submit_as(session, made, desk.reviewer, at=now)
    assert client.post(f"/calibration/{made.id}/alike").status_code == 303
    assert fresh(session, made.id).items[0].agreed == []
    submit_as(session, made, desk.lead, {**ANSWERS, "greeting": "no"}, at=now)
    agree(session, made.items[0], "solved", value=None, note="Talk about it", by=1, at=now)
    assert "Agree on the 2 answers that all gave" in client.get(f"/calibration/{made.id}").text
    client.post(f"/calibration/{made.id}/alike")
    item = fresh(session, made.id).items[0]
    agreed = {one.question_key: (one.value["value"], one.note) for one in item.agreed}
    assert agreed == {"identity": ("yes", None), "solved": ("partly", "Talk about it")}
    assert alike(fresh(session, made.id)) == []
    page = client.get(f"/calibration/{made.id}").text
    assert ("2 answers are agreed." in page, "answers that all gave" in page) == (True, False)


def test_comparable_verdicts_become_the_answers_that_they_were() -> None:
    verdicts = ("yes", 4.0, 2.5, ("b", "a"), "N/A", ("N/A",))
    assert [as_answer(one) for one in verdicts] == ["yes", 4, 2.5, ["b", "a"], "N/A", "N/A"]


def test_a_session_is_cancelled_only_by_its_word(
    session: Session, made: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    client = sign_in(desk.manager)
    for typed in ("", "yes"):
        client.post(f"/calibration/{made.id}/cancel", data={"confirm": typed})
        assert fresh(session, made.id).state is SessionState.OPEN
    client.post(f"/calibration/{made.id}/cancel", data={"confirm": " Cancel "})
    assert fresh(session, made.id).state is SessionState.CANCELLED


def test_whoever_was_missing_and_is_deactivated_holds_nothing_up(
    session: Session, made: Calibration, desk: Desk
) -> None:
    now = clock.now()
    for one in (desk.lead, desk.reviewer):
        one.active = False
    # Nobody is waited for, but nobody has said anything either.
    assert reveal_complete(session, at=now) == 0
    desk.reviewer.active = True
    submit_as(session, made, desk.reviewer, at=now)
    assert made.state is SessionState.REVEALED


def test_the_timetable_reveals_what_became_complete(
    session: Session, made: Calibration, desk: Desk
) -> None:
    submit_as(session, made, desk.reviewer, at=clock.now())
    assert (reveal_complete(session, at=clock.now()), made.state) == (0, SessionState.OPEN)
    desk.lead.active = False
    session.flush()
    assert (reveal_complete(session, at=clock.now()), made.state) == (1, SessionState.REVEALED)


def test_figures_that_people_wait_for_are_worked_out_first(
    session: Session, made: Calibration, desk: Desk
) -> None:
    for person in (desk.reviewer, desk.lead):
        submit_as(session, made, person, at=clock.now())
    told = jobs_of(session, ("calibration_session", made.id))[0]
    assert told.priority == URGENT
    session.delete(told)
    ask(session, [made])
    jobs = jobs_of(session, ("calibration_session", made.id))
    assert [(job.task, job.priority) for job in jobs] == [("calibration.measure", URGENT)]


def test_cards_that_grade_reviews_are_not_offered(session: Session, desk: Desk) -> None:
    take_shipped(session, by=desk.manager.id, at=clock.now())
    assert usable_cards(session) == [desk.version]


def test_all_mistakes_of_a_plan_are_told_at_once(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.manager)
    page = client.post("/calibration/new", data={"version": desk.version.id})
    said = (
        "Give the session a title.",
        "Say until when it is due.",
        "Choose at least one interaction.",
        "Choose at least two participants.",
    )
    assert (page.status_code, [words in page.text for words in said]) == (422, [True] * 4)


def test_numbers_that_no_table_holds_choose_nothing(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.manager)
    for number in ("9" * 30, "-1", "0", "x"):
        assert client.get(f"/calibration/new?interaction={number}").status_code == 200
        page = client.post("/calibration/new", data={"interactions": number})
        assert (page.status_code, 'type="checkbox" name="interactions"' in page.text) == (
            422,
            False,
        )
