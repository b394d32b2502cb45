"""Whether this instance is the demo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from qa_app.core.orm import Base, Id


class DemoState(Base):
    """One row while the demo is loaded; its progress, and when it was removed."""

    __tablename__ = "demo_state"

    id: Mapped[Id]
    loaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    figures: Mapped[dict[str, Any]]
