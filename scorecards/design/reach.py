"""Which scorecard real interactions get: one of them by its number, and all recent ones counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from qa_app.core.text import whole_number
from qa_app.people.models import Team
from scorecards.design.applies import Subject, applicable
from scorecards.design.document import ScorecardDocument
from transcription.interactions.models import Interaction

RECENT = timedelta(days=90)


@dataclass(frozen=True)
class Reach:
    """How many interactions get a scorecard; `title` is None for those that get none."""

    title: str | None
    count: int


def subject_of(interaction: Interaction) -> Subject:
    """What of an interaction decides on its scorecard."""
    return Subject(
        channel=interaction.channel.value,
        team=interaction.team.name if interaction.team else None,
        topic=interaction.topic,
        direction=interaction.direction.value if interaction.direction else None,
    )


def interaction_called(
    session: Session, scope: Select[Interaction], name: str
) -> Interaction | None:
    """The interaction in scope with that number here or, newest first, id in its source."""
    own = whole_number(name)
    if own is not None and own < 2**63:
        found = session.scalar(scope.where(Interaction.id == own))
        if found is not None:
            return found
    query = scope.where(Interaction.external_id == name)
    return session.scalar(query.order_by(Interaction.started_at.desc()).limit(1))


def reach(
    session: Session,
    scope: Select[Interaction],
    documents: Sequence[ScorecardDocument],
    *,
    since: datetime,
) -> list[Reach]:
    """Count the interactions in scope since a moment by the scorecard that they get, most first.

    They are judged in groups that are alike in all that decides.
    """
    recent = scope.where(Interaction.started_at >= since).subquery()
    keys = (recent.c.channel, Team.name, recent.c.topic, recent.c.direction)
    query = (
        select(*keys, func.count().label("n"))
        .select_from(recent)
        .outerjoin(Team, Team.id == recent.c.team_id)
        .group_by(*keys)
    )
    counts: Counter[str | None] = Counter()
    for channel, team, topic, direction, n in session.execute(query):
        said = direction.value if direction else None
        subject = Subject(channel.value, team, topic, said)
        chosen = applicable(documents, subject).chosen
        counts[chosen.title if chosen else None] += n
    order = sorted(counts, key=lambda title: (title is None, -counts[title], title or ""))
    return [Reach(title, counts[title]) for title in order]
