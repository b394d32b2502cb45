"""Every route declares who may reach it, and everybody else gets nothing."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from qa_app.core.db import db
from qa_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from qa_app.web.access import PUBLIC, access_of, guard
from tests.factories.people import make_team, make_user
from tests.house.route_list import ROUTES


def rules(app: Flask) -> list[Rule]:
    return [r for r in app.url_map.iter_rules() if access_of(app, r.endpoint) != PUBLIC]


def test_every_route_is_in_the_list_with_its_permission(app: Flask) -> None:
    """A new route must be written down with what it asks for; the list is what one reviews."""
    found = {}
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        found[f"{methods} {rule.rule}"] = access.value if isinstance(access, Permission) else access
    assert found == ROUTES


def test_route_without_declaration_stops_the_start() -> None:
    app = Flask("open")
    room = Blueprint("room", __name__)
    room.add_url_rule("/open", "page", lambda: "x")
    app.register_blueprint(room)
    with pytest.raises(RuntimeError, match=r"room\.page"):
        guard(app, lambda: None)


def fill(rule: Rule) -> str:
    """The rule's address with ids that no table has."""
    values = dict.fromkeys(rule.arguments, "999999999")
    adapter = rule.map.bind("localhost") if rule.map else None
    assert adapter is not None
    url = rule.rule
    for name in values:
        for kind in ("int:", "", "string:", "path:", "float:"):
            url = url.replace(f"<{kind}{name}>", "999999999")
    return url


@pytest.mark.parametrize("role", [None, *Role])
def test_matrix_of_routes_and_roles(
    app: Flask, session: Session, client: FlaskClient, role: Role | None
) -> None:
    """Without the permission: sign-in for visitors, 404 for others. With it: no 500."""
    if role is not None:
        team = make_team(session)
        user = make_user(session, role, team if role in {Role.AGENT, Role.TEAM_LEAD} else None)
        session.commit()
        with client.session_transaction() as store:
            store.sign_in(user.id)  # type: ignore[attr-defined]
    wrong = []
    for rule in rules(app):
        needed = access_of(app, rule.endpoint)
        assert isinstance(needed, Permission)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if rule.endpoint == "people.sign_out":
                continue
            answer = client.open(fill(rule), method=method)
            db.session.rollback()
            if role is None:
                fine = answer.status_code in {302, 401}
                fine = fine and (answer.status_code == 401 or "/sign-in" in answer.location)
            elif needed not in ROLE_PERMISSIONS[role]:
                fine = answer.status_code == 404
            elif rule.arguments:
                # Nothing has that id: it must look like everything else out of scope.
                fine = answer.status_code in {404, 422, 400}
            else:
                fine = answer.status_code < 500
            if not fine:
                wrong.append((method, rule.rule, answer.status_code))
    assert wrong == []
