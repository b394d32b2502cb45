"""Publishes drafts, which freezes them, and takes scorecards out of use and back."""

from __future__ import annotations

import re
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from scorecards.design.document import ScorecardDocument, parse, to_json
from scorecards.design.editing import (
    change_section,
    free_key,
    key_for,
    question_keys,
    rename_question,
    section_keys,
)
from scorecards.design.findings import ScorecardInvalid
from scorecards.design.models import DraftStep, Scorecard, Version, VersionState
from scorecards.design.queries import newest_frozen
from scorecards.design.validation import errors

PLACEHOLDER = re.compile(r"(question|section)(-\d+)?")


def publish(
    session: Session,
    version: Version,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> Version:
    """Freeze a draft and let new evaluations use it; the version before it takes no new work.

    Raises ScorecardInvalid with every error at its place, Refused for what is no draft or for a
    title that another scorecard has.
    """
    if version.state is not VersionState.DRAFT:
        raise Refused(_("This version is published already."))
    document = parse(version.document)
    wrong = errors(document)
    if wrong:
        raise ScorecardInvalid(wrong)
    scorecard = version.scorecard
    _check_title(session, scorecard, document.title)
    replaced = _retire_published(session, scorecard)
    version.document = to_json(with_named_keys(document))
    version.revision += 1
    version.state = VersionState.PUBLISHED
    version.published_at, version.published_by = at, by
    scorecard.title, scorecard.retired_at = document.title, None
    session.execute(delete(DraftStep).where(DraftStep.version_id == version.id))
    session.flush()
    record(
        session, "scorecard.publish", ("scorecard_version", version.id), by=by, at=at, actor=actor,
        before={"replaced": replaced}, after={"title": document.title, "number": version.number},
    )  # fmt: skip
    return version


def retire(session: Session, scorecard: Scorecard, *, by: int | None, at: datetime) -> None:
    """Take a scorecard out of use: no new evaluation starts with it, open ones go on."""
    if scorecard.retired_at is not None:
        raise Refused(_("This scorecard is retired already."))
    numbers = _retire_published(session, scorecard)
    if not numbers:
        raise Refused(_("Only a published scorecard can be retired: discard the draft instead."))
    scorecard.retired_at = at
    session.flush()
    subject = ("scorecard", scorecard.id)
    record(session, "scorecard.retire", subject, by=by, at=at, after={"versions": numbers})


def reinstate(session: Session, scorecard: Scorecard, *, by: int | None, at: datetime) -> Version:
    """Bring a retired scorecard back into use with its newest version."""
    newest = newest_frozen(session, scorecard)
    if scorecard.retired_at is None or newest is None:
        raise Refused(_("This scorecard is not retired."))
    scorecard.retired_at = None
    newest.state = VersionState.PUBLISHED
    session.flush()
    subject = ("scorecard", scorecard.id)
    record(session, "scorecard.reinstate", subject, by=by, at=at, after={"number": newest.number})
    return newest


def with_named_keys(document: ScorecardDocument) -> ScorecardDocument:
    """Replace the keys that the designer gave before there was a text by ones made of the text."""
    for section in document.sections:
        if PLACEHOLDER.fullmatch(section.key):
            wish = key_for(section.title, section.key)
            taken = set(section_keys(document)) - {section.key}
            document = change_section(document, section.key, {"key": free_key(taken, wish)})
    for question in tuple(document.questions()):
        if PLACEHOLDER.fullmatch(question.key):
            wish = key_for(question.text, question.key)
            taken = set(question_keys(document)) - {question.key}
            document = rename_question(document, question.key, free_key(taken, wish))
    return document


def _retire_published(session: Session, scorecard: Scorecard) -> list[int]:
    """Let the published versions take no new work; return their numbers."""
    mine = select(Version).where(
        Version.scorecard_id == scorecard.id, Version.state == VersionState.PUBLISHED
    )
    found = session.scalars(mine.order_by(Version.number)).all()
    for version in found:
        version.state = VersionState.RETIRED
    session.flush()
    return [version.number for version in found]


def _check_title(session: Session, scorecard: Scorecard, title: str) -> None:
    other = select(Scorecard.id).where(Scorecard.title == title, Scorecard.id != scorecard.id)
    if session.scalar(other) is not None:
        raise Refused(
            _("Another scorecard is called “%(title)s”: change the title.", title=title),
            field="title",
        )
