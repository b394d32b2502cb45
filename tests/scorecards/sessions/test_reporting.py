"""What sessions say: side by side, by person, and figures checked against hand-worked ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job
from scorecards.calibration.rows import Figure, Undefined
from scorecards.reviews.queries import turns_by_id
from scorecards.sessions.comparing import cited_in, compared, people_beside
from scorecards.sessions.measuring import ask, known, work_out
from scorecards.sessions.models import Calibration, CalibrationFigures
from scorecards.sessions.reporting import figures, gathered, trend
from scorecards.sessions.revealing import agree
from tests.factories.feedback import ANSWERS, AT, Desk, make_desk, make_talk
from tests.factories.sessions import make_session, submit_as


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def made(session: Session, desk: Desk) -> Calibration:
    """Two chats; the three differ on the greeting of both, two to one."""
    talks = [make_talk(session, desk.agent) for _ in range(2)]
    people = [desk.reviewer, desk.lead, desk.stranger]
    made = make_session(session, desk.version, talks, people, desk.manager, at=AT)
    submit_as(session, made, desk.reviewer, at=AT)
    submit_as(session, made, desk.lead, at=AT)
    submit_as(session, made, desk.stranger, {**ANSWERS, "greeting": "no"}, at=AT)
    return made


def test_answers_stand_side_by_side_with_consensus_and_deviation(
    session: Session, desk: Desk, made: Calibration
) -> None:
    first = compared(made, turns_by_id(session, cited_in(made)))[0]
    greeting = next(one for one in first.questions if one.question.key == "greeting")
    assert (greeting.same, greeting.given) == (2, 3)
    directions = {one.name: one.deviation.direction for one in greeting.said if one.deviation}
    assert directions == {
        desk.reviewer.name: "same",
        desk.lead.name: "same",
        desk.stranger.name: "stricter",
    }


def test_agreement_of_the_greeting_is_one_pair_in_three(made: Calibration) -> None:
    found = {one.question: one for one in figures(gathered([made])).report.questions}
    percent = found["greeting"].percent
    assert isinstance(percent, Figure)
    assert (round(percent.value, 6), percent.n) == (0.333333, 2)
    assert found["identity"].alpha == Undefined("no_variation", 2)


def test_people_are_measured_by_the_agreed_answer(
    session: Session, desk: Desk, made: Calibration
) -> None:
    before = {one.rater: one.counts["stricter"] for one in people_beside(made)}
    assert before[str(desk.stranger.id)] == 2
    for item in made.items:
        agree(session, item, "greeting", value="no", note="", by=desk.manager.id, at=AT)
    after = {one.rater: one.counts for one in people_beside(made)}
    assert after[str(desk.stranger.id)]["same"] == 6
    assert after[str(desk.lead.id)]["milder"] == 2


def test_the_trend_has_each_session_once(made: Calibration) -> None:
    [moment] = trend([made])
    assert moment.calibration is made
    assert isinstance(moment.percent, Figure)
    # (1/3 + 1 + 1) / 3 on each of the chats.
    assert round(moment.percent.value, 6) == 0.777778


def test_without_sessions_there_is_nothing_to_tell() -> None:
    assert figures(gathered([])).report.percent == Undefined("no_rows")


def test_figures_are_worked_out_in_the_background_once_and_kept(
    session: Session, made: Calibration, run_jobs: Callable[[], tuple[int, int]]
) -> None:
    assert known(session, [made]) is None
    ask(session, [made])
    session.commit()
    query = select(func.count(Job.id)).where(Job.task == "calibration.measure")
    assert session.scalar(query) == 1
    run_jobs()
    found, whole = known(session, [made]), figures(gathered([made]))
    assert found is not None
    assert (found.report, found.points) == (whole.report, whole.points)
    assert (found.interactions, found.raters) == (2, 3)
    work_out(session, [made], at=AT)
    assert session.scalar(select(func.count(CalibrationFigures.id))) == 1
