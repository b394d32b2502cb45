"""The stored model of severity: what it is fitted to, that it finds the truth, when it is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.audit import AuditRow
from qa_app.core.jobs.models import Job
from qa_app.core.permissions import Role
from scorecards.calibration.strictness import NotEstimable, Severity, Strictness
from scorecards.reviewers.feed import feed_of
from scorecards.reviewers.fitting import MOST_KEPT, Found, fit_all, is_due, keep, latest_fit
from scorecards.reviewers.keeping import components, kept, read
from scorecards.reviewers.models import Basis, SeverityFit
from scorecards.reviewers.severity_page import missing_of, severity_page
from scorecards.reviewers.tasks import TASK, ask_for_measure, is_measuring
from scorecards.reviews.models import Evaluation, Pool
from scorecards.reviews.restatement import restate
from tests.factories.feedback import AT, make_desk, make_evaluation
from tests.factories.people import make_user
from tests.factories.reviewers import make_centre, make_second

LENIENCY = (6.0, 2.0, 0.0, -8.0)
RunJobs = Callable[[], tuple[int, int]]


def fitted(session: Session) -> dict[tuple[Basis, int], Found]:
    return {(one.basis, one.weeks): one for one in fit_all(session, at=clock.now())}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_recovers_how_strict_reviewers_are(session: Session, seed: int) -> None:
    """Within the interval, from stored evaluations alone, by scores as well as by answers."""
    people, _ = make_centre(session, LENIENCY, at=clock.now(), reviews=160, seed=seed)
    found = fitted(session)
    middle = sum(LENIENCY) / len(LENIENCY)
    for basis in Basis:
        fit = found[basis, 12].severity
        assert isinstance(fit, Severity)
        for person, lenient in zip(people, LENIENCY, strict=True):
            one = fit.reviewers[str(person.id)]
            assert isinstance(one, Strictness)
            # Answers are cut to whole points between 0 and 10, so a little leeway is theirs.
            assert one.low - 0.5 <= middle - lenient <= one.high + 0.5
        strictest = fit.reviewers[str(people[-1].id)]
        assert isinstance(strictest, Strictness)
        assert strictest.verdict == "stricter"


def test_only_random_reviews_and_their_hidden_seconds_are_in_it(session: Session) -> None:
    desk = make_desk(session)
    first = make_evaluation(session, desk)
    make_second(session, first, make_user(session, Role.REVIEWER))
    make_evaluation(session, desk, pool=Pool.TARGETED)
    make_evaluation(session, desk, pool=Pool.MANUAL)
    no_hidden_second = make_second(
        session, make_evaluation(session, desk), make_user(session, Role.REVIEWER)
    )
    no_hidden_second.assignment_id = None
    session.flush()
    since = AT - timedelta(days=10)
    scores = feed_of(session, Basis.SCORES, since=since, until=AT)
    answers = feed_of(session, Basis.ANSWERS, since=since, until=AT)
    assert (scores.evaluations, len(scores.rows), scores.left_out) == (3, 3, 0)
    assert {row.value for row in scores.rows} == {83.333333}
    assert len(answers.rows) == 9
    assert {row.question.split(".")[1] for row in answers.rows} == {
        "greeting",
        "identity",
        "solved",
    }


def test_a_restated_score_is_in_it_as_it_stands(session: Session) -> None:
    desk = make_desk(session)
    first = make_evaluation(session, desk)
    restate(
        session, first, answers={"solved": "solved"}, reason="Overturned.",
        by=desk.manager.id, at=AT,
    )  # fmt: skip
    (row,) = feed_of(session, Basis.SCORES, since=AT - timedelta(days=10), until=AT).rows
    assert row.value == 100.0


def test_what_is_kept_reads_as_it_was(session: Session) -> None:
    make_centre(session, LENIENCY, at=clock.now())
    fit = fitted(session)[Basis.SCORES, 12].severity
    assert isinstance(fit, Severity)
    found = read(kept(fit))
    assert {str(number): one for number, one in found.reviewers.items()} == fit.reviewers
    assert found.spread == fit.spread
    assert sum(part.share for part in found.components) == pytest.approx(1)


def test_shares_of_variance() -> None:
    found = components({"agent": 1.0, "reviewer": 0.0, "(residual)": 3.0})
    assert [(part.name, part.share) for part in found] == [
        ("(residual)", 0.75),
        ("agent", 0.25),
        ("reviewer", 0.0),
    ]
    assert components({"agent": 0.0}) == ()


def test_too_little_says_what_is_missing(session: Session) -> None:
    desk = make_desk(session)
    recent = clock.now() - timedelta(days=1)
    for _ in range(3):
        make_evaluation(session, desk, at=recent).interaction.started_at = recent
    session.flush()
    at = clock.now()
    keep(session, list(fit_all(session, at=at)), at=at, by=None, actor="test")
    view = severity_page(session, 12)
    assert view.fit is not None
    assert (view.fit.why_not, view.fit.evaluations) == ("too_few_reviewers", 3)
    assert view.missing.startswith("Only 1 reviewers can be compared; 3 are needed")
    assert (view.reviewers, view.spread, view.components) == ((), None, ())


def test_it_is_due_at_first_then_after_twenty_or_a_day(session: Session) -> None:
    at = clock.now()
    assert not is_due(session, at=at)
    desk = make_desk(session)
    first = make_evaluation(session, desk, at=at - timedelta(minutes=1))
    assert is_due(session, at=at)
    keep(session, list(fit_all(session, at=at)), at=at, by=None, actor="test")
    later = at + timedelta(hours=1)
    assert not is_due(session, at=later)
    for _ in range(19):
        make_evaluation(session, desk, at=at + timedelta(minutes=5))
    assert not is_due(session, at=later)
    restate(
        session, first, answers={"solved": "solved"}, reason="Overturned.",
        by=desk.manager.id, at=at + timedelta(minutes=6),
    )  # fmt: skip
    assert is_due(session, at=later)
    keep(session, list(fit_all(session, at=later)), at=later, by=None, actor="test")
    assert not is_due(session, at=later + timedelta(hours=23))
    assert is_due(session, at=later + timedelta(hours=24))


def test_only_the_newest_are_kept_and_each_run_is_audited(session: Session) -> None:
    at = clock.now()
    one = Found(
        Basis.SCORES,
        4,
        feed_of(session, Basis.SCORES, since=at, until=at),
        NotEstimable("no_scores"),
    )
    for _ in range(MOST_KEPT + 2):
        keep(session, [one], at=at, by=None, actor="test")
    assert session.scalar(select(func.count(SeverityFit.id))) == MOST_KEPT
    newest = latest_fit(session, Basis.SCORES, 4)
    assert newest is not None
    assert newest.id == session.scalar(select(func.max(SeverityFit.id)))
    assert missing_of(newest) == "There are no scored reviews yet."
    rows = session.scalar(select(func.count(AuditRow.id)).where(AuditRow.act == "severity.fit"))
    assert rows == MOST_KEPT + 2


def test_a_person_asks_once_and_the_worker_does_it(session: Session, run_jobs: RunJobs) -> None:
    desk = make_desk(session)
    make_evaluation(session, desk)
    ask_for_measure(session, by=desk.manager.id)
    ask_for_measure(session, by=desk.manager.id)
    assert is_measuring(session)
    assert session.scalar(select(func.count(Job.id)).where(Job.task == TASK)) == 1
    assert run_jobs() == (1, 0)
    assert not is_measuring(session)
    fits = session.scalars(select(SeverityFit).order_by(SeverityFit.id)).all()
    assert [(fit.basis, fit.weeks) for fit in fits] == [
        (basis, weeks) for weeks in (4, 8, 12) for basis in (Basis.SCORES, Basis.ANSWERS)
    ]
    assert {fit.asked_by for fit in fits} == {desk.manager.id}
    assert session.scalar(select(func.count(Evaluation.id))) == 1
