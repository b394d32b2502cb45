"""Lets a program in by the bearer token of its request (RFC 6750), so many times a minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from qa_app.api.tokens import count_use, integration_of, seconds_left
from qa_app.core import clock
from qa_app.core.db import writing
from qa_app.web.problems import Problem

REALM = 'Bearer realm="Quality Desk"'


@dataclass(frozen=True)
class Caller:
    """The integration that asks."""

    id: int
    name: str
    source: str | None


def caller_of(open_session: Callable[[], Session], header: str, scope: str) -> Caller:
    """Who asks, by the header `Authorization`.

    Problem 401 without a good token, 403 without the scope, 429 too often.
    """
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise Problem(
            401,
            "Send the token of an integration: Authorization: Bearer qd_…",
            kind="token-missing",
            headers={"WWW-Authenticate": REALM},
        )
    at = clock.now()
    # A short transaction of its own: also a request that only reads leaves when the token was used.
    with writing(), open_session() as session:
        found = integration_of(session, token.strip(), at)
        if found is None:
            raise Problem(
                401,
                "This token is unknown, was revoked, or has expired.",
                kind="token-invalid",
                headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'},
            )
        asked = count_use(session, found, at)
        session.commit()
        limit: int = session.info["settings"].api_per_minute
        caller = Caller(found.id, found.name, found.source)
        held = set(found.scopes)
    if asked > limit:
        wait = seconds_left(at)
        raise Problem(
            429,
            f"At most {limit:,} requests a minute: ask again in {wait} seconds.",
            kind="too-many-requests",
            headers={"Retry-After": str(wait)},
        )
    if scope not in held:
        raise Problem(
            403,
            f"This token has not the scope {scope}.",
            kind="scope-missing",
            headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'},
        )
    return caller
