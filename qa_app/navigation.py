"""The main navigation: which rooms a person sees, in which order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from qa_app.core.permissions import Permission as P
from qa_app.people.actor import Actor


@dataclass(frozen=True)
class Place:
    """A room in the navigation: shown to whoever holds one of the permissions."""

    label: Any
    endpoint: str
    blueprint: str
    permissions: tuple[P, ...]


@dataclass(frozen=True)
class NavItem:
    """A place as the layout shows it."""

    label: str
    href: str
    current: bool
    icon: str = ""


PLACES = (
    Place(_("Home"), "dashboards.home", "dashboards", (P.SIGNED_IN,)),
    Place(_("My queue"), "reviews.queue", "reviews", (P.REVIEW,)),
    Place(_("Feedback"), "feedback.index", "feedback", (P.OWN_FEEDBACK,)),
    Place(_("Interactions"), "interactions.index", "interactions", (P.INTERACTIONS_READ,)),
    Place(_("Evaluations"), "evaluations.index", "evaluations", (P.EVALUATIONS_READ,)),
    Place(_("Disputes"), "disputes.index", "disputes", (P.DISPUTES_READ,)),
    Place(_("Scorecards"), "design.index", "design", (P.SCORECARDS_READ,)),
    Place(_("Sampling"), "sampling.index", "sampling", (P.SAMPLING_READ,)),
    Place(_("Reviewers"), "reviewers.index", "reviewers", (P.REVIEW,)),
    Place(_("Flagging"), "flagging.index", "flagging", (P.FLAGGING_READ,)),
    Place(_("Calibration"), "calibration.index", "calibration", (P.CALIBRATE,)),
    Place(_("Coaching"), "coaching.index", "coaching", (P.COACH, P.OWN_COACHING)),
    Place(_("Recognition"), "recognition.index", "recognition", (P.RECOGNISE,)),
    Place(_("My data"), "own_data.index", "own_data", (P.OWN_FEEDBACK,)),
    Place(_("Examples"), "examples.index", "examples", (P.EXAMPLES_READ,)),
    Place(_("Import"), "intake.index", "intake", (P.INTERACTIONS_IMPORT,)),
    Place(_("Work"), "work.index", "work", (P.WORK_MANAGE,)),
    Place(_("People"), "people.index", "people", (P.PEOPLE_MANAGE,)),
    Place(_("Integrations"), "integrations.index", "integrations", (P.SETTINGS_MANAGE,)),
)
# What one sets for oneself, in the menu below one's name.
OWN_PLACES = (
    Place(_("My keys"), "keys.show", "keys", (P.SIGNED_IN,)),
    Place(_("Comment templates"), "comment_templates.index", "comment_templates", (P.REVIEW,)),
)


# Pages of a room that has no place of its own belong to the place of the room named.
# Of several the first that the person has.
ROOM_OF_BLUEPRINT: dict[str, str | tuple[str, ...]] = {
    "absences": "reviewers",
    "answering": "design",
    # Reviewers, who suggest, have no place for coaching.
    "coaching_links": ("coaching", "evaluations"),
    "companions": "intake",
    "drafts": "design",
    "handover": "sampling",
    "keywords": "design",
    "mappings": "intake",
    "opinions": "reviews",
    "preview": "intake",
    "outcomes": "disputes",
    "release": "evaluations",
    "replay": "design",
    "said_words": "reviews",
    "self_evaluation": "feedback",
    "self_led": "evaluations",
    "suggested": "design",
}
ROOM_OF_ENDPOINT = {
    "said_words.of_interaction": "interactions",
    # Whoever manages people keeps the calendars of teams, and brings people in by file.
    "answering.general_calendar": "people",
    "answering.team_calendar": "people",
    "intake.people": "people",
    "handover.taken": "reviews",
    # What was sent back lies with the reviewer, unlike what waits for its release.
    "release.returned": "reviews",
    "release.answer": "reviews",
    # Why a model chose an interaction: read by reviewers too, who have no place for flagging.
    "flagging.of_interaction": "interactions",
}


def room_of(endpoint: str, rooms: Collection[str]) -> str:
    """The room whose place is marked on the page of an endpoint, for whoever has these rooms."""
    blueprint = endpoint.partition(".")[0]
    found = ROOM_OF_ENDPOINT.get(endpoint) or ROOM_OF_BLUEPRINT.get(blueprint, blueprint)
    if isinstance(found, str):
        return found
    return next((room for room in found if room in rooms), found[0])


Open = tuple[str, str, str]
"""Label, address and blueprint of a place that somebody may open."""
_opened: dict[tuple[object, ...], tuple[Open, ...]] = {}
MOST_KEPT = 200


def nav_items(actor: Actor | None, known: Collection[str]) -> list[NavItem]:
    """The items for a person; endpoints that the app does not know are left out."""
    if actor is None:
        return []
    places = _open_to(actor, PLACES, known)
    room = room_of(request.endpoint or "", [blueprint for _label, _href, blueprint in places])
    return [NavItem(label, href, room == blueprint) for label, href, blueprint in places]


def user_links(actor: Actor | None, known: Collection[str]) -> list[tuple[str, str]]:
    """Label and address of what a person sets for themselves."""
    if actor is None:
        return []
    return [(label, href) for label, href, _room in _open_to(actor, OWN_PLACES, known)]


def _open_to(actor: Actor, places: tuple[Place, ...], known: Collection[str]) -> tuple[Open, ...]:
    """The places in the viewer's language. Every page asks, and roles and languages are few."""
    key = (places is PLACES, frozenset(known), actor.roles, str(get_locale()), request.root_url)
    found = _opened.get(key)
    if found is None:
        found = tuple(
            (str(place.label), url_for(place.endpoint), place.blueprint)
            for place in places
            if place.endpoint in known and any(actor.can(p) for p in place.permissions)
        )
        if len(_opened) >= MOST_KEPT:
            _opened.clear()
        _opened[key] = found
    return found
