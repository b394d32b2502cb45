"""Stores answers and sessions and joins them to interactions, at once or when those arrive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.text import clean
from qa_app.people.models import User
from transcription.intake.companions.leaving import COLUMNS
from transcription.intake.companions.matching import (
    Candidate,
    How,
    Match,
    by_agent,
    by_customer,
    by_id,
    look_from,
)
from transcription.intake.companions.models import Companion, CompanionKind
from transcription.intake.companions.records import CompanionRecord, Kind
from transcription.intake.models import Batch
from transcription.intake.refusals import Refusal, quoted
from transcription.interactions.models import Interaction
from transcription.redaction.redacting import redact

_SHOWN = 3
_TEXTS = ("comment", "device", "note")


@dataclass(slots=True)
class Joined:
    """What became of a chunk: accepted = new + known."""

    new: int = 0
    known: int = 0
    waiting: int = 0
    refusals: list[Refusal] = field(default_factory=list)


def store_companions(
    session: Session,
    chunk: Sequence[CompanionRecord],
    batch: Batch,
    *,
    region: str,
    at: datetime,
    written: set[int],
) -> Joined:
    """Write those that are new; one that could belong to several interactions is refused.

    `written` are the ids that this run has written; flushes, the caller commits.
    """
    joined = Joined()
    for row in chunk:
        known = _known(session, row)
        if known is not None:
            is_own = known.batch_id == batch.id and known.id not in written
            joined.new += is_own
            joined.known += not is_own
            continue
        made = _made(row, batch, region=region, at=at)
        match, how = find_interaction(session, made)
        if match.is_ambiguous:
            joined.refusals.append(_ambiguous(row, match))
            continue
        session.add(made)
        if match.found is not None:
            join(session, made, match.found.id, how, at=at)
        session.flush()
        written.add(made.id)
        joined.new += 1
        joined.waiting += match.found is None
    return joined


def known_companions(session: Session, records: Sequence[CompanionRecord]) -> set[tuple[str, ...]]:
    """The keys of those that are here already."""
    return {each.key for each in records if _known(session, each) is not None}


def join_arrived(session: Session, interaction_ids: Iterable[int], *, at: datetime) -> int:
    """Join what waited for these interactions; how many were joined."""
    arrived = session.execute(
        select(Interaction.external_id, Interaction.customer_ref, User.external_id, User.email,
               User.name)
        .join(User, User.id == Interaction.agent_id)
        .where(Interaction.id.in_(list(interaction_ids)))
    ).all()  # fmt: skip
    ids, customers, agents = set(), set(), set()
    for external_id, customer, *agent in arrived:
        ids.add(external_id)
        customers.add(customer)
        agents.update(agent)
    if not ids:
        return 0
    waiting = select(Companion).where(
        Companion.interaction_id.is_(None),
        or_(
            Companion.external_id.in_(sorted(ids)),
            Companion.customer_ref.in_(sorted(filter(None, customers))),
            Companion.agent_ref.in_(sorted(filter(None, agents))),
        ),
    )
    return join_waiting(session, waiting, at=at)


def join_waiting(session: Session, waiting: Select[Companion], *, at: datetime) -> int:
    """Try those again that wait; what could belong to several goes on waiting."""
    count = 0
    for companion in session.scalars(waiting).all():
        match, how = find_interaction(session, companion)
        if match.found is not None:
            join(session, companion, match.found.id, how, at=at)
            count += 1
    session.flush()
    return count


def find_interaction(session: Session, companion: Companion) -> tuple[Match, How]:
    """The interaction of an answer or a session: by its id, else by customer or agent and time."""
    if companion.external_id:
        query = select(Interaction).where(Interaction.external_id == companion.external_id)
        if companion.interaction_source:
            query = query.where(Interaction.source == companion.interaction_source)
        return by_id(_candidates(session, query)), "id"
    kind: Kind = companion.kind.value
    window = timedelta(hours=companion.window_hours)
    first, last = look_from(kind, companion.at, companion.ended_at, window)
    query = select(Interaction).where(Interaction.started_at.between(first, last))
    if kind == "survey":
        query = query.where(Interaction.customer_ref == companion.customer_ref)
        return by_customer(_candidates(session, query), companion.at, window), "customer"
    who = companion.agent_ref
    query = query.join(User, User.id == Interaction.agent_id).where(
        or_(User.external_id == who, User.email == (who or "").lower(), User.name == who)
    )
    return by_agent(_candidates(session, query), companion.at, companion.ended_at), "agent"


def join(
    session: Session, companion: Companion, interaction_id: int, how: How, *, at: datetime
) -> None:
    """Join them, and fill what the interaction did not know yet; what it knew stays."""
    interaction = session.get_one(Interaction, interaction_id)
    companion.interaction_id, companion.joined_by, companion.joined_at = interaction_id, how, at
    values = companion.values
    if companion.kind is CompanionKind.SURVEY:
        for name, column in COLUMNS.items():
            if name in values and getattr(interaction, column) is None:
                setattr(interaction, column, values[name])
        return
    facts = dict(interaction.facts)
    facts["remote_sessions"] = facts.get("remote_sessions", 0) + 1
    facts["remote_s"] = round(facts.get("remote_s", 0) + values.get("seconds", 0), 1)
    interaction.facts = facts


def discard(session: Session, companion: Companion, *, by: int, at: datetime) -> None:
    """Drop one that waits."""
    before = {"kind": companion.kind.value, "source": companion.source, "key": companion.key}
    record(session, "companion.discard", ("companion", companion.id), by=by, at=at, before=before)
    session.delete(companion)
    session.flush()


def _candidates(session: Session, query: Select[Interaction]) -> list[Candidate]:
    rows = session.scalars(query.order_by(Interaction.started_at, Interaction.id).limit(50))
    return [
        Candidate(row.id, row.source, row.external_id, row.started_at, _end(row)) for row in rows
    ]


def _end(row: Interaction) -> datetime | None:
    if row.ended_at is not None or row.duration_s is None:
        return row.ended_at
    return row.started_at + timedelta(seconds=row.duration_s)


def _known(session: Session, record: CompanionRecord) -> Companion | None:
    return session.scalar(
        select(Companion).where(
            Companion.kind == CompanionKind(record.kind),
            Companion.source == record.source,
            Companion.key == record.id,
        )
    )


def _made(record: CompanionRecord, batch: Batch, *, region: str, at: datetime) -> Companion:
    return Companion(
        kind=CompanionKind(record.kind),
        source=record.source,
        key=record.id,
        external_id=record.external_id,
        interaction_source=record.interaction_source,
        customer_ref=record.customer_id,
        agent_ref=record.agent,
        at=record.at,
        ended_at=record.ended_at,
        window_hours=record.window_hours,
        values=masked_values(record, region=region),
        batch_id=batch.id,
        created_at=at,
    )


def masked_values(record: CompanionRecord, *, region: str) -> dict[str, Any]:
    """What is stored of an answer or a session: its texts cleaned and masked."""
    values = dict(record.values)
    for name in _TEXTS:
        if name in values:
            values[name] = redact(clean(values[name]), region=region).text
    return values


def _ambiguous(record: CompanionRecord, match: Match) -> Refusal:
    shown = ", ".join(f"{quoted(each.external_id)} of {each.source}" for each in
                      match.several[:_SHOWN])  # fmt: skip
    more = len(match.several) - _SHOWN
    message = (
        f"could belong to {shown}{f' and {more} more' if more > 0 else ''}: name the interaction "
        "by its id and source"
    )
    return Refusal(record.line, None, "external_id", message, quoted(record.id))
