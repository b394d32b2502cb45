"""Pages of suggested answers: the trial of a version, the report, its list and its file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.people.models import User
from scorecards.design.models import Version
from scorecards.reviews.models import Evaluation
from scorecards.suggested.tally import FEWEST
from tests.factories.feedback import Desk, make_desk
from tests.factories.queue import make_assignment, make_text
from tests.factories.scorecards import make_published
from tests.scorecards.reviews.test_suggestion_records import (
    ANSWERS,
    TALK,
    ruled_sections,
    send,
)

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def version(session: Session, desk: Desk) -> Version:
    where = {"teams": [desk.team.name]}
    return make_published(session, sections=ruled_sections(), applies_to=where)


def review(session: Session, desk: Desk, version: Version, sign_in: SignIn, count: int) -> None:
    """Submit so many evaluations in which the greeting is answered unlike the rule says."""
    client = sign_in(desk.reviewer)
    for _ in range(count):
        item = make_assignment(session, make_text(session, desk.agent, TALK), desk.reviewer)
        session.commit()
        send(client, item, version.id, 0, "submit", **ANSWERS)
    session.expire_all()
    for evaluation in session.query(Evaluation):
        # Final at once, as after the seconds in which it could be taken back.
        evaluation.state = evaluation.state.SUBMITTED
        evaluation.submitted_at = clock.now()
    session.commit()


def test_before_anything_was_suggested_the_report_says_what_to_do(
    session: Session, desk: Desk, version: Version, sign_in: SignIn
) -> None:
    session.commit()
    page = sign_in(desk.manager).get(f"/scorecards/{version.scorecard_id}/suggestions")
    assert "Nothing was suggested in this period" in page.get_data(as_text=True)


def test_a_few_comparisons_say_nothing_yet(
    session: Session, desk: Desk, version: Version, sign_in: SignIn
) -> None:
    review(session, desk, version, sign_in, 2)
    where = f"/scorecards/{version.scorecard_id}/suggestions"
    page = sign_in(desk.manager).get(where).get_data(as_text=True)
    assert "cannot tell yet" in page
    assert f"2 of 2; from n = {FEWEST}" in page


def test_the_report_lists_what_differs_and_the_file_has_every_row(
    session: Session, desk: Desk, version: Version, sign_in: SignIn
) -> None:
    review(session, desk, version, sign_in, FEWEST)
    manager = sign_in(desk.manager)
    where = f"/scorecards/{version.scorecard_id}/suggestions"
    page = manager.get(where).get_data(as_text=True)
    assert "20 of 20" in page
    assert "95 %: 84 % to 100 %" in page.replace("\N{NO-BREAK SPACE}", " ")
    rows = list(csv.DictReader(io.StringIO(manager.get(f"{where}.csv").get_data(as_text=True))))
    assert len(rows) == 2 * FEWEST
    first = rows[0]
    assert (first["question"], first["verdict"], first["suggested"]) == ("greeting", "met", "yes")
    assert (first["first_answer"], first["shown"], first["submitted_agrees"]) == (
        "no", "after_answer", "False",
    )  # fmt: skip
    listed = manager.get(where, query_string={"question": "greeting", "rule": first["rule"]})
    assert listed.get_data(as_text=True).count("/evaluations/") == FEWEST


def test_the_trial_says_what_the_rules_would_suggest_and_why(
    session: Session, desk: Desk, version: Version, sign_in: SignIn
) -> None:
    interaction = make_text(session, desk.agent, TALK)
    session.commit()
    where = f"/scorecards/versions/{version.id}/suggestions"
    manager = sign_in(desk.manager)
    page = manager.get(where).get_data(as_text=True)
    assert "because the agent said “Good morning” in their first turn." in page
    assert "On the newest 1 interactions: met 1, not met 0, cannot be told 0." in page
    assert "Switched off." in page
    assert "“Hold, in seconds” is not known of this interaction" in page
    named = manager.get(where, query_string={"interaction": str(interaction.id)})
    assert named.status_code == 200
    nobody = manager.get(where, query_string={"interaction": "nothing"}).get_data(as_text=True)
    assert "There is no interaction “nothing” that you may see." in nobody


def test_only_who_edits_scorecards_sees_these_pages(
    session: Session, desk: Desk, version: Version, sign_in: SignIn
) -> None:
    session.commit()
    reviewer = sign_in(desk.reviewer)
    assert reviewer.get(f"/scorecards/versions/{version.id}/suggestions").status_code == 404
    assert reviewer.get(f"/scorecards/{version.scorecard_id}/suggestions").status_code == 404
