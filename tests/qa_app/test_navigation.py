"""Every page marks the one place of the navigation that it belongs to, or is known to mark none."""

from __future__ import annotations

from itertools import chain

import pytest
from flask import Flask

from qa_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from qa_app.navigation import OWN_PLACES, PLACES, ROOM_OF_BLUEPRINT, ROOM_OF_ENDPOINT, nav_items
from qa_app.people.actor import Actor
from qa_app.web.access import access_of

ANYWHERE = {
    "notifications.index": "the bell's own page; it belongs to no room",
    "demo.remove_all": "reached from the demo's own line above the navigation",
}
"""Pages that deliberately mark no place, and why."""
FILES = {"interactions.audio", "interactions.peaks"}
"""What is no page although its address does not say so."""
ROLES_OF = {"coaching": {Role.QA_MANAGER, Role.TEAM_LEAD, Role.AGENT}}
"""By room whose routes only ask for a sign-in: the roles that its scope shows anything to."""


def pages(app: Flask) -> list[tuple[str, str, Permission]]:
    """Every guarded address that answers GET, with an id of 1 wherever there is one."""
    found = []
    for rule in app.url_map.iter_rules():
        needed = access_of(app, rule.endpoint)
        is_page = "GET" in (rule.methods or ()) and rule.endpoint not in FILES
        if not isinstance(needed, Permission) or not is_page:
            continue
        values = {name: "x" if name in {"name", "act"} else 1 for name in rule.arguments}
        with app.test_request_context():
            found.append((rule.endpoint, app.url_map.bind("").build(rule.endpoint, values), needed))
    return found


@pytest.mark.parametrize("role", list(Role))
def test_every_page_marks_exactly_one_place(app: Flask, role: Role) -> None:
    actor = Actor(1, "Somebody", frozenset({(role, None)}))
    known, wrong = set(app.view_functions), []
    for endpoint, address, needed in pages(app):
        room = endpoint.partition(".")[0]
        if needed not in ROLE_PERMISSIONS[role] or role not in ROLES_OF.get(room, Role):
            continue
        with app.test_request_context(address):
            marked = [item.label for item in nav_items(actor, known) if item.current]
        # What one sets for oneself is in the menu below one's name.
        is_own = room in {place.blueprint for place in OWN_PLACES}
        if len(marked) != (0 if is_own or endpoint in ANYWHERE else 1):
            wrong.append((endpoint, marked))
    assert wrong == []


def test_what_is_named_is_there(app: Flask) -> None:
    rooms = {place.blueprint for place in PLACES}
    assert set(ROOM_OF_BLUEPRINT) <= set(app.blueprints)
    named = [each if isinstance(each, tuple) else (each,) for each in ROOM_OF_BLUEPRINT.values()]
    assert {*chain(*named), *ROOM_OF_ENDPOINT.values()} <= rooms
    assert {*ROOM_OF_ENDPOINT, *ANYWHERE} <= set(app.view_functions)
