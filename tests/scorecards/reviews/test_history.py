"""Past evaluations come in once, count only where they may, and refusals name line and column."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.design.models import Scorecard, VersionState
from scorecards.reviews.history import HistoryReport, import_history
from scorecards.reviews.models import Evaluation, EvaluationState, Pool
from tests.factories.feedback import Desk, make_desk, make_talk
from transcription.interactions.models import Interaction

AT = datetime(2026, 5, 10, 9, tzinfo=UTC)
TOTALS = (
    "source,external_id,scorecard,reviewer,submitted_at,overall_percent,comment,pool,"
    "inclusion_probability"
)
ANSWERS = "source,external_id,scorecard,reviewer,submitted_at,greeting,identity,solved,pool"


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def talk(session: Session, desk: Desk) -> Interaction:
    return make_talk(session, desk.agent)


def load(session: Session, *lines: str, create: bool = False) -> HistoryReport:
    return import_history(
        session, BytesIO("\n".join(lines).encode()), create=create, at=AT, actor="test"
    )


def total_row(desk: Desk, talk: Interaction, **others: str) -> str:
    cells = {
        "source": talk.source,
        "external_id": talk.external_id,
        "scorecard": desk.version.scorecard.title,
        "reviewer": desk.reviewer.email or "",
        "submitted_at": "2026-05-04T09:30:00Z",
        "overall_percent": "87.5",
        "comment": "",
        "pool": "",
        "inclusion_probability": "",
        **others,
    }
    return ",".join(cells.values())


def said(report: HistoryReport) -> list[str]:
    return [str(refusal) for refusal in report.refusals]


def test_a_total_is_kept_as_it_was(session: Session, desk: Desk, talk: Interaction) -> None:
    report = load(session, TOTALS, total_row(desk, talk, comment="Card 4111 1111 1111 1111"))
    assert (report.total, report.accepted, report.added, report.counting) == (1, 1, 1, 0)
    found = session.scalars(select(Evaluation)).one()
    assert (found.percent, found.passed, found.pool, found.counts, found.imported) == (
        Decimal("87.5"), True, Pool.MANUAL, False, True,
    )  # fmt: skip
    assert (found.state, found.agent_id, found.reviewer_id, found.submitted_at) == (
        EvaluationState.SUBMITTED, desk.agent.id, desk.reviewer.id,
        datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
    )  # fmt: skip
    assert found.comment is not None
    assert "4111" not in found.comment


def test_answers_are_scored(session: Session, desk: Desk, talk: Interaction) -> None:
    title, reviewer = desk.version.scorecard.title, desk.reviewer.name
    row = f"desk,{talk.external_id},{title},{reviewer},2026-05-04T09:30:00Z,yes,N/A,Partly,"
    assert load(session, ANSWERS, row).accepted == 1
    found = session.scalars(select(Evaluation)).one()
    assert found.percent == Decimal("66.666667")  # (10 + 10)/30
    assert {answer.question_key: answer.value["value"] for answer in found.answers} == {
        "greeting": "yes",
        "identity": "N/A",
        "solved": "partly",
    }


def test_importing_again_adds_nothing(session: Session, desk: Desk, talk: Interaction) -> None:
    other = make_talk(session, desk.agent)
    lines = (TOTALS, total_row(desk, talk), total_row(desk, other, overall_percent="40"))
    assert load(session, *lines).added == 2
    again = load(session, *lines)
    assert (again.total, again.accepted, again.added, again.already_there) == (2, 2, 0, 2)
    assert session.scalar(select(func.count(Evaluation.id))) == 2


@pytest.mark.parametrize(
    ("pool", "probability", "counts", "stored"),
    [
        ("random", "0.05", True, 0.05),
        ("random", "", False, None),
        ("targeted", "0.05", False, None),
        ("manual", "0.05", False, None),
        ("", "", False, None),
    ],
)
def test_only_random_with_a_probability_counts(
    session: Session,
    desk: Desk,
    talk: Interaction,
    pool: str,
    probability: str,
    counts: bool,
    stored: float | None,
) -> None:
    row = total_row(desk, talk, pool=pool, inclusion_probability=probability)
    assert load(session, TOTALS, row).counting == counts
    found = session.scalars(select(Evaluation)).one()
    assert (found.counts, found.inclusion_probability) == (counts, stored)


def test_of_two_random_reviews_the_first_submitted_counts(
    session: Session, desk: Desk, talk: Interaction
) -> None:
    random = {"pool": "random", "inclusion_probability": "0.05"}
    late = total_row(desk, talk, submitted_at="2026-05-06T09:00:00Z", **random)
    early = total_row(desk, talk, reviewer=desk.manager.email or "", **random)
    load(session, TOTALS, late, early)
    rows = session.execute(select(Evaluation.reviewer_id, Evaluation.counts)).all()
    assert dict(tuple(row) for row in rows) == {desk.reviewer.id: False, desk.manager.id: True}


def test_bad_rows_are_named_and_cost_no_good_one(
    session: Session, desk: Desk, talk: Interaction
) -> None:
    report = load(
        session,
        TOTALS,
        total_row(desk, talk, external_id="nowhere"),
        total_row(desk, talk, scorecard="Unheard of"),
        total_row(desk, talk, reviewer="nobody@example.com"),
        total_row(desk, talk, overall_percent="good"),
        total_row(desk, talk, reviewer=desk.agent.email or ""),
        total_row(desk, talk),
    )
    assert (report.total, report.accepted, len(report.refusals)) == (6, 1, 5)
    assert said(report) == [
        "line 2, column 2: external_id is no interaction here from that source: import it first",
        "line 3, column 3: scorecard is not a scorecard here: import it first, or use --create",
        "line 4, column 4: reviewer is nobody here: add them first, or use --create",
        "line 5, column 6: overall_percent must be a number",
        "line 6, column 4: reviewer is the agent of this interaction",
    ]


def test_answers_that_the_scorecard_does_not_know_are_refused(
    session: Session, desk: Desk, talk: Interaction
) -> None:
    title, reviewer = desk.version.scorecard.title, desk.reviewer.email
    row = f"desk,{talk.external_id},{title},{reviewer},2026-05-04T09:30:00Z"
    assert said(load(session, ANSWERS, f"{row},maybe,yes,solved,")) == [
        "line 2, column 6: greeting “maybe” is not one of its answers. Choose from: yes, no."
    ]
    assert said(load(session, ANSWERS.replace("solved", "tone"), f"{row},yes,yes,5,")) == [
        "line 2, column 8: tone is no question of this scorecard"
    ]
    assert session.scalars(select(Evaluation)).all() == []


@pytest.mark.parametrize(("total", "accepted"), [("66.7", 1), ("66,67 %", 1), ("70", 0)])
def test_a_total_must_agree_with_its_answers(
    session: Session, desk: Desk, talk: Interaction, total: str, accepted: int
) -> None:
    title, reviewer = desk.version.scorecard.title, desk.reviewer.email
    header = ANSWERS.replace("pool", "overall_percent").replace(",", ";")
    row = f"desk;{talk.external_id};{title};{reviewer};2026-05-04T09:30:00Z;yes;N/A;partly;{total}"
    report = load(session, header, row)
    assert report.accepted == accepted
    if not accepted:
        assert said(report) == [
            "line 2, column 9: overall_percent differs from the answers, which score 66.666667: "
            "leave one of the two out"
        ]


def test_create_makes_inactive_reviewers_and_total_scorecards(
    session: Session, desk: Desk, talk: Interaction
) -> None:
    other = make_talk(session, desk.agent)
    new = {"scorecard": "Old card", "reviewer": "old@example.com"}
    lines = (TOTALS, total_row(desk, talk, **new), total_row(desk, other, **new))
    report = load(session, *lines, create=True)
    assert (report.added, report.reviewers, report.scorecards) == (
        2, ["old@example.com"], ["Old card"],
    )  # fmt: skip
    person = session.scalars(select(User).where(User.email == "old@example.com")).one()
    assert (person.active, [grant.role for grant in person.grants]) == (False, [Role.REVIEWER])
    card = session.scalars(select(Scorecard).where(Scorecard.title == "Old card")).one()
    assert (card.imported, [version.state for version in card.versions]) == (
        True, [VersionState.PUBLISHED],
    )  # fmt: skip
    again = load(session, *lines, create=True)
    assert (again.already_there, again.reviewers, again.scorecards) == (2, [], [])


def test_create_makes_no_scorecard_for_answers(
    session: Session, desk: Desk, talk: Interaction
) -> None:
    row = f"desk,{talk.external_id},New,{desk.reviewer.email},2026-05-04T09:30:00Z,yes,yes,5,"
    report = load(session, ANSWERS, row, create=True)
    assert said(report) == [
        "line 2, column 3: scorecard is not a scorecard here, and its questions are not known"
    ]
    assert session.scalar(select(Scorecard.id).where(Scorecard.title == "New")) is None


def test_a_name_that_two_people_have_is_refused(
    session: Session, desk: Desk, talk: Interaction
) -> None:
    desk.reviewer.name = desk.manager.name
    session.flush()
    report = load(session, TOTALS, total_row(desk, talk, reviewer=desk.manager.name), create=True)
    assert said(report) == [
        "line 2, column 4: reviewer is the name of several people: use the e-mail instead"
    ]


def test_rows_of_many_chunks_add_up(session: Session, desk: Desk) -> None:
    talks = [make_talk(session, desk.agent) for _ in range(3)]
    rows = [total_row(desk, talks[n % 3], external_id=f"none-{n}") for n in range(600)]
    rows += [total_row(desk, talk) for talk in talks]
    report = load(session, TOTALS, *rows)
    assert (report.total, report.accepted, len(report.refusals)) == (603, 3, 600)
