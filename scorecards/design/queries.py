"""Reads of scorecards: what is published, what is drafted, and which card an interaction gets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from scorecards.design.applies import Choice, Subject, applicable
from scorecards.design.document import ScorecardDocument, parse
from scorecards.design.models import Scorecard, Version, VersionState


class Applied(NamedTuple):
    """The version that an interaction is scored with (None where no card applies), and why."""

    version: Version | None
    reason: str


def scorecard_titled(session: Session, title: str) -> Scorecard | None:
    """The scorecard of that title, as it is written."""
    return session.scalar(select(Scorecard).where(Scorecard.title == title.strip()))


def published_version(session: Session, scorecard: Scorecard) -> Version | None:
    """The newest published version of a scorecard, which new evaluations use."""
    mine = select(Version).where(
        Version.scorecard_id == scorecard.id, Version.state == VersionState.PUBLISHED
    )
    return session.scalar(mine.order_by(Version.number.desc()).limit(1))


def newest_frozen(session: Session, scorecard: Scorecard) -> Version | None:
    """The newest version that is no draft, published or retired."""
    mine = select(Version).where(
        Version.scorecard_id == scorecard.id, Version.state != VersionState.DRAFT
    )
    return session.scalar(mine.order_by(Version.number.desc()).limit(1))


def draft_of(session: Session, scorecard: Scorecard) -> Version | None:
    """The draft of a scorecard; there is at most one."""
    mine = select(Version).where(
        Version.scorecard_id == scorecard.id, Version.state == VersionState.DRAFT
    )
    return session.scalar(mine.order_by(Version.number.desc()).limit(1))


def published_versions(session: Session) -> list[Version]:
    """The newest published version of every scorecard in use, by title.

    A scorecard made by the import of past evaluations has no questions to ask and is left out.
    """
    query = (
        select(Version)
        .join(Scorecard)
        .where(
            Version.state == VersionState.PUBLISHED,
            Scorecard.retired_at.is_(None),
            Scorecard.imported.is_(False),
        )
        .options(joinedload(Version.scorecard))
        .order_by(Scorecard.title, Version.number)
    )
    return list({version.scorecard_id: version for version in session.scalars(query)}.values())


def published_documents(session: Session) -> list[ScorecardDocument]:
    """The documents of `published_versions`, by title."""
    return [parse(version.document) for version in published_versions(session)]


def version_for(
    session: Session,
    channel: str,
    team: str | None = None,
    topic: str | None = None,
    direction: str | None = None,
) -> Applied:
    """The newest published version of the scorecard that applies, and why it does.

    `team` is the team's name. The rule is team, then topic, then channel, then direction.
    """
    versions = published_versions(session)
    choice, position = _choose(versions, Subject(channel, team, topic, direction))
    return Applied(None if position is None else versions[position], choice.reason)


def choice_for(session: Session, subject: Subject) -> Choice:
    """The same with the verdict on every published scorecard, for the page that explains it."""
    return _choose(published_versions(session), subject)[0]


def scorecards_with_versions(session: Session) -> Sequence[Scorecard]:
    """All scorecards with their versions, by title; there are tens of them, not thousands."""
    query = select(Scorecard).options(selectinload(Scorecard.versions)).order_by(Scorecard.title)
    return session.scalars(query).all()


def _choose(versions: Sequence[Version], subject: Subject) -> tuple[Choice, int | None]:
    documents = [parse(version.document) for version in versions]
    choice = applicable(documents, subject)
    for position, document in enumerate(documents):
        if document is choice.chosen:
            return choice, position
    return choice, None
