"""Lets rooms above add what they know of an interaction to its page, such as its evaluations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from qa_app.people.actor import Actor
from transcription.interactions.models import Interaction


@dataclass(frozen=True, slots=True)
class RelatedAct:
    """What can be done with a line, as a link with an icon."""

    label: Any
    href: str
    icon: str


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """One line: what it is, where it leads (None: nowhere), a remark, and what can be done with it.

    One that is `foremost` stands in the head of the page as well.
    """

    label: Any
    href: str | None = None
    note: Any = ""
    acts: Sequence[RelatedAct] = ()
    foremost: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """A panel of the page; without lines, `empty` stands in it."""

    key: str
    title: Any
    lines: Sequence[RelatedLine]
    empty: Any = ""


Origin = Callable[[Session, Actor, Interaction], "Sequence[RelatedLine]"]
Provider = Callable[[Session, Actor, Interaction], "Related | None"]
_providers: list[Provider] = []
_origins: list[Origin] = []


def set_origin(provider: Origin) -> None:
    """Install what tells how an interaction came in, which a room above knows (intake)."""
    _origins[:] = [provider]


def origin_lines(session: Session, actor: Actor, interaction: Interaction) -> Sequence[RelatedLine]:
    """How it came in, a line each: its label, where it leads, and the words as its note."""
    return [line for tell in _origins for line in tell(session, actor, interaction)]


def add_related(provider: Provider) -> None:
    """Register a provider; it decides by itself what the actor may see (None: no panel)."""
    if provider not in _providers:
        _providers.append(provider)


def related_to(session: Session, actor: Actor, interaction: Interaction) -> list[Related]:
    """The panels for this actor, in the order of registration."""
    panels = (provider(session, actor, interaction) for provider in _providers)
    return [panel for panel in panels if panel is not None]
