"""Makes drafts and edits them: each edit knows the revision it builds on and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Missing, Refused
from scorecards.design.document import FORMAT, ScorecardDocument, parse, to_json
from scorecards.design.models import DraftStep, Scorecard, Version, VersionState
from scorecards.design.queries import draft_of, newest_frozen
from scorecards.design.shipped import shipped_documents
from scorecards.design.size import check_size

Edit = Callable[[ScorecardDocument], ScorecardDocument]
STEPS_KEPT = 50
ONE_STEP = timedelta(minutes=2)
"""Edits of one part by one person within this time are taken back together."""
LONGEST_TITLE = 200


def create(
    session: Session,
    document: ScorecardDocument,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> Version:
    """Make a scorecard whose first version is a draft of `document`; Refused for a taken title."""
    _check_title(session, document.title, None)
    scorecard = Scorecard(title=document.title, created_at=at)
    session.add(scorecard)
    session.flush()
    version = _add_draft(session, scorecard, document, number=1, at=at)
    subject = ("scorecard", scorecard.id)
    record(session, "scorecard.create", subject, by=by, at=at, actor=actor, after={
        "title": document.title
    })  # fmt: skip
    return version


def create_empty(session: Session, title: str, *, by: int | None, at: datetime) -> Version:
    """Make a scorecard with one empty section to begin with."""
    sections = [{"key": "section", "title": "First section", "questions": []}]
    return create(
        session, parse({"format": FORMAT, "title": title, "sections": sections}), by=by, at=at
    )


def create_from_template(
    session: Session, name: str, title: str, *, by: int | None, at: datetime
) -> Version:
    """Make a scorecard from a shipped template (see `shipped.NAMES`); Missing for another name."""
    document = shipped_documents().get(name)
    if document is None:
        raise Missing(_("There is no template “%(name)s”.", name=name))
    return create(session, document.model_copy(update={"title": title}), by=by, at=at)


def copy_version(
    session: Session, version: Version, title: str, *, by: int | None, at: datetime
) -> Version:
    """Make another scorecard that begins as a copy of a version."""
    document = parse(version.document).model_copy(update={"title": title})
    return create(session, document, by=by, at=at)


def open_draft(session: Session, scorecard: Scorecard, *, at: datetime) -> Version:
    """The scorecard's draft: the one that there is, or a new one from its newest version."""
    draft = draft_of(session, scorecard)
    if draft is not None:
        return draft
    newest = newest_frozen(session, scorecard)
    if newest is None:
        raise Missing(_("The scorecard has no version to begin from."))
    return _add_draft(session, scorecard, parse(newest.document), number=newest.number + 1, at=at)


def edit(
    session: Session,
    version: Version,
    change: Edit,
    *,
    revision: int,
    subject: str,
    label: str,
    by: int | None,
    at: datetime,
) -> ScorecardDocument:
    """Apply a change to a draft that still is at `revision`, and return the new document.

    `subject` names the part that is typed in, so that typing is one step to take back; empty, the
    edit is a step of its own. A change that changes nothing leaves the revision as it is. Raises
    Refused for a frozen version or a taken title, Conflict where somebody was faster, and what
    `change` raises.
    """
    _check_state(version, revision)
    old = parse(version.document)
    new = change(old)
    if new == old:
        return old
    if new.title != old.title:
        _check_title(session, new.title, version.scorecard_id)
    before = version.document
    stored = to_json(new)
    check_size(stored)
    _store(session, version, stored, revision)
    _remember(session, version, before, subject=subject, label=label, by=by, at=at)
    if version.number == 1:
        # Until something is published, the scorecard is called what its only draft is called.
        version.scorecard.title = new.title
        session.flush()
    return new


def undo(session: Session, version: Version, *, revision: int) -> str:
    """Take the last edit of a draft back and return what it was called; Refused if none is left."""
    _check_state(version, revision)
    step = last_step(session, version)
    if step is None:
        raise Refused(_("There is nothing to take back."))
    title = str(step.document.get("title", ""))
    if title != version.document.get("title"):
        _check_title(session, title, version.scorecard_id)
    _store(session, version, step.document, revision)
    if version.number == 1:
        version.scorecard.title = title
    label = step.label
    session.delete(step)
    session.flush()
    return label


def last_step(session: Session, version: Version) -> DraftStep | None:
    """The edit that `undo` would take back."""
    mine = select(DraftStep).where(DraftStep.version_id == version.id)
    return session.scalar(mine.order_by(DraftStep.id.desc()).limit(1))


def discard(session: Session, version: Version, *, by: int | None, at: datetime) -> None:
    """Throw a draft away; a scorecard that never had another version goes with it."""
    if version.state is not VersionState.DRAFT:
        raise Refused(_("A published version is kept: retire the scorecard instead."))
    scorecard = version.scorecard
    subject = ("scorecard", scorecard.id)
    gone = {"title": version.document.get("title"), "number": version.number}
    record(session, "scorecard.discard_draft", subject, by=by, at=at, before=gone)
    session.execute(delete(DraftStep).where(DraftStep.version_id == version.id))
    scorecard.versions.remove(version)
    if not scorecard.versions:
        session.delete(scorecard)
    session.flush()


def _add_draft(
    session: Session,
    scorecard: Scorecard,
    document: ScorecardDocument,
    *,
    number: int,
    at: datetime,
) -> Version:
    version = Version(
        number=number,
        state=VersionState.DRAFT,
        document=to_json(document),
        revision=0,
        created_at=at,
    )
    scorecard.versions.append(version)
    session.flush()
    return version


def _check_title(session: Session, title: str, own: int | None) -> None:
    """Refuse no title, a title too long for a list, or one that another scorecard has."""
    if not any(letter.isprintable() and not letter.isspace() for letter in title):
        raise Refused(_("Give the scorecard a title."), field="title")
    if len(title) > LONGEST_TITLE:
        raise Refused(
            _("Shorten the title to %(longest_title)s characters.", longest_title=LONGEST_TITLE),
            field="title",
        )
    taken = select(Scorecard.id).where(func.lower(Scorecard.title) == title.strip().lower())
    if own is not None:
        taken = taken.where(Scorecard.id != own)
    if session.scalar(taken.limit(1)) is not None:
        message = _("Another scorecard is called “%(title)s”: choose another title.", title=title)
        raise Refused(message, field="title")


def _check_state(version: Version, revision: int) -> None:
    if version.state is not VersionState.DRAFT:
        raise Refused(_("This version is published and frozen: edit a new draft instead."))
    if version.revision != revision:
        raise Conflict(
            _("Somebody else changed this draft meanwhile. Look at it, then save again.")
        )


def _store(session: Session, version: Version, document: dict[str, Any], revision: int) -> None:
    """Write the document only if the draft still is at `revision`, in one statement."""
    stored = session.execute(
        update(Version)
        .where(
            Version.id == version.id,
            Version.revision == revision,
            Version.state == VersionState.DRAFT,
        )
        .values(document=document, revision=revision + 1)
        .execution_options(synchronize_session=False)
    )
    if stored.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Conflict(
            _("Somebody else changed this draft meanwhile. Look at it, then save again.")
        )
    session.refresh(version, ["document", "revision", "state"])


def _remember(
    session: Session,
    version: Version,
    before: dict[str, Any],
    *,
    subject: str,
    label: str,
    by: int | None,
    at: datetime,
) -> None:
    """Keep what stood before, unless the same person still works at the same part."""
    last = last_step(session, version)
    same = last is not None and bool(subject) and (last.subject, last.by) == (subject, by)
    if last is not None and same and at - last.at < ONE_STEP:
        last.at, last.label = at, label
    else:
        step = DraftStep(
            version_id=version.id, subject=subject, label=label, document=before, by=by, at=at
        )
        session.add(step)
    session.flush()
    kept = select(DraftStep.id).where(DraftStep.version_id == version.id)
    oldest = session.scalar(kept.order_by(DraftStep.id.desc()).offset(STEPS_KEPT).limit(1))
    if oldest is not None:
        session.execute(
            delete(DraftStep).where(DraftStep.version_id == version.id, DraftStep.id <= oldest)
        )
