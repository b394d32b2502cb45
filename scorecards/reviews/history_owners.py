"""Finds, or makes, the reviewers and scorecards that a file of past evaluations names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Role
from qa_app.people.accounts import add_user
from qa_app.people.models import User
from scorecards.design.document import ScorecardDocument, parse
from scorecards.design.models import Scorecard, Version, VersionState

OVERALL = "overall"


class NotFound(Exception):
    """Nobody, or nothing, of that name; the message completes a sentence about its column."""


@dataclass
class Owners:
    """The reviewers and scorecards of one import, each looked up once.

    With `create` unknown reviewers are added without sign-in, and unknown scorecards for rows
    that have no more than a total.
    """

    session: Session
    at: datetime
    create: bool
    made_reviewers: list[str] = field(default_factory=list)
    made_scorecards: list[str] = field(default_factory=list)
    _reviewers: dict[str, User] = field(default_factory=dict)
    _versions: dict[str, tuple[Version, ScorecardDocument]] = field(default_factory=dict)

    def reviewer(self, name: str) -> User:
        """The person of that e-mail, id or full name; NotFound, also where two share the name."""
        key = name.lower()
        if key not in self._reviewers:
            self._reviewers[key] = self._find_reviewer(name) or self._make_reviewer(name)
        return self._reviewers[key]

    def scorecard(self, title: str, *, only_total: bool) -> tuple[Version, ScorecardDocument]:
        """The newest published version of that scorecard, with its document; NotFound if none."""
        if title not in self._versions:
            version = self._find_version(title)
            if version is None and self._is_known(title):
                raise NotFound("has no published version: publish it first")
            if version is None and not self.create:
                raise NotFound("is not a scorecard here: import it first, or use --create")
            if version is None and not only_total:
                raise NotFound("is not a scorecard here, and its questions are not known")
            version = version or self._make_scorecard(title)
            self._versions[title] = version, parse(version.document)
        return self._versions[title]

    def _find_reviewer(self, name: str) -> User | None:
        for column in (User.email, User.external_id, User.name):
            query = select(User).where(func.lower(column) == name.lower()).limit(2)
            found = self.session.scalars(query).all()
            if len(found) > 1:
                raise NotFound("is the name of several people: use the e-mail instead")
            if found:
                return found[0]
        return None

    def _make_reviewer(self, name: str) -> User:
        if not self.create:
            raise NotFound("is nobody here: add them first, or use --create")
        email = name if "@" in name else None
        try:
            user = add_user(
                self.session,
                name=name,
                email=email,
                roles=((Role.REVIEWER, None),),
                active=False,
                by=None,
                at=self.at,
                actor="import",
            )
        except QualityDeskError as error:
            raise NotFound(f"cannot be added: {error.message}") from error
        self.made_reviewers.append(name)
        return user

    def _is_known(self, title: str) -> bool:
        query = select(Scorecard.id).where(Scorecard.title == title)
        return self.session.scalar(query) is not None

    def _find_version(self, title: str) -> Version | None:
        query = (
            select(Version)
            .join(Scorecard)
            .where(Scorecard.title == title, Version.state == VersionState.PUBLISHED)
            .order_by(Version.number.desc())
        )
        return self.session.scalars(query.limit(1)).first()

    def _make_scorecard(self, title: str) -> Version:
        scorecard = Scorecard(title=title, created_at=self.at, imported=True)
        version = Version(
            number=1,
            state=VersionState.PUBLISHED,
            document=total_only(title),
            created_at=self.at,
            published_at=self.at,
        )
        scorecard.versions = [version]
        self.session.add(scorecard)
        self.session.flush()
        record(
            self.session,
            "scorecard.import_total",
            ("scorecard", scorecard.id),
            by=None,
            at=self.at,
            actor="import",
            after={"title": title},
        )
        self.made_scorecards.append(title)
        return version


def total_only(title: str) -> dict[str, Any]:
    """The document of a scorecard of which only totals are known: one number, scored by no rule."""
    question = {
        "key": OVERALL,
        "text": "What was the total, in per cent?",
        "guidance": "As it was imported; the questions behind it are not known.",
        "type": "number",
        "required": False,
    }
    return {
        "format": 1,
        "title": title,
        "channel": None,
        "pass_percent": None,
        "cap_percent": None,
        "bands": [],
        "sections": [{"key": OVERALL, "title": "Overall", "questions": [question]}],
    }
