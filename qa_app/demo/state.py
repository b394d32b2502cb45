"""Whether the instance shows the demo."""

from __future__ import annotations

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.demo.models import DemoState

_KNOWN = "quality_desk.is_demo"


def is_demo(session: Session) -> bool:
    """Whether the demo centre is loaded and not removed."""
    found = session.scalar(select(DemoState.id).where(DemoState.removed_at.is_(None)).limit(1))
    return found is not None


def shows_demo(session: Session) -> bool:
    """The same for the present request, which several parts of a page ask; looked up once."""
    known = request.environ.get(_KNOWN)
    if known is None:
        known = request.environ[_KNOWN] = is_demo(session)
    return bool(known)
