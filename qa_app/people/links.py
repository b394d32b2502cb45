"""One-time links with which a person sets a password, and the first manager is made."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from qa_app.people.models import OneTimeLink, User
from qa_app.people.sessions import digest

LIFETIME = timedelta(days=3)


def make_link(session: Session, user: User | None, at: datetime) -> str:
    """A fresh token for a person (None: for the first manager), good once within three days."""
    token = secrets.token_urlsafe(24)
    session.add(
        OneTimeLink(
            digest=digest(token),
            user_id=user.id if user else None,
            created_at=at,
            expires_at=at + LIFETIME,
        )
    )
    session.flush()
    return token


def open_link(session: Session, token: str, at: datetime) -> OneTimeLink:
    """The unused link of a token; Refused when it is used, too old or unknown."""
    link = session.scalar(select(OneTimeLink).where(OneTimeLink.digest == digest(token)))
    if link is None or link.used_at is not None or link.expires_at <= at:
        raise Refused(
            "This link has been used or is too old. Ask for a new one: `qa user add --link EMAIL`."
        )
    return link


def needs_first_manager(session: Session) -> bool:
    """Whether nobody can sign in yet."""
    return session.scalar(select(User.id).where(User.password_hash.is_not(None)).limit(1)) is None
