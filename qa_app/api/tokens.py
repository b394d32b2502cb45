"""Makes and revokes the tokens of integrations, and tells who asks from the one that is sent."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from qa_app.api.models import Integration
from qa_app.api.scopes import Scope
from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.text import clean

PREFIX = "qd_"
"""Begins every token, so that scanners for leaked secrets can know one."""
MINUTE = timedelta(minutes=1)


def make_integration(
    session: Session,
    name: str,
    *,
    scopes: Sequence[Scope],
    source: str | None = None,
    days: int | None = None,
    by: int,
    at: datetime,
) -> tuple[Integration, str]:
    """Add an integration; gives it with its token, which is nowhere to be had again.

    `days` is how long the token holds, None for ever. Refused without a name or a scope.
    """
    shown = clean(name, lines=False)[:200]
    if not shown:
        raise Refused("Give the integration a name.", field="name")
    if not scopes:
        raise Refused("Choose what it may do.", field="scopes")
    token = PREFIX + secrets.token_urlsafe(32)
    made = Integration(
        name=shown,
        scopes=sorted(scope.value for scope in scopes),
        source=(clean(source, lines=False)[:200] if source else "") or None,
        token_digest=digest(token),
        token_end=token[-4:],
        created_by=by,
        created_at=at,
        expires_at=at + timedelta(days=days) if days else None,
    )
    session.add(made)
    session.flush()
    after = {"scopes": made.scopes, "source": made.source, "days": days}
    record(session, "integration.make", ("integration", made.id), by=by, at=at, after=after)
    return made, token


def revoke(session: Session, integration: Integration, *, by: int, at: datetime) -> None:
    """Make the token worth nothing from now on; what came by it stays. Refused a second time."""
    if integration.revoked_at is not None:
        raise Refused("This token has been revoked already.")
    integration.revoked_at = at
    session.flush()
    record(session, "integration.revoke", ("integration", integration.id), by=by, at=at)


def integration_of(session: Session, token: str, at: datetime) -> Integration | None:
    """The integration whose token this is, None where it is unknown, revoked or has expired."""
    found = session.scalar(select(Integration).where(Integration.token_digest == digest(token)))
    if found is None or found.revoked_at is not None:
        return None
    return found if found.expires_at is None or at < found.expires_at else None


def count_use(session: Session, integration: Integration, at: datetime) -> int:
    """Note that the token was used; gives how often within this minute, this time included."""
    minute = at.replace(second=0, microsecond=0)
    again = case((Integration.minute == minute, Integration.asked + 1), else_=1)
    statement = (
        update(Integration)
        .where(Integration.id == integration.id)
        .values(asked=again, minute=minute, last_used_at=at)
        .returning(Integration.asked)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(statement).one()


def seconds_left(at: datetime) -> int:
    """Seconds until the next minute begins, at least one."""
    return max(1, 60 - at.second)


def digest(token: str) -> str:
    """What of a token is stored; it is random, so that no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
