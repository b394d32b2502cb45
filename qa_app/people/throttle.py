"""Sign-in throttle: failures per account and per address slow down, nobody is locked for good."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from qa_app.people.models import SignInAttempt

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 8
PER_ADDRESS = 40


def is_throttled(session: Session, email: str, address: str, at: datetime) -> bool:
    """Whether this account or this address has failed too often in the last 15 minutes."""
    for key, limit in _limits(email, address):
        failures = session.scalar(
            select(func.count(SignInAttempt.id)).where(
                SignInAttempt.key == key,
                SignInAttempt.at > at - WINDOW,
                # Failures of a time to come, from before a clock was set back, lock nobody out.
                SignInAttempt.at <= at,
            )
        )
        if (failures or 0) >= limit:
            return True
    return False


def note_failure(session: Session, email: str, address: str, at: datetime) -> None:
    """Count a failed sign-in for both keys and forget those that no longer matter."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - WINDOW))
    session.add_all([SignInAttempt(key=key, at=at) for key, _ in _limits(email, address)])
    session.flush()


def forget_failures(session: Session, email: str) -> None:
    """After a successful sign-in the account begins anew."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.key == _key("account", email)))


def _limits(email: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (_key("account", email), PER_ACCOUNT), (_key("address", address), PER_ADDRESS)


def _key(kind: str, text: str) -> str:
    return f"{kind}:{hashlib.sha256(text.strip().lower().encode()).hexdigest()}"
