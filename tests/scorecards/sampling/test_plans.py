"""Plans in the database: made, imported, changed, switched, and who is not known yet."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from scorecards.sampling.models import Plan
from scorecards.sampling.plan_document import PlanDocument, parse_plan
from scorecards.sampling.plans import (
    change_plan,
    create_plan,
    document_of,
    import_plan,
    switch_plan,
    unknown_names,
)
from tests.factories.people import AT, make_team, make_user

FULL = {
    "format": 1,
    "title": "Billing",
    "who": {"teams": ["Day"], "agents": ["a-17"]},
    "what": {"channels": ["phone"], "duration_s": {"min": 60.0}},
    "every": {"days": 10},
    "amount": {"share": 0.02},
    "strata": ["channel", "topic"],
    "risk_share": 0.5,
    "reviewers": [{"reviewer": "First@example.org", "share": 2.0}],
    "never_own_team": True,
}


def plan(**changes: object) -> PlanDocument:
    return parse_plan(json.dumps(FULL | changes))


def acts(session: Session) -> list[str]:
    rows = session.scalars(select(AuditRow.act).where(AuditRow.subject_type == "sampling_plan"))
    return list(rows)


def test_a_stored_plan_reads_back_to_the_same(session: Session) -> None:
    row = create_plan(session, plan(), by=None, at=AT)
    session.expire_all()
    assert document_of(row) == plan()
    assert row.active is True


def test_import_makes_changes_and_leaves_alone(session: Session) -> None:
    steps = [plan(), plan(), plan(due_days=3)]
    said = [import_plan(session, step, by=None, at=AT, actor="cli")[1] for step in steps]
    assert said == ["created", "same", "changed"]
    assert [row.document["due_days"] for row in session.scalars(select(Plan))] == [3]
    assert acts(session) == ["sampling.plan_create", "sampling.plan_change"]


def test_two_plans_never_share_a_title(session: Session) -> None:
    create_plan(session, plan(), by=None, at=AT)
    other = create_plan(session, plan(title="Other"), by=None, at=AT)
    with pytest.raises(Refused) as created:
        create_plan(session, plan(), by=None, at=AT)
    with pytest.raises(Refused) as changed:
        change_plan(session, other, plan(), by=None, at=AT)
    assert (created.value.field, changed.value.field) == ("title", "title")


def test_switching_is_audited_once(session: Session) -> None:
    row = create_plan(session, plan(), by=None, at=AT)
    switch_plan(session, row, False, by=None, at=AT)
    switch_plan(session, row, False, by=None, at=AT)
    assert row.active is False
    assert acts(session) == ["sampling.plan_create", "sampling.plan_switch"]


def test_who_is_not_known_is_named(session: Session) -> None:
    assert unknown_names(session, plan()) == [
        "No team is called Day.",
        "No agent has the id a-17.",
        "Nobody has the address First@example.org.",
    ]
    agent = make_user(session, Role.AGENT, make_team(session, "Day"))
    agent.external_id = "a-17"
    make_user(session, Role.REVIEWER).email = "first@example.org"
    session.flush()
    assert unknown_names(session, plan()) == []
