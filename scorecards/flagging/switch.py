"""Switches flagging on and off; off takes effect with the next page that is read."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import audit
from qa_app.core.errors import Refused
from scorecards.flagging.models import FlaggingSwitch
from scorecards.flagging.notice import latest_notice, require_notice


def is_on(session: Session) -> bool:
    """Whether flagging works: the notice is recorded and nobody has switched it off since."""
    return latest_notice(session) is not None and _position(session)


def require_on(session: Session) -> None:
    """Refused before the notice to workers and while flagging is switched off."""
    require_notice(session)
    if not _position(session):
        raise Refused(_("Flagging is switched off. Switch it on to score interactions."))


def switch(
    session: Session, on: bool, *, by: int | None, at: datetime, actor: str | None = None
) -> None:
    """Set the switch; nothing happens where it already stands so. Refused before the notice."""
    require_notice(session)
    before = _position(session)
    if before == on:
        return
    session.add(FlaggingSwitch(is_on=on, at=at, by=by))
    session.flush()
    audit.record(
        session,
        "flagging.switch",
        ("flagging", None),
        by=by,
        at=at,
        actor=actor,
        before={"on": before},
        after={"on": on},
    )


def _position(session: Session) -> bool:
    newest = select(FlaggingSwitch.is_on).order_by(FlaggingSwitch.id.desc()).limit(1)
    return session.scalar(newest) is not False
