"""Reads of interactions: the filtered list and what its filters offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.paging import Page, page_of
from qa_app.core.text import whole_number
from qa_app.people.models import Team, User
from transcription.interactions.models import (
    Channel,
    Direction,
    Interaction,
    InteractionState,
)

TextSearch = Callable[[Session, str], "Select[int] | None"]
DIRECTIONS: dict[str, Direction | None] = {
    "inbound": Direction.INBOUND,
    "outbound": Direction.OUTBOUND,
    "unknown": None,
}
PERIODS = (7, 30, 90)
LISTED = (
    Interaction.id,
    Interaction.subject,
    Interaction.external_id,
    Interaction.channel,
    Interaction.topic,
    Interaction.state,
    Interaction.started_at,
    Interaction.duration_s,
    Interaction.turn_count,
    User.name.label("agent_name"),
    Team.name.label("team_name"),
)
_MOST_TOPICS = 100
_text_search: list[TextSearch] = []


def set_text_search(search: TextSearch) -> None:
    """Install the full-text search, which lives in a room above (qa_app.search)."""
    _text_search[:] = [search]


@dataclass(frozen=True, slots=True)
class InteractionFilter:
    """What the list is narrowed to; None and empty text narrow nothing. `period` is in days."""

    words: str = ""
    channel: Channel | None = None
    team_id: int | None = None
    agent_id: int | None = None
    topic: str = ""
    period: int | None = None
    state: InteractionState | None = None
    direction: str = ""
    """inbound, outbound, or unknown where nothing says it."""
    flagged: bool = False
    """Only those that a room above has marked (marking.py)."""

    @property
    def is_set(self) -> bool:
        """Whether anything is narrowed."""
        return self != InteractionFilter()

    def as_query(self) -> dict[str, str]:
        """The filter as the arguments of an address, without what is not set."""
        values = {
            "q": self.words,
            "channel": self.channel.value if self.channel else "",
            "team": self.team_id or "",
            "agent": self.agent_id or "",
            "topic": self.topic,
            "period": self.period or "",
            "state": self.state.value if self.state else "",
            "direction": self.direction,
            "flagged": "yes" if self.flagged else "",
        }
        return {name: str(value) for name, value in values.items() if value}


def read_filter(query: Mapping[str, str]) -> InteractionFilter:
    """The filter of an address; what makes no sense in it is left out."""
    channels = {each.value: each for each in Channel}
    states = {each.value: each for each in InteractionState}
    period = whole_number(query.get("period"))
    return InteractionFilter(
        words=query.get("q", "").strip()[:500],
        channel=channels.get(query.get("channel", "")),
        team_id=whole_number(query.get("team")),
        agent_id=whole_number(query.get("agent")),
        topic=query.get("topic", "").strip()[:200],
        period=period if period in PERIODS else None,
        state=states.get(query.get("state", "")),
        direction=found if (found := query.get("direction", "")) in DIRECTIONS else "",
        flagged=query.get("flagged") == "yes",
    )


def interactions_page(
    session: Session,
    scope: Select[Interaction],
    wanted: InteractionFilter,
    *,
    now: datetime,
    before: str | None = None,
    after: str | None = None,
) -> Page[Any]:
    """One page of the interactions in `scope` that fit, the newest first.

    Its rows have the columns of `LISTED` only: whole interactions cost more than all the rest of
    the page.
    """
    fitting = narrowed(session, scope, wanted, now=now)
    # Outer joins keep the order of the index, in which the page is read.
    query: Any = (
        fitting.with_only_columns(*LISTED)
        .outerjoin(User, User.id == Interaction.agent_id)
        .outerjoin(Team, Team.id == Interaction.team_id)
    )
    keys = [Interaction.started_at, Interaction.id]
    return page_of(session, query, keys, before=before, after=after)


def narrowed(
    session: Session, scope: Select[Interaction], wanted: InteractionFilter, *, now: datetime
) -> Select[Interaction]:
    """The scope with the filter's conditions."""
    if wanted.channel:
        scope = scope.where(Interaction.channel == wanted.channel)
    if wanted.team_id:
        scope = scope.where(Interaction.team_id == wanted.team_id)
    if wanted.agent_id:
        scope = scope.where(Interaction.agent_id == wanted.agent_id)
    if wanted.topic:
        scope = scope.where(Interaction.topic == wanted.topic)
    if wanted.period:
        scope = scope.where(Interaction.started_at >= now - timedelta(days=wanted.period))
    if wanted.state:
        scope = scope.where(Interaction.state == wanted.state)
    if wanted.direction:
        scope = scope.where(Interaction.direction == DIRECTIONS[wanted.direction])
    found = _text_search[0](session, wanted.words) if wanted.words and _text_search else None
    return scope if found is None else scope.where(Interaction.id.in_(found))


def _recent_topics() -> Select[str | None]:
    topics = select(Interaction.topic).where(Interaction.topic.is_not(None))
    recent = topics.order_by(Interaction.started_at.desc()).limit(1000).subquery()
    return select(recent.c.topic).distinct().limit(_MOST_TOPICS)


# Put together once: that takes longer than to run them.
_TEAMS = select(Team.id, Team.name).order_by(Team.name)
_AGENTS = (
    select(User.id, User.name).where(User.external_id.is_not(None)).order_by(User.name, User.id)
)
_TOPICS = _recent_topics()


@dataclass(frozen=True)
class Choices:
    """What the filters offer within a scope."""

    teams: Sequence[Row[int, str]]
    agents: Sequence[Row[int, str]]
    """Teams and agents by name, each with `id` and `name`."""
    topics: Sequence[str]


def choices_in(session: Session, team_ids: frozenset[int] | None) -> Choices:
    """Teams, agents and topics that the list can be narrowed to (team_ids None: of all teams).

    Agents and topics come from small tables and an index, never from reading all interactions.
    """
    teams, agents = _TEAMS, _AGENTS
    if team_ids is not None:
        teams, agents = teams.where(Team.id.in_(team_ids)), agents.where(User.team_id.in_(team_ids))
    return Choices(
        teams=session.execute(teams).all(),
        agents=session.execute(agents).all(),
        topics=sorted(topic for topic in session.scalars(_TOPICS) if topic),
    )


def has_any(session: Session, scope: Select[Interaction]) -> bool:
    """Whether there is anything in the scope at all."""
    return session.scalar(scope.with_only_columns(Interaction.id).limit(1)) is not None


def detailed(scope: Select[Interaction], interaction_id: int) -> Select[Interaction]:
    """One interaction of the scope with what its page shows."""
    return scope.where(Interaction.id == interaction_id).options(
        selectinload(Interaction.agent),
        selectinload(Interaction.team),
        selectinload(Interaction.recording),
    )
