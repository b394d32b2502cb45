"""Makes, imports, changes and switches off sampling plans."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.people.models import Team, User
from scorecards.sampling.models import Plan
from scorecards.sampling.plan_document import PlanDocument


def create_plan(
    session: Session,
    document: PlanDocument,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> Plan:
    """A new plan, switched on; Refused when its title is taken."""
    if find_plan(session, document.title):
        raise Refused(
            _("There is already a plan called %(title)s.", title=document.title), field="title"
        )
    plan = Plan(title=document.title, document=stored(document), created_by=by, created_at=at)
    plan.active = True
    session.add(plan)
    session.flush()
    _record(session, "sampling.plan_create", plan, by=by, at=at, actor=actor, before=None)
    return plan


def change_plan(
    session: Session,
    plan: Plan,
    document: PlanDocument,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> bool:
    """Put the plan's document in place of the old one; returns whether that changes anything.

    Draws that were made keep the document that they were made with. Refused when another plan has
    the title.
    """
    other = find_plan(session, document.title)
    if other is not None and other.id != plan.id:
        raise Refused(
            _("There is already a plan called %(title)s.", title=document.title), field="title"
        )
    before = _facts(plan)
    plan.title, plan.document = document.title, stored(document)
    session.flush()
    if _facts(plan) == before:
        return False
    _record(session, "sampling.plan_change", plan, by=by, at=at, actor=actor, before=before)
    return True


def import_plan(
    session: Session,
    document: PlanDocument,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> tuple[Plan, str]:
    """Create the plan, or change the one of that title; says "created", "changed" or "same"."""
    plan = find_plan(session, document.title)
    if plan is None:
        return create_plan(session, document, by=by, at=at, actor=actor), "created"
    changed = change_plan(session, plan, document, by=by, at=at, actor=actor)
    return plan, "changed" if changed else "same"


def switch_plan(
    session: Session,
    plan: Plan,
    active: bool,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> None:
    """Switch the plan's own draws on or off; nothing that was drawn is touched."""
    if plan.active == active:
        return
    before = _facts(plan)
    plan.active = active
    session.flush()
    _record(session, "sampling.plan_switch", plan, by=by, at=at, actor=actor, before=before)


def find_plan(session: Session, title: str) -> Plan | None:
    """The plan of exactly that title."""
    return session.scalar(select(Plan).where(Plan.title == title))


def document_of(plan: Plan) -> PlanDocument:
    """The plan's document as data."""
    return read_stored(plan.document)


def read_stored(document: dict[str, Any]) -> PlanDocument:
    """The document that a plan or draw holds."""
    return PlanDocument.model_validate_json(json.dumps(document))


def stored(document: PlanDocument) -> dict[str, Any]:
    """The document as a plan or draw holds it: what docs/plan-format.md describes, and no nulls."""
    return document.model_dump(mode="json", exclude_none=True)


def unknown_names(session: Session, document: PlanDocument) -> list[str]:
    """A sentence for each team, agent or reviewer that the plan names and nobody knows yet."""
    teams = set(session.scalars(select(Team.name)))
    agents = set(session.scalars(select(User.external_id).where(User.external_id.is_not(None))))
    emails = set(session.scalars(select(func.lower(User.email)).where(User.email.is_not(None))))
    return [
        *(
            _("No team is called %(name)s.", name=name)
            for name in document.who.teams
            if name not in teams
        ),
        *(
            _("No agent has the id %(name)s.", name=name)
            for name in document.who.agents
            if name not in agents
        ),
        *(
            _("Nobody has the address %(name)s.", name=entry.reviewer)
            for entry in document.reviewers
            if entry.reviewer.lower() not in emails
        ),
    ]


def _facts(plan: Plan) -> dict[str, Any]:
    return {"active": plan.active, "document": plan.document}


def _record(
    session: Session,
    act: str,
    plan: Plan,
    *,
    by: int | None,
    at: datetime,
    actor: str | None,
    before: dict[str, Any] | None,
) -> None:
    subject = ("sampling_plan", plan.id)
    record(session, act, subject, by=by, at=at, actor=actor, before=before, after=_facts(plan))
