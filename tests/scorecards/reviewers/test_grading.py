"""Grading reviews: the card of its own kind, the draw, who may, what the reviewer reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from qa_app.core import clock
from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from qa_app.people.models import User
from scorecards.design.drafting import open_draft
from scorecards.design.validation import findings
from scorecards.reviewers.grading import (
    answer_grading,
    discard_grading,
    save_grading,
    start_grading,
    submit_grading,
)
from scorecards.reviewers.grading_card import grading_version, shipped_card, take_shipped
from scorecards.reviewers.grading_draw import draw_gradings, pick
from scorecards.reviewers.grading_page import Graded, mean_of
from scorecards.reviewers.models import Grading, GradingState
from scorecards.reviews.choosing import version_for
from scorecards.reviews.draft import Draft
from scorecards.reviews.results import document_of
from scorecards.reviews.submission import NotReady
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation
from tests.factories.people import make_user
from tests.factories.reviewers import BEST, make_card, make_graded

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_the_shipped_card_is_faultless_and_about_reviews() -> None:
    assert findings(shipped_card()) == []
    assert shipped_card().about == "review"
    assert {question.key for question in shipped_card().questions()} == set(BEST)


def test_it_is_given_to_no_interaction_and_stays_what_it_is(session: Session, desk: Desk) -> None:
    interaction = make_evaluation(session, desk).interaction
    card = take_shipped(session, by=desk.manager.id, at=AT)
    assert grading_version(session) == card
    chosen = version_for(session, interaction)
    assert chosen.version == desk.version
    draft = open_draft(session, card.scorecard, at=AT)
    assert document_of(draft).about == "review"
    with pytest.raises(Refused, match="already"):
        take_shipped(session, by=desk.manager.id, at=AT)


def test_without_such_a_card_nothing_is_graded(session: Session, desk: Desk) -> None:
    with pytest.raises(Refused, match="Publish a scorecard about reviews"):
        start_grading(session, make_evaluation(session, desk), by=desk.manager.id, at=AT)


def test_nobody_grades_their_own_review(session: Session, desk: Desk) -> None:
    make_card(session, desk.manager)
    with pytest.raises(Refused, match="their own"):
        start_grading(session, make_evaluation(session, desk), by=desk.reviewer.id, at=AT)


def test_a_grade_by_hand(session: Session, desk: Desk) -> None:
    """Weights 35 / 35 / 30. Half of 20 and full 15: 25/35; 25 of 25, 10, 5: full; scale 3: 1/2."""
    evaluation = make_evaluation(session, desk)
    graded = make_graded(
        session, evaluation, desk.manager, {"evidence_cited": "most", "comments_useful": 3}
    )
    expected = 35 * (25 / 35) + 35 + 30 * (22.5 / 30)
    assert float(graded.percent or 0) == pytest.approx(expected)
    assert graded.passed
    assert evaluation.percent is not None
    told = session.scalars(select(Notification).where(Notification.user_id == desk.reviewer.id))
    assert [message.path for message in told] == [f"/reviewers/gradings/{graded.id}"]
    acts = session.scalars(
        select(AuditRow.act).where(AuditRow.subject_type == "grading").order_by(AuditRow.id)
    )
    assert list(acts) == ["grading.start", "grading.submit"]


def test_what_is_missing_blocks_submission(session: Session, desk: Desk) -> None:
    make_card(session, desk.manager)
    grading = start_grading(session, make_evaluation(session, desk), by=desk.manager.id, at=AT)
    by = desk.manager.id
    with pytest.raises(NotReady, match="8 required answers"):
        submit_grading(session, grading, Draft(), by=by, at=AT)
    wrong = Draft(answers={**BEST, "critical_right": "no"})
    with pytest.raises(NotReady, match="1 answer still needs a comment"):
        submit_grading(session, grading, wrong, by=by, at=AT)
    assert grading.state is GradingState.OPEN


def test_a_submitted_grading_stands(session: Session, desk: Desk) -> None:
    graded = make_graded(session, make_evaluation(session, desk), desk.manager)
    for act in (
        lambda: submit_grading(session, graded, Draft(), by=desk.manager.id, at=AT),
        lambda: save_grading(session, graded, Draft(), by=desk.manager.id),
        lambda: discard_grading(session, graded, by=desk.manager.id, at=AT),
        lambda: answer_grading(session, graded, note="Hm.", by=desk.manager.id, at=AT),
        lambda: answer_grading(session, graded, note="  ", by=desk.reviewer.id, at=AT),
    ):
        with pytest.raises(Refused):
            act()
    answer_grading(session, graded, note="I see it now.", by=desk.reviewer.id, at=AT)
    assert (graded.note, graded.noted_at) == ("I see it now.", AT)


def test_only_its_grader_goes_on_and_may_discard(session: Session, desk: Desk) -> None:
    make_card(session, desk.manager)
    other = make_user(session, Role.QA_MANAGER)
    evaluation = make_evaluation(session, desk)
    grading = start_grading(session, evaluation, by=desk.manager.id, at=AT)
    assert start_grading(session, evaluation, by=other.id, at=AT) is grading
    with pytest.raises(Refused, match="Only who began"):
        discard_grading(session, grading, by=other.id, at=AT)
    discard_grading(session, grading, by=desk.manager.id, at=AT)
    assert session.scalars(select(Grading)).all() == []


def test_the_same_seed_picks_the_same_and_every_review_has_its_chance() -> None:
    reviews = [(number, number % 3) for number in range(30)]
    assert pick(reviews, 2, 7) == pick(list(reversed(reviews)), 2, 7)
    assert Counter(number % 3 for number in pick(reviews, 2, 7)) == {0: 2, 1: 2, 2: 2}
    assert pick([(5, 1)], 2, 7) == [5]
    often = Counter(number for seed in range(600) for number in pick(reviews, 2, seed))
    assert len(often) == 30
    assert 80 < min(often.values()) <= max(often.values()) < 160  # 120 expected


def test_a_draw_takes_others_work_of_the_week_once(session: Session, desk: Desk) -> None:
    make_card(session, desk.manager)
    drawn = {"since": AT - timedelta(days=7), "until": AT + timedelta(seconds=1), "seed": 3}
    for _ in range(3):
        make_evaluation(session, desk)
    make_evaluation(session, desk, at=AT - timedelta(days=8))
    own = make_evaluation(session, desk)
    own.reviewer_id = desk.manager.id
    session.flush()
    first = draw_gradings(session, each=2, by=desk.manager.id, at=AT, **drawn)  # type: ignore[arg-type]
    second = draw_gradings(session, each=2, by=desk.manager.id, at=AT, **drawn)  # type: ignore[arg-type]
    assert (len(first), len(second)) == (2, 1)
    assert {one.seed for one in first} == {3}
    assert {one.reviewer_id for one in (*first, *second)} == {desk.reviewer.id}
    with pytest.raises(Refused, match="not graded yet"):
        draw_gradings(session, each=2, by=desk.manager.id, at=AT, **drawn)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="from 1 to 20"):
        draw_gradings(session, each=0, by=desk.manager.id, at=AT, **drawn)  # type: ignore[arg-type]


def test_a_mean_needs_five() -> None:
    assert mean_of([80.0] * 4) == Graded(4)
    found = mean_of([70.0, 80.0, 90.0, 80.0, 80.0])
    assert (found.n, found.mean) == (5, 80.0)
    assert found.low == pytest.approx(80 - 2.7764 * 7.0711 / 5**0.5, abs=0.01)
    assert mean_of([100.0] * 5) == Graded(5, 100.0, 100.0, 100.0)


def test_from_the_evaluation_to_the_answer_in_the_browser(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    evaluation = make_evaluation(session, desk, at=clock.now() - timedelta(hours=2))
    client = sign_in(desk.manager)
    assert "No scorecard about reviews yet" in client.get("/reviewers/gradings").text
    client.post("/reviewers/gradings/card")
    assert "Grade this review" in client.get(f"/evaluations/{evaluation.id}").text
    page = client.post(f"/reviewers/gradings/of/{evaluation.id}")
    form = client.get(page.location).text
    assert form.count('data-question="') == 8
    # What the reviewer answered stands beside the conversation.
    assert "The review by" in form
    card = grading_version(session)
    assert card is not None
    version_id = card.id

    def send(verb: str, draft: dict[str, object], revision: int) -> TestResponse:
        body = {"version_id": version_id, "revision": revision, "draft": draft}
        return client.post(f"{page.location}/{verb}", json=body)

    kept = send("save", {"answers": {"tone": "yes"}}, 0)
    assert (kept.status_code, kept.json["revision"]) == (200, 1)
    lacking = send("submit", {"answers": {"tone": "yes"}}, 1)
    assert (lacking.status_code, len(lacking.json["missing"])) == (422, 7)
    clash = send("save", {"answers": {"tone": "mostly"}}, 0)
    assert (clash.status_code, clash.json["revision"]) == (409, 1)
    done = send("submit", {"answers": BEST, "comment": "Well <b>done</b>."}, 1)
    assert done.json == {"next": None, "queue": "/reviewers/gradings"}
    assert client.get(f"{page.location}/find?q=the").status_code == 200
    assert client.get(f"{page.location}/turns/0").status_code == 200
    number = page.location.rsplit("/", 1)[1]
    reviewer = sign_in(desk.reviewer)
    read = reviewer.get(f"/reviewers/gradings/{number}").text
    assert "Well &lt;b&gt;done&lt;/b&gt;." in read
    assert "100.0" in read
    assert reviewer.post(f"/reviewers/gradings/{number}/note", data={"note": ""}).status_code == 422
    reviewer.post(f"/reviewers/gradings/{number}/note", data={"note": "Thank you."})
    assert "Thank you." in sign_in(desk.manager).get(f"/reviewers/gradings/{number}").text


def test_what_was_begun_is_thrown_away_only_with_the_typed_word(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    make_card(session, desk.manager)
    grading = start_grading(session, make_evaluation(session, desk), by=desk.manager.id, at=AT)
    client, address = sign_in(desk.manager), f"/reviewers/gradings/{grading.id}"
    assert 'name="confirm"' not in client.get(address).text
    save_grading(session, grading, Draft(comment="Half a thought."), by=desk.manager.id)
    session.commit()
    assert 'name="confirm"' in client.get(address).text
    client.post(f"{address}/discard")
    assert session.query(Grading).count() == 1
    client.post(f"{address}/discard", data={"confirm": " Discard "})
    assert session.query(Grading).count() == 0


def test_an_answer_that_was_given_is_there_to_be_changed(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    grading = make_graded(session, make_evaluation(session, desk), desk.manager)
    client, address = sign_in(desk.reviewer), f"/reviewers/gradings/{grading.id}"
    client.post(f"{address}/note", data={"note": "I read it otherwise."})
    assert "I read it otherwise.</textarea>" in client.get(address).text


def test_an_open_grading_is_seen_by_its_grader_alone(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    make_card(session, desk.manager)
    grading = start_grading(session, make_evaluation(session, desk), by=desk.manager.id, at=AT)
    address = f"/reviewers/gradings/{grading.id}"
    assert "Submit for good" in sign_in(desk.manager).get(address).text
    assert sign_in(desk.reviewer).get(address).status_code == 404
    other = sign_in(make_user(session, Role.QA_MANAGER))
    assert "is still at it" in other.get(address).text
    body = {"version_id": grading.version_id, "revision": 0, "draft": {}}
    for verb in ("save", "submit"):
        assert other.post(f"{address}/{verb}", json=body).status_code == 404


def test_the_list_draws_and_tells_the_seed(session: Session, desk: Desk, sign_in: SignIn) -> None:
    make_card(session, desk.manager)
    make_evaluation(session, desk, at=clock.now() - timedelta(hours=2))
    client = sign_in(desk.manager)
    answer = client.post("/reviewers/gradings/draw", data={"each": "2", "seed": "11"})
    page = client.get(answer.location).text
    assert "1 review is on your list." in page
    assert "Seed 11." in page
    again = client.post("/reviewers/gradings/draw", data={"each": "2", "seed": ""})
    assert (again.status_code, "not graded yet" in again.text) == (422, True)
