"""Lets a room above say which interactions it has marked, such as flagged, to whoever may know."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import Select
from sqlalchemy.orm import Session

from qa_app.people.actor import Actor
from transcription.interactions.models import Interaction

Finder = Callable[[Session, Actor], "Select[int] | None"]
_finder: list[Finder] = []


def set_marks(finder: Finder) -> None:
    """Install what finds the ids of marked interactions for an actor (None: nothing to offer)."""
    _finder[:] = [finder]


def marked_for(session: Session, actor: Actor) -> Select[int] | None:
    """The ids of the marked interactions that the actor may know of; None: no such filter."""
    return _finder[0](session, actor) if _finder else None


def marked_among(
    session: Session, marked: Select[int] | None, items: Iterable[Interaction]
) -> set[int]:
    """Which of a page's interactions are marked."""
    ids = [item.id for item in items]
    if marked is None or not ids:
        return set()
    return set(session.scalars(marked.where(Interaction.id.in_(ids))))
