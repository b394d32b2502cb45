"""Puts messages into people's inboxes and marks them as read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from qa_app.core.text import clean, shorten
from qa_app.notifications.models import Notification

LONGEST = 500


def notify(
    session: Session, user_id: int, kind: str, text: str, *, path: str | None, at: datetime
) -> Notification:
    """A new message to one person; `path` leads to what it is about, on this site."""
    message = Notification(
        user_id=user_id,
        kind=kind,
        text=shorten(clean(text, lines=False), LONGEST),
        path=path,
        created_at=at,
    )
    session.add(message)
    session.flush()
    return message


def notify_all(
    session: Session,
    user_ids: Iterable[int],
    kind: str,
    text: str,
    *,
    path: str | None,
    at: datetime,
) -> int:
    """The same message to several people, each once; returns how many."""
    people = sorted(set(user_ids))
    for person in people:
        notify(session, person, kind, text, path=path, at=at)
    return len(people)


def mark_read(session: Session, message: Notification, *, at: datetime) -> None:
    """Note that the message was opened; the first time stays."""
    message.read_at = message.read_at or at
    session.flush()


def mark_all_read(session: Session, user_id: int, *, at: datetime) -> None:
    """Note that all of a person's messages were seen."""
    unread = (Notification.user_id == user_id) & Notification.read_at.is_(None)
    session.execute(update(Notification).where(unread).values(read_at=at))


def inbox_of(user_id: int) -> Select[Notification]:
    """All messages of one person."""
    return select(Notification).where(Notification.user_id == user_id)


# Every page asks this; to put it together takes longer than to run it.
_UNREAD = select(func.count(Notification.id)).where(
    Notification.user_id == bindparam("user"), Notification.read_at.is_(None)
)


def unread_count(session: Session, user_id: int) -> int:
    """How many messages a person has not opened."""
    return session.scalar(_UNREAD, {"user": user_id}) or 0
