"""Skipping with a reason, and starting a review by own choice."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from qa_app.core.errors import Conflict, Refused
from qa_app.core.permissions import Role
from qa_app.people.actor import actor_of
from scorecards.reviews.draft import Draft, Sent
from scorecards.reviews.manual import start_manual
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation, Pool
from scorecards.reviews.policies import own_assignments, readable_assignments, scorable_interactions
from scorecards.reviews.skipping import skip
from scorecards.reviews.submission import submit
from tests.factories.feedback import Desk, make_desk
from tests.factories.people import AT, make_user
from tests.factories.queue import make_assignment, make_text
from transcription.interactions.models import Interaction, InteractionState


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def item(session: Session, desk: Desk) -> Assignment:
    return make_assignment(session, make_text(session, desk.agent), desk.reviewer)


def test_a_skipped_item_is_closed_with_its_reason(
    session: Session, desk: Desk, item: Assignment
) -> None:
    skip(session, item, reason="other", note=" A test call. ", by=desk.reviewer.id, at=AT)
    assert (item.state, item.closed_at) == (AssignmentState.SKIPPED, AT)
    assert item.skip_reason == "other: A test call."
    assert session.query(Evaluation).count() == 0
    with pytest.raises(Conflict):
        skip(session, item, reason="language", note="", by=desk.reviewer.id, at=AT)


@pytest.mark.parametrize(("reason", "field"), [("", "reason"), ("forged", "reason"),
                                               ("other", "note")])  # fmt: skip
def test_a_skip_needs_a_known_reason(
    session: Session, desk: Desk, item: Assignment, reason: str, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        skip(session, item, reason=reason, note=" ", by=desk.reviewer.id, at=AT)
    assert caught.value.field == field


def test_what_is_submitted_cannot_be_skipped(
    session: Session, desk: Desk, item: Assignment
) -> None:
    draft = Draft(answers={"greeting": "yes", "identity": "yes", "solved": "open"})
    sent = Sent(version_id=desk.version.id, revision=0, draft=draft)
    submit(session, item, sent, by=desk.reviewer.id, at=AT, undo_seconds=10)
    with pytest.raises(Conflict):
        skip(session, item, reason="language", note="", by=desk.reviewer.id, at=AT)


def test_a_manual_review_is_an_item_of_its_own_pool(session: Session, desk: Desk) -> None:
    interaction = make_text(session, desk.agent)
    item = start_manual(session, interaction, by=desk.reviewer.id, at=AT)
    assert (item.pool, item.inclusion_probability) == (Pool.MANUAL, None)
    assert start_manual(session, interaction, by=desk.reviewer.id, at=AT) is item


def test_a_manual_review_is_refused_without_text_for_own_work_and_twice(
    session: Session, desk: Desk, item: Assignment
) -> None:
    waiting = make_text(session, desk.agent, state=InteractionState.WAITING)
    with pytest.raises(Refused, match="no transcript"):
        start_manual(session, waiting, by=desk.reviewer.id, at=AT)
    with pytest.raises(Refused, match="own work"):
        start_manual(session, item.interaction, by=desk.agent.id, at=AT)
    item.state = AssignmentState.DONE
    with pytest.raises(Refused, match="already"):
        start_manual(session, item.interaction, by=desk.reviewer.id, at=AT)


def test_who_may_open_an_item_and_who_may_see_that_it_is_open(
    session: Session, desk: Desk, item: Assignment
) -> None:
    people = (desk.reviewer, desk.manager, desk.lead, desk.stranger, desk.agent,
              make_user(session, Role.REVIEWER), make_user(session, Role.ADMIN))  # fmt: skip
    actors = [actor_of(person) for person in people]
    opened = [bool(session.scalars(own_assignments(actor)).all()) for actor in actors]
    assert opened == [True, False, False, False, False, False, False]
    seen = [bool(session.scalars(readable_assignments(actor)).all()) for actor in actors]
    assert seen == [True, True, True, False, False, False, False]
    chosen = [
        bool(session.scalars(
            scorable_interactions(actor).where(Interaction.id == item.interaction_id)).all())
        for actor in actors
    ]  # fmt: skip
    assert chosen == [True, True, False, False, False, True, False]
