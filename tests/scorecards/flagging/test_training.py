"""Training on submitted evaluations: when it refuses, what it stores, what it compares."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from scorecards.flagging.conversations import conversations
from scorecards.flagging.example import TooFewLabels
from scorecards.flagging.labels import gather, label_counts, standard_for
from scorecards.flagging.models import FlagModel, ModelState, RiskFlag
from scorecards.flagging.promotion import load_model
from scorecards.flagging.training import train_version
from scorecards.reviews.models import Evaluation, EvaluationState, Pool
from tests.factories.flagging import AT, give_notice, make_chats, make_label, make_labelled
from tests.factories.people import make_user
from tests.factories.scorecards import make_published


def train(session: Session, **given: object) -> FlagModel:
    return train_version(session, by=None, at=AT, pause=session.commit, **given)  # type: ignore[arg-type]  # passed on


def test_it_refuses_before_the_notice(session: Session) -> None:
    with pytest.raises(Refused, match="notice to workers is not recorded"):
        train(session)


def test_too_few_labels_store_and_flag_nothing(session: Session) -> None:
    give_notice(session)
    make_labelled(session, 49)
    with pytest.raises(TooFewLabels, match="There are 49 reviewed interactions"):
        train(session)
    assert session.scalar(select(func.count()).select_from(FlagModel)) == 0
    assert session.scalar(select(func.count()).select_from(RiskFlag)) == 0


def test_the_first_version_is_stored_and_in_use(session: Session) -> None:
    give_notice(session)
    make_labelled(session, 80)
    before = session.execute(select(Evaluation.id, Evaluation.percent, Evaluation.revision)).all()
    notes: list[str] = []
    version = train(session, say=notes.append)
    assert (version.number, version.state, version.low_below) == (1, ModelState.IN_USE, 80.0)
    assert version.card["labels"] == 80
    assert version.card["low_means"] == "Under 80 %, or a critical fail"
    assert version.card["heading"].startswith("Cross-validated over all labels")
    assert version.card["figures"]["auc"]["value"] > 0.7
    assert version.card["asked"] == {"scorecard": None, "low_below": None}
    assert notes[1] == "Learning from 80 evaluations"
    assert load_model(session, version).names()
    assert session.scalars(select(AuditRow.act).order_by(AuditRow.id.desc()).limit(2)).all() == [
        "flagging.put_in_use",
        "flagging.train",
    ]
    after = session.execute(select(Evaluation.id, Evaluation.percent, Evaluation.revision)).all()
    assert after == before


def test_a_file_that_was_changed_is_refused_and_replaced(session: Session) -> None:
    give_notice(session)
    make_labelled(session, 80)
    first = train(session)
    storage(session).put(first.storage_key, b"something else")
    with pytest.raises(Refused, match="checksum differs"):
        load_model(session, first)
    second = train(session)
    assert second.state is ModelState.IN_USE
    assert "Version 1 cannot be used" in str(second.outcome)
    assert first.state is ModelState.REPLACED


def test_a_version_of_the_same_labels_is_no_worse(session: Session) -> None:
    give_notice(session)
    make_labelled(session, 80)
    first, second = train(session), train(session)
    assert second.state is ModelState.IN_USE
    assert "too few were reviewed since" in str(second.outcome)
    assert first.outcome == "Replaced by version 2, kept"


def test_the_first_random_review_is_the_label(session: Session) -> None:
    reviewer, other = make_user(session, Role.REVIEWER), make_user(session, Role.REVIEWER)
    version = make_published(session)
    one, two, three, draft = make_chats(session, 4)
    make_label(session, one, other, version, 10)
    make_label(
        session, one, reviewer, version, 90, pool=Pool.RANDOM, counts=True,
        inclusion_probability=0.25, submitted_at=AT,
    )  # fmt: skip
    make_label(session, two, reviewer, version, 90, failed=True)
    make_label(session, three, reviewer, version, 79, pool=Pool.RANDOM)
    make_label(session, draft, reviewer, version, 10, state=EvaluationState.DRAFT)
    standard = standard_for(session, None, None)
    found = gather(session, standard)
    assert [(x.low, x.pool, x.inclusion_probability) for x in found.labels] == [
        (False, "random", 0.25),
        (True, "manual", None),
        (True, "calibration", None),
    ]
    assert label_counts(session, standard) == (3, 2)
    assert label_counts(session, standard_for(session, None, 60)) == (3, 1)


def test_what_low_means_must_be_known(session: Session) -> None:
    bare = make_published(session, "Bare", pass_percent=None)
    with pytest.raises(Refused, match="No scorecard is called “Other”"):
        standard_for(session, "Other", None)
    with pytest.raises(Refused, match="has a pass mark"):
        standard_for(session, "Bare", None)
    with pytest.raises(Refused, match="between 0 and 100"):
        standard_for(session, "Bare", 120)
    assert standard_for(session, "Bare", 70).marks == {bare.id: 70.0}


def test_earlier_contacts_of_a_customer_are_counted(session: Session) -> None:
    chats = make_chats(session, 5)
    for chat, days in zip(chats, (0, 1, 8, 9, 9), strict=True):
        chat.started_at, chat.customer_ref = AT + timedelta(days=days), "c-1"
    chats[4].source = "elsewhere"
    session.flush()
    found = conversations(session, [chat.id for chat in chats])
    assert [c.facts["contacts_before_7d"] for c in found] == [0, 1, 1, 1, 0]
