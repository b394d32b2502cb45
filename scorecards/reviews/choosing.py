"""Finds the scorecard version that an interaction is scored with, and says why."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from scorecards.design.applies import applicable
from scorecards.design.models import Scorecard, Version, VersionState
from scorecards.design.reach import subject_of
from scorecards.reviews.results import document_of
from transcription.interactions.models import Interaction


@dataclass(frozen=True)
class Chosen:
    """The version that applies (None if none does) and the reason in words."""

    version: Version | None
    reason: str


def version_for(session: Session, interaction: Interaction) -> Chosen:
    """The newest published version of the scorecard that fits the interaction best."""
    versions = newest_published(session)
    documents = [document_of(version) for version in versions]
    choice = applicable(documents, subject_of(interaction))
    for version, document in zip(versions, documents, strict=True):
        if document is choice.chosen:
            return Chosen(version, choice.reason)
    return Chosen(None, choice.reason)


def newest_published(session: Session) -> list[Version]:
    """The newest published version of every scorecard in use, without bare imported ones."""
    return list(session.scalars(_NEWEST))


def _finding_newest() -> Select[Version]:
    newest = (
        select(Version.scorecard_id, func.max(Version.number).label("number"))
        .where(Version.state == VersionState.PUBLISHED)
        .group_by(Version.scorecard_id)
        .subquery()
    )
    return (
        select(Version)
        .join(
            newest,
            (Version.scorecard_id == newest.c.scorecard_id) & (Version.number == newest.c.number),
        )
        .join(Version.scorecard)
        .where(Scorecard.retired_at.is_(None), Scorecard.imported.is_(False))
        .options(contains_eager(Version.scorecard))
        .order_by(Scorecard.title)
    )


# Every scoring page asks it; to put the statement together takes longer than to run it.
_NEWEST = _finding_newest()
