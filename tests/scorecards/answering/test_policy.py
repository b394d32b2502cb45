"""Rules: the scorecard's own, then the general ones, then the settings; kept with audit."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from scorecards.answering.models import ReleaseMode, SecondBy
from scorecards.answering.policy import (
    Policy,
    drop_policy,
    general_policy,
    keep_policy,
    policy_for,
)
from tests.factories.people import make_user
from tests.factories.scorecards import make_published

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWN = Policy(ReleaseMode.AT, 0, time(10, 30), 3, 4, 2, 1, 3, SecondBy.MANAGER)


def test_the_settings_hold_while_nothing_is_kept(session: Session) -> None:
    card = make_published(session).scorecard
    assert policy_for(session, card.id) == Policy()
    session.info["settings"] = replace(session.info["settings"], release="approval", dispute_days=9)
    found = policy_for(session, card.id)
    assert (found.release, found.dispute_days, found.decide_days) == (ReleaseMode.APPROVAL, 9, 9)


def test_own_rules_come_before_the_general_ones(session: Session) -> None:
    card, other = make_published(session).scorecard, make_published(session).scorecard
    by = make_user(session, Role.QA_MANAGER).id
    general = Policy(rounds=1)
    keep_policy(session, None, general, by=by, at=AT)
    row = keep_policy(session, card, OWN, by=by, at=AT)
    assert policy_for(session, card.id) == OWN
    assert policy_for(session, other.id) == general_policy(session) == general
    assert keep_policy(session, card, replace(OWN, rounds=2), by=by, at=AT) is row
    drop_policy(session, row, by=by, at=AT)
    assert policy_for(session, card.id) == general
    rows = session.scalars(
        select(AuditRow).where(AuditRow.act.startswith("policy.")).order_by(AuditRow.id)
    ).all()
    assert [each.act for each in rows] == ["policy.keep"] * 3 + ["policy.drop"]
    assert rows[2].before is not None
    assert (rows[2].before["rounds"], rows[2].before["at"]) == (3, "10:30")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dispute_days", 0),
        ("decide_days", 61),
        ("appeal_days", 0),
        ("remind_days", 11),
        ("rounds", 4),
        ("weekday", 7),
    ],
)
def test_numbers_outside_their_limits_are_refused(session: Session, name: str, value: int) -> None:
    with pytest.raises(Refused) as refused:
        keep_policy(session, None, replace(Policy(), **{name: value}), by=None, at=AT)
    assert refused.value.field == name
