"""Every route declares who may reach it, and everybody else gets nothing.

The matrix goes over every route, method and role, with an object of one's own, of one's team, of
another team, and one that does not exist: outside one's scope looks the same as what is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from qa_app.core.db import db
from qa_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from qa_app.demo.models import DemoState
from qa_app.people.models import User
from qa_app.web.access import access_of, guard
from tests.factories.people import AT, make_team, make_user
from tests.house.access_kinds import kind_of
from tests.house.access_world import OTHERS_NAME, Kind, Values, Whose, World
from tests.house.route_list import ROUTES

MISSING = 999_999_999
# Signing out ends the session that the matrix needs.
LEFT_OUT = {"people.sign_out"}
SignIn = Callable[[User], FlaskClient]


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def guarded(app: Flask) -> list[tuple[Rule, Permission]]:
    """The routes that ask for a permission, with it."""
    found = []
    for rule in app.url_map.iter_rules():
        needed = access_of(app, rule.endpoint)
        if isinstance(needed, Permission) and rule.endpoint not in LEFT_OUT:
            found.append((rule, needed))
    return found


def with_ids(app: Flask) -> list[tuple[Rule, Permission, Kind]]:
    """The guarded routes that name objects, with the kind of these."""
    found = []
    for rule, needed in guarded(app):
        kind = kind_of(rule.rule)
        if rule.arguments and kind is not None:
            found.append((rule, needed, kind))
    return found


def test_every_route_is_in_the_list_with_its_permission(app: Flask) -> None:
    """A new route must be written down with what it asks for; the list is what one reviews."""
    found = {}
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        name = f"{','.join(methods_of(rule))} {rule.rule}"
        found[name] = access.value if isinstance(access, Permission) else access
    assert found == ROUTES


def test_the_matrix_knows_what_every_id_names(app: Flask) -> None:
    """A route with an id that no kind in access_*.py covers is open to a slip: describe it."""
    unknown = [r.rule for r, _ in guarded(app) if r.arguments and kind_of(r.rule) is None]
    assert unknown == []


def test_route_without_declaration_stops_the_start() -> None:
    app = Flask("open")
    room = Blueprint("room", __name__)
    room.add_url_rule("/open", "page", lambda: "x")
    app.register_blueprint(room)
    with pytest.raises(RuntimeError, match=r"room\.page"):
        guard(app, lambda: None)


@pytest.fixture
def demo(session: Session) -> None:
    """As in the demo recordings may be played, and it may be removed: else these do not answer."""
    session.add(DemoState(loaded_at=AT, figures={}))


def fill(rule: Rule, values: Values) -> str:
    """The rule's address with these ids."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match[1]]), rule.rule)


def nothing(rule: Rule) -> Values:
    return dict.fromkeys(rule.arguments, MISSING)


def seen(answer: TestResponse) -> str:
    """What is read of an answer, without what differs from request to request."""
    return re.sub(r'nonce="[^"]+"|csrf[-_]token"[^>]*>', "", answer.text)


def ask(client: FlaskClient, method: str, address: str) -> TestResponse:
    """One request; what it left behind, a message for the next page too, is let go of."""
    answer = client.open(address, method=method)
    db.session.rollback()
    if answer.location:
        with client.session_transaction() as store:
            store.pop("_flashes", None)
    return answer


def test_visitors_are_sent_to_sign_in(app: Flask, client: FlaskClient) -> None:
    wrong = []
    for rule, _ in guarded(app):
        for method in methods_of(rule):
            answer = client.open(fill(rule, nothing(rule)), method=method)
            to_sign_in = answer.status_code == 302 and "/sign-in" in answer.location
            if not to_sign_in and answer.status_code != 401:
                wrong.append((method, rule.rule, answer.status_code))
    assert wrong == []


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("role", list(Role))
def test_pages_without_ids(app: Flask, session: Session, sign_in: SignIn, role: Role) -> None:
    """Whoever holds the permission gets an answer, whoever does not gets nothing."""
    is_bound = role in {Role.AGENT, Role.TEAM_LEAD}
    client = sign_in(make_user(session, role, make_team(session) if is_bound else None))
    wrong = []
    for rule, needed in guarded(app):
        if rule.arguments:
            continue
        for method in methods_of(rule):
            status = ask(client, method, rule.rule).status_code
            allowed = needed in ROLE_PERMISSIONS[role]
            if not (allowed and status < 500 and status != 404 or not allowed and status == 404):
                wrong.append((method, rule.rule, status))
    assert wrong == []


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("role", list(Role))
def test_matrix_of_objects(app: Flask, session: Session, sign_in: SignIn, role: Role) -> None:
    """Route × method × own, team, other, missing: inside one's reach or not there at all."""
    world, wrong = World(session, role), []
    client = sign_in(world.actor)
    for rule, needed, kind in with_ids(app):
        allowed = needed in ROLE_PERMISSIONS[role]
        reach = kind.reach.get(role, frozenset()) if allowed else frozenset()
        for method in methods_of(rule):
            missing = ask(client, method, fill(rule, nothing(rule)))
            if missing.status_code != 404:
                wrong.append((method, rule.rule, "missing", missing.status_code))
            for whose in Whose if allowed else [Whose.OWN]:
                answer = ask(client, method, fill(rule, kind.make(world, whose)))
                if whose in reach and not (
                    method == "POST" and whose in kind.others_act.get(role, ())
                ):
                    fine = answer.status_code < 500 and answer.status_code != 404
                else:
                    fine = (answer.status_code, seen(answer)) == (404, seen(missing))
                if not fine:
                    wrong.append((method, rule.rule, whose.value, answer.status_code))
    assert wrong == []


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("role", list(Role))
def test_no_part_of_another_object_is_reached_through_ones_own(
    app: Flask, session: Session, sign_in: SignIn, role: Role
) -> None:
    """An address with two ids: one's own first, and a second that belongs to something else."""
    world, wrong = World(session, role), []
    client = sign_in(world.actor)
    for rule, needed, kind in with_ids(app):
        names = re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)
        if len(names) < 2 or needed not in ROLE_PERMISSIONS[role]:
            continue
        own, other = kind.make(world, Whose.OWN), kind.make(world, Whose.OTHER)
        for method in methods_of(rule):
            for second in (other[names[1]], MISSING):
                if second == own[names[1]]:
                    continue
                mixed = fill(rule, {**own, names[1]: second})
                answer = ask(client, method, mixed)
                if answer.status_code != 404:
                    wrong.append((method, rule.rule, second, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TEAM_LEAD, Role.AGENT])
def test_no_list_names_another_team(
    app: Flask, session: Session, sign_in: SignIn, role: Role
) -> None:
    """Lists keep to the same scope as details: no page and no file names another team's people."""
    world = World(session, role)
    for kind in {id(kind): kind for _, _, kind in with_ids(app)}.values():
        kind.make(world, Whose.OTHER)
    client, told = sign_in(world.actor), []
    for rule, needed in guarded(app):
        if rule.arguments or needed not in ROLE_PERMISSIONS[role] or "GET" not in methods_of(rule):
            continue
        answer = ask(client, "GET", rule.rule)
        if OTHERS_NAME in answer.text:
            told.append(rule.rule)
    assert told == []


def test_a_list_names_the_other_team_to_whoever_manages_all(
    session: Session, sign_in: SignIn
) -> None:
    """So that the test before can fail: the same objects are listed for a manager."""
    world = World(session, Role.QA_MANAGER)
    kind = kind_of("/interactions/<int:interaction_id>")
    assert kind is not None
    kind.make(world, Whose.OTHER)
    assert OTHERS_NAME in sign_in(world.actor).get("/interactions").text
