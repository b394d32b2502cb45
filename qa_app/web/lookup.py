"""Fetching through a scope: what lies outside looks like what does not exist."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from qa_app.core.errors import Missing

T = TypeVar("T")


def one_or_404(session: Session, scoped: Select[T]) -> T:
    """The single entity of a scoped query; Missing (404) when there is none."""
    found = session.scalars(scoped).unique().one_or_none()
    if found is None:
        raise Missing
    return found
