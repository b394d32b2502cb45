"""Says who may step into the demo without a password, and as whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.demo.models import DemoState
from qa_app.demo.people import ADMIN, AGENT, LEADS, MANAGER, mail_of
from qa_app.people.models import User

FORWARDED = frozenset(
    {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded"}
)
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True)
class Part:
    """A part that one can play: whose name it has, and what is to be seen as them."""

    key: str
    name: str
    label: Any
    about: Any
    icon: str


PARTS = (
    Part(
        "manager",
        MANAGER,
        _("QA manager"),
        _("The whole programme: draws, scorecards, coverage, disputes and the model."),
        "chart-bar",
    ),
    Part(
        "reviewer",
        "Arjun Mehta",
        _("Reviewer"),
        _("A queue with this week's conversations and the screen where they are scored."),
        "list-check",
    ),
    Part(
        "lead",
        LEADS["Harbour"],
        _("Team lead"),
        _("Team Harbour: who needs what this week, disputes to decide, coaching plans."),
        "users",
    ),
    Part(
        "agent",
        AGENT,
        _("Agent"),
        _("Own feedback with its evidence, an open coaching plan, and the way to object."),
        "user",
    ),
    Part(
        "admin",
        ADMIN,
        _("Admin"),
        _("People, teams and roles. An admin sees no conversations."),
        "settings",
    ),
)


def is_on_this_machine(remote: str | None, host: str, headers: Iterable[str]) -> bool:
    """Whether a request comes from this machine itself and through no proxy.

    `headers` are the names of its headers.

    The host is looked at too, so that a foreign page whose name was made to point here gets
    nothing.
    """
    if {name.lower() for name in headers} & FORWARDED:
        return False
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        return ip_address(remote or "").is_loopback and name.lower() in LOCAL_NAMES
    except ValueError:
        return False


def person_of(session: Session, part: Part) -> User | None:
    """The demo's own person of a part; None where somebody else has the address by now."""
    state = session.scalar(select(DemoState).where(DemoState.removed_at.is_(None)))
    if state is None:
        return None
    user = session.scalar(select(User).where(User.email == mail_of(part.name)))
    owned = state.figures.get("owned", {}).get("users", [])
    return user if user is not None and user.active and user.id in owned else None
