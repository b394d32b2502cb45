"""The admin's page: a token is shown once, named in the audit trail without itself, revoked."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.api.models import Integration
from qa_app.api.tokens import digest
from qa_app.core.audit import AuditRow
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.people import make_user

SignIn = Callable[[User], FlaskClient]


def test_a_token_is_made_shown_once_and_revoked(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.ADMIN))
    assert "No integration yet" in client.get("/integrations").text
    data = {"name": "Leeds <b>", "scopes": ["interactions.write"], "source": "leeds", "days": "90"}
    answer = client.post("/integrations", data=data)
    assert answer.status_code == 201
    token = re.findall(r"qd_[\w-]{43}", answer.text)[0]
    made = session.scalars(select(Integration)).one()
    assert (made.name, made.source, made.scopes) == ("Leeds <b>", "leeds", ["interactions.write"])
    assert made.token_digest == digest(token)
    assert made.expires_at is not None
    assert (made.expires_at - made.created_at).days == 90
    page = client.get("/integrations").text
    assert (token in page, "Leeds &lt;b&gt;" in page) == (False, True)
    asked = f'<dialog class="dlg" id="revoke-{made.id}"'
    before_it, _, dialog = page.partition(asked)
    form = f'action="/integrations/{made.id}/revoke"'
    assert (form in before_it, form in dialog) == (False, True)
    assert client.post(f"/integrations/{made.id}/revoke").status_code == 303
    assert client.post(f"/integrations/{made.id}/revoke").status_code == 422
    acts = session.scalars(select(AuditRow).where(AuditRow.subject_type == "integration")).all()
    assert [each.act for each in acts] == ["integration.make", "integration.revoke"]
    assert token not in str([(each.before, each.after) for each in acts])


def test_what_is_missing_is_asked_for(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.ADMIN))
    answer = client.post("/integrations", data={"days": "30"})
    assert answer.status_code == 422
    assert "Give it a name." in answer.text
    assert "Choose what it may do." in answer.text
    assert session.scalars(select(Integration)).all() == []
