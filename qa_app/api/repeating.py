"""Idempotency-Key: the same request sent again gets the first one's answer, and does nothing.

As in the IETF draft draft-ietf-httpapi-idempotency-key-header: the same key with another request is
refused (422), and so is a repetition while the first is still worked on (409).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa_app.api.models import ApiRequest
from qa_app.web.problems import Problem

KEPT = timedelta(days=7)
"""So long is an answer kept; a repetition after that is a new request."""
LONGEST = timedelta(minutes=5)
"""A request that has no answer by then has died with its process and may be sent again."""
KEY_CHARACTERS = 200


@dataclass(frozen=True)
class Kept:
    """An answer that was given before."""

    status: int
    body: Any
    headers: Mapping[str, str]


def read_key(header: str | None) -> str | None:
    """The key of a request, None without one; it may stand in quotes as the draft writes it."""
    if header is None:
        return None
    key = header.strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not key or len(key) > KEY_CHARACTERS or not key.isascii() or not key.isprintable():
        raise Problem(
            400,
            f"An Idempotency-Key has 1 to {KEY_CHARACTERS} printable ASCII characters.",
            kind="key-unreadable",
        )
    return key


def begin(
    session: Session, integration_id: int, key: str, fingerprint: str, *, at: datetime
) -> Kept | None:
    """Claim the key, or give the answer that was given under it. Commits nothing.

    Problem 422 where the key was used for another request, 409 while the first is worked on.
    """
    try:
        with session.begin_nested():
            session.add(
                ApiRequest(
                    integration_id=integration_id, key=key, fingerprint=fingerprint, created_at=at
                )
            )
        return None
    except IntegrityError:
        found = _request(session, integration_id, key)
    if found.fingerprint != fingerprint:
        raise Problem(
            422,
            "This Idempotency-Key was used for another request. Choose a new one for each.",
            kind="key-reused",
        )
    if found.status is not None:
        answer = found.answer or {}
        return Kept(found.status, answer.get("body"), answer.get("headers", {}))
    if not _take_over(session, found, at):
        raise Problem(
            409,
            "The first request with this Idempotency-Key is still being worked on.",
            kind="key-in-use",
            headers={"Retry-After": "5"},
        )
    return None


def finish(
    session: Session,
    integration_id: int,
    key: str,
    *,
    status: int,
    body: Any,
    headers: Mapping[str, str],
) -> None:
    """Keep the answer for repetitions, in the transaction of what was done."""
    found = _request(session, integration_id, key)
    found.status, found.answer = status, {"body": body, "headers": dict(headers)}
    session.flush()


def release(session: Session, integration_id: int, key: str) -> None:
    """Let go of a key whose request did nothing, so that it may be sent again as it is."""
    session.execute(
        delete(ApiRequest).where(
            ApiRequest.integration_id == integration_id,
            ApiRequest.key == key,
            ApiRequest.status.is_(None),
        )
    )


def forget_old(session: Session, at: datetime) -> None:
    """Delete the answers that are kept no longer."""
    session.execute(delete(ApiRequest).where(ApiRequest.created_at < at - KEPT))


def _request(session: Session, integration_id: int, key: str) -> ApiRequest:
    query = select(ApiRequest).where(
        ApiRequest.integration_id == integration_id, ApiRequest.key == key
    )
    return session.scalars(query).one()


def _take_over(session: Session, found: ApiRequest, at: datetime) -> bool:
    """Claim the key of a request that has died; False while it may still be alive."""
    if found.created_at > at - LONGEST:
        return False
    taken = session.scalars(
        update(ApiRequest)
        .where(ApiRequest.id == found.id, ApiRequest.created_at == found.created_at)
        .values(created_at=at)
        .returning(ApiRequest.id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(taken)
