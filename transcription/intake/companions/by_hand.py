"""Lets a person say to which interaction an answer or a session belongs, and take that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from transcription.intake.companions.joining import join
from transcription.intake.companions.leaving import take_out
from transcription.intake.companions.models import Companion
from transcription.interactions.models import Interaction

HAND: Final = "hand"
AROUND = timedelta(days=3)
MOST = 15


def assignable(companion_id: int) -> Select[Companion]:
    """One that waits, or that a person has assigned; imports belong to the whole programme."""
    free = or_(Companion.interaction_id.is_(None), Companion.joined_by == HAND)
    return select(Companion).where(Companion.id == companion_id, free)


def assigned_by_hand() -> Select[Companion]:
    """What people have assigned, the newest first."""
    query = select(Companion).where(Companion.joined_by == HAND)
    return query.order_by(Companion.joined_at.desc(), Companion.id.desc())


def candidates(
    session: Session, scope: Select[Interaction], companion: Companion, words: str
) -> list[Interaction]:
    """Interactions of the scope that could be meant, the nearest in time first.

    `words` are an id, the beginning of one, or a customer's id; without any, those that began
    within three days of the answer or session. At most 15 before it and 15 after.
    """
    query = scope.options(selectinload(Interaction.agent))
    if words := words.strip()[:200]:
        begins = Interaction.external_id.startswith(words, autoescape=True)
        query = query.where(or_(begins, Interaction.customer_ref == words))
    else:
        query = query.where(
            Interaction.started_at.between(companion.at - AROUND, companion.at + AROUND)
        )
    found = [*_before(session, query, companion.at), *_after(session, query, companion.at)]
    return sorted(found, key=lambda each: (abs(each.started_at - companion.at), each.id))


def assign(
    session: Session, companion: Companion, interaction: Interaction, *, by: int, at: datetime
) -> None:
    """Join them, with an audit row; flushes. Refused where it is joined already."""
    if companion.interaction_id is not None:
        raise Refused(_("It belongs to an interaction already: take it off first."))
    join(session, companion, interaction.id, HAND, at=at)
    after = {"interaction": interaction.id}
    record(session, "companion.assign", ("companion", companion.id), by=by, at=at, after=after)
    session.flush()


def take_off(session: Session, companion: Companion, *, by: int, at: datetime) -> None:
    """Undo what a person had assigned, with what it had filled in; it waits again. Flushes."""
    if companion.joined_by != HAND or companion.interaction_id is None:
        raise Refused(_("Nobody has assigned it by hand."))
    before = {"interaction": companion.interaction_id}
    take_out(companion, session.get_one(Interaction, companion.interaction_id))
    companion.interaction_id = companion.joined_by = companion.joined_at = None
    record(session, "companion.take_off", ("companion", companion.id), by=by, at=at, before=before)
    session.flush()


def _before(session: Session, query: Select[Interaction], at: datetime) -> Sequence[Interaction]:
    order = (Interaction.started_at.desc(), Interaction.id.desc())
    return session.scalars(
        query.where(Interaction.started_at <= at).order_by(*order).limit(MOST)
    ).all()


def _after(session: Session, query: Select[Interaction], at: datetime) -> Sequence[Interaction]:
    order = (Interaction.started_at, Interaction.id)
    return session.scalars(
        query.where(Interaction.started_at > at).order_by(*order).limit(MOST)
    ).all()
