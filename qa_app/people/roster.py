"""The list of people as the People page shows it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.paging import Page, page_of
from qa_app.people.models import User


def roster_page(session: Session, text: str, before: str | None, after: str | None) -> Page[Any]:
    """People whose name, address or agent id contains `text`, the newest first."""
    query = select(User).options(selectinload(User.grants), selectinload(User.team))
    if text.strip():
        like = f"%{text.strip()}%"
        query = query.where(
            User.name.ilike(like) | User.email.ilike(like) | User.external_id.ilike(like)
        )
    return page_of(session, query, [User.created_at, User.id], before=before, after=after)
