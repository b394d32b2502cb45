"""Reads a period's interactions as candidates for a draw, by columns and without objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from qa_app.people.models import Team, User
from scorecards.sampling.frame import Candidate, Key
from scorecards.sampling.periods import Period
from transcription.interactions.models import Interaction, InteractionState

WITHHELD = {
    InteractionState.WAITING: "no_transcript",
    InteractionState.QUARANTINED: "quarantined",
    InteractionState.FAILED: "failed",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows an interaction by: its id, its agent's id and its team's name."""

    interaction_id: int
    agent_id: int
    team: str | None


@dataclass(frozen=True, slots=True)
class Population:
    """All interactions of a period, and where each is found again."""

    candidates: Sequence[Candidate]
    known: Mapping[Key, Known]


def population_of(session: Session, period: Period, zone: ZoneInfo) -> Population:
    """Everything that started in the period; `zone` says which week a start belongs to.

    People who may not sign in are in it like everybody else: what they did was done in the
    period. What is no person's work (a bot's) or can't be read (waiting, quarantined, failed) is
    withheld with its reason. That something was drawn before is no reason.
    """
    teams = {team.id: team.name for team in session.scalars(select(Team))}
    rows = session.execute(_rows(period)).all()
    return Population(
        [_candidate(row, teams.get(row.team_id), zone) for row in rows],
        {
            (row.source, row.external_id): Known(row.id, row.agent_id, teams.get(row.team_id))
            for row in rows
        },
    )


def agent_key(external_id: str | None, user_id: int) -> str:
    """What names an agent in frames on every database; people without an agent id go by number."""
    return external_id or f"#{user_id}"


def ids_of(population: Population, keys: Iterable[Key]) -> list[int]:
    """The interaction ids of keys, in their order."""
    return [population.known[key].interaction_id for key in keys]


def _rows(period: Period) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Interaction.id,
            Interaction.source,
            Interaction.external_id,
            Interaction.channel,
            Interaction.direction,
            Interaction.topic,
            Interaction.language,
            Interaction.started_at,
            Interaction.duration_s,
            Interaction.agent_id,
            Interaction.team_id,
            Interaction.state,
            User.external_id.label("agent"),
            User.is_bot,
        )
        .join(User, User.id == Interaction.agent_id)
        .where(Interaction.started_at >= period.start, Interaction.started_at < period.end)
    )


def _candidate(row: Row[Any], team: str | None, zone: ZoneInfo) -> Candidate:
    return Candidate(
        source=row.source,
        external_id=row.external_id,
        agent=agent_key(row.agent, row.agent_id),
        channel=row.channel.value,
        started_on=row.started_at.astimezone(zone).date(),
        team=team,
        topic=row.topic,
        direction=row.direction.value if row.direction else None,
        language=row.language,
        duration_s=row.duration_s,
        withheld="bot" if row.is_bot else WITHHELD.get(row.state),
    )
