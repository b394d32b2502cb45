"""Server-side sessions: a row per signed-in browser, revocable, with idle and absolute limits."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from sqlalchemy import Delete, bindparam, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.db import hurried, reading, writing
from qa_app.people.models import SignInSession
from qa_app.web.errors import DATABASE_AWAY, is_database_away

log = structlog.get_logger()
COOKIE = "qd_session"
USER_KEY = "user_id"
TOUCH_EVERY = timedelta(minutes=1)


class DeskSession(SecureCookieSession):
    """Session data; `token` names its row when somebody is signed in."""

    token: str | None = None
    renew = False
    trouble: Exception | None = None
    """Why the database could not say whose session this is; the guard raises it."""

    def sign_in(self, user_id: int) -> None:
        """Begin a new session for the user; the token is renewed, nothing old is carried over."""
        self.clear()
        self[USER_KEY] = user_id
        self.renew = True


class DatabaseSessions(SecureCookieSessionInterface):
    """Visitors get a signed cookie (for CSRF only), signed-in people a row and a random token."""

    session_class = DeskSession

    def __init__(
        self, open_database: Callable[[], Session], *, idle: timedelta, absolute: timedelta
    ) -> None:
        self.open_database = open_database
        self.idle = idle
        self.absolute = absolute

    def open_session(self, app: Flask, request: Request) -> DeskSession | None:
        """The session of this request, empty for a newcomer."""
        token, row, trouble = request.cookies.get(COOKIE), None, None
        try:
            row = self._live_row(token) if token else None
        except DATABASE_AWAY as error:
            # Raised here it would leave the error page without any session.
            trouble = error
        if token and row is not None:
            found = DeskSession(row.data)
            found.token = token
            return found
        visitor = super().open_session(app, request)
        assert isinstance(visitor, DeskSession)
        visitor.trouble = trouble
        return visitor

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Write what changed: a row for the signed in, a signed cookie for visitors."""
        if is_database_away():
            # The answer says so already; it must not wait a second time for the same lock.
            return
        options: dict[str, Any] = {"path": "/", "httponly": True, "samesite": "Lax"}
        if USER_KEY not in session:
            if session.token:
                self._drop(session.token)
                response.delete_cookie(COOKIE, **options)
            super().save_session(app, session, response)
            return
        response.vary.add("Cookie")
        # A page that only reads still takes the messages that it shows out of the session.
        with writing():
            token = self._store(session)
        if token:
            options["secure"] = self.get_cookie_secure(app)
            options["max_age"] = int(self.absolute.total_seconds())
            response.set_cookie(COOKIE, token, **options)

    def _live_row(self, token: str) -> SignInSession | None:
        """The row of a token, None when too old; marked as seen at most once a minute."""
        at = clock.now()
        with reading(), self.open_database() as session:
            row = _row(session, token)
        if row is None or row.expires_at <= at or row.seen_at + self.idle <= at:
            return None
        if row.created_at > at + self.idle:
            # Begun while the clock ran far ahead, it would outlive every limit.
            return None
        if at - row.seen_at > TOUCH_EVERY:
            self._touch(row.id, at)
        return row

    def _touch(self, row_id: int, at: datetime) -> None:
        """Note that the session is in use; while the database is busy the next request does."""
        with hurried(), self.open_database() as session:
            try:
                session.execute(
                    update(SignInSession).where(SignInSession.id == row_id).values(seen_at=at)
                )
                session.commit()
            except OperationalError as error:
                session.rollback()
                log.info("session not marked as seen", error=str(error.orig))

    def _store(self, session: DeskSession) -> str | None:
        """Update the row of a known session, or make one and return its new token."""
        if session.token and not session.renew:
            if session.modified:
                with self.open_database() as database:
                    row = _row(database, session.token)
                    if row is not None:
                        row.data = dict(session)
                    database.commit()
            return None
        at, token = clock.now(), secrets.token_urlsafe(32)
        with self.open_database() as database:
            if session.token:
                database.execute(_delete(session.token))
            database.execute(delete(SignInSession).where(SignInSession.expires_at < at))
            database.add(
                SignInSession(
                    digest=digest(token),
                    user_id=session[USER_KEY],
                    data=dict(session),
                    created_at=at,
                    seen_at=at,
                    expires_at=at + self.absolute,
                )
            )
            database.commit()
        return token

    def _drop(self, token: str) -> None:
        with writing(), self.open_database() as database:
            database.execute(_delete(token))
            database.commit()


def digest(token: str) -> str:
    """What of a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


# Every request asks this; to put it together takes longer than to run it.
_ROW = select(SignInSession).where(SignInSession.digest == bindparam("digest"))


def _row(session: Session, token: str) -> SignInSession | None:
    return session.scalar(_ROW, {"digest": digest(token)})


def _delete(token: str) -> Delete:
    return delete(SignInSession).where(SignInSession.digest == digest(token))
