"""Whether the instance shows the demo."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.demo.models import DemoState

_KNOWN = "quality_desk.is_demo"


def is_demo(session: Session) -> bool:
    """Whether the demo centre is loaded and not removed."""
    found = session.scalar(select(DemoState.id).where(DemoState.removed_at.is_(None)).limit(1))
    return found is not None


def shows_demo(session: Session, environ: MutableMapping[str, Any]) -> bool:
    """The same for one request, of which several parts of a page ask: kept in its `environ`."""
    known = environ.get(_KNOWN)
    if known is None:
        known = environ[_KNOWN] = is_demo(session)
    return bool(known)
