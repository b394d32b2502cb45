"""Whether the instance shows the demo."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.demo.models import DemoState


def is_demo(session: Session) -> bool:
    """Whether the demo centre is loaded and not removed."""
    found = session.scalar(select(DemoState.id).where(DemoState.removed_at.is_(None)).limit(1))
    return found is not None
