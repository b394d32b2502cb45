"""What a reviewer did: counts, median time, N/A, comments, skips and disputes, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.calibration.strictness import NotEstimable
from scorecards.reviewers.span import Span
from scorecards.reviewers.work import NaUse, Work, na_use, work_of
from scorecards.reviewers.work_page import in_order, reviewer_rows
from scorecards.reviewers.work_tables import WORK_HEAD, work_row
from scorecards.reviews.disputes import Objection, open_dispute
from scorecards.reviews.rulings import Ruling, Verdict, decide
from scorecards.reviews.skipping import skip
from tests.factories.feedback import ANSWERS, AT, make_desk, make_evaluation, make_released
from tests.factories.people import make_team, make_user
from tests.factories.queue import make_assignment, make_text
from tests.factories.reviewers import make_second

SPAN = Span(4, AT - timedelta(weeks=4), AT + timedelta(days=3))


def test_all_of_it_by_hand(session: Session) -> None:
    desk = make_desk(session)
    reviewer = desk.reviewer
    for seconds, answers in ((100, ANSWERS), (200, {**ANSWERS, "greeting": "N/A"}), (0, ANSWERS)):
        made = make_evaluation(session, desk, answers=answers)
        made.active_seconds = seconds
    made.answers[0].comment = "Said it twice."
    make_evaluation(session, desk, at=SPAN.until)
    make_evaluation(session, desk, at=SPAN.since - timedelta(seconds=1))
    skipped = make_assignment(session, make_text(session, desk.agent), reviewer)
    skip(session, skipped, reason="language", note="", by=reviewer.id, at=AT)
    make_assignment(session, make_text(session, desk.agent), reviewer)
    late = AT - timedelta(days=1)
    make_assignment(session, make_text(session, desk.agent), reviewer, due_at=late)
    session.flush()
    found = work_of(session, SPAN)[reviewer.id]
    assert found == Work(
        done=3,
        open=2,
        overdue=1,
        seconds=150.0,
        timed=2,
        answers=9,
        na=1,
        commented=1,
        skips={"language": 1},
    )
    assert found.skipped == 1


def test_overturned_disputes_count_for_who_scored(session: Session) -> None:
    desk = make_desk(session)
    evaluation = make_released(session, desk)
    dispute = open_dispute(
        session,
        evaluation,
        objections=[Objection("solved", "It was.", "solved")],
        by=desk.agent.id,
        at=AT + timedelta(hours=1),
    )
    decide(
        session,
        dispute,
        rulings=[Ruling("solved", Verdict.ACCEPT, "Right.")],
        note="",
        by=desk.lead.id,
        at=AT + timedelta(hours=2),
    )
    found = work_of(session, SPAN)[desk.reviewer.id]
    assert (found.disputed, found.decided, found.overturned) == (1, 1, 1)


def test_how_often_disputes_were_right_carries_its_interval() -> None:
    found = Work(decided=25, overturned=9).overturn_rate
    assert (found.count, found.n, found.share) == (9, 25, 0.36)
    assert (round(found.low or 0, 4), round(found.high or 0, 4)) == (0.2025, 0.5548)
    few = Work(decided=4, overturned=4).overturn_rate
    assert (few.count, few.n, few.share) == (4, 4, None)


def test_na_by_question_of_one_and_of_all_others(session: Session) -> None:
    desk, other = make_desk(session), make_user(session, Role.REVIEWER)
    first = make_evaluation(session, desk, answers={**ANSWERS, "greeting": "N/A"})
    make_second(session, first, other, answers=ANSWERS)
    assert na_use(session, SPAN, desk.reviewer.id) == [
        NaUse("greeting", 1, 1, 0, 1),
        NaUse("identity", 0, 1, 0, 1),
        NaUse("solved", 0, 1, 0, 1),
    ]


def test_rows_hold_agreement_and_say_where_severity_is_not_known(session: Session) -> None:
    desk, other = make_desk(session), make_user(session, Role.REVIEWER)
    idle = make_user(session, Role.REVIEWER)
    first = make_evaluation(session, desk)
    make_second(session, first, other, answers={**ANSWERS, "solved": "solved"})
    rows = {row.reviewer_id: row for row in reviewer_rows(session, SPAN, ZoneInfo("UTC"))}
    assert set(rows) == {desk.reviewer.id, other.id, idle.id}
    row = rows[other.id]
    assert (row.pairs, round(row.agreement.value, 4)) == (1, 0.6667)  # type: ignore[union-attr]
    assert row.severity == NotEstimable("no_scores")
    assert rows[idle.id].work == Work()
    cells = dict(zip(WORK_HEAD, work_row(row), strict=True))
    assert (cells["done"], cells["pairs"], cells["points_less"], cells["na_rate"]) == (1, 1, "", 0)
    names = [each.name for each in in_order(list(rows.values()), "agreement")]
    assert names[-1] == idle.name


def test_one_teams_work_alone(session: Session) -> None:
    desk = make_desk(session)
    team = make_team(session)
    other = replace(desk, team=team, agent=make_user(session, Role.AGENT, team))
    for one, times in ((desk, 2), (other, 1)):
        for _ in range(times):
            make_evaluation(session, one, agent=one.agent)
            make_assignment(session, make_text(session, one.agent), desk.reviewer)
    there = make_assignment(session, make_text(session, other.agent), desk.reviewer)
    skip(session, there, reason="language", note="", by=desk.reviewer.id, at=AT)
    session.flush()
    found = {
        team.name: work_of(session, replace(SPAN, team=team.id))[desk.reviewer.id]
        for team in (desk.team, other.team)
    }
    assert [(work.done, work.open, work.skipped) for work in found.values()] == [
        (2, 2, 0),
        (1, 1, 1),
    ]
    everything = work_of(session, SPAN)[desk.reviewer.id]
    assert (everything.done, everything.open, everything.skipped) == (3, 3, 1)
