"""A session as the database has it now, for tests that acted over HTTP."""

from __future__ import annotations

from sqlalchemy.orm import Session

from scorecards.sessions.models import Calibration


def fresh(session: Session, calibration_id: int) -> Calibration:
    session.expire_all()
    return session.get_one(Calibration, calibration_id)
