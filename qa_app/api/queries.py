"""Reads of integrations, and of the batches and interactions that one of them handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from qa_app.api.models import ApiBatch, Integration
from qa_app.core.paging import Page, page_of
from transcription.intake.models import Batch, BatchRefusal
from transcription.interactions.models import Interaction


def integrations(session: Session) -> Sequence[Integration]:
    """All integrations, those that hold first, then by name."""
    query = select(Integration).order_by(
        Integration.revoked_at.is_not(None), Integration.name, Integration.id
    )
    return session.scalars(query).all()


def integration_query(integration_id: int) -> Select[Integration]:
    """One integration; there is no narrower scope than the installation."""
    return select(Integration).where(Integration.id == integration_id)


def batch_of_caller(integration_id: int, batch_id: int) -> Select[Batch]:
    """A batch, if that integration handed it in."""
    return (
        select(Batch)
        .join(ApiBatch, ApiBatch.batch_id == Batch.id)
        .where(Batch.id == batch_id, ApiBatch.integration_id == integration_id)
    )


def interaction_of_caller(integration_id: int, interaction_id: int) -> Select[Interaction]:
    """An interaction, if that integration brought it in."""
    return (
        select(Interaction)
        .join(ApiBatch, ApiBatch.batch_id == Interaction.batch_id)
        .where(Interaction.id == interaction_id, ApiBatch.integration_id == integration_id)
        .options(selectinload(Interaction.recording))
    )


def refusals_after(session: Session, batch: Batch, before: str | None) -> Page[Any]:
    """A page of a batch's refusals, the last first."""
    query = select(BatchRefusal).where(BatchRefusal.batch_id == batch.id)
    return page_of(session, query, [BatchRefusal.id], before=before, size=100)
