"""Takes scorecards in as JSON and gives them out again, alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from qa_app.core.text import clean_all
from scorecards.design.document import ScorecardDocument, parse, to_json
from scorecards.design.drafting import create, edit, open_draft
from scorecards.design.models import Version
from scorecards.design.queries import draft_of, newest_frozen, scorecard_titled
from scorecards.design.size import check_size

What = Literal["created", "drafted", "unchanged"]


@dataclass(frozen=True)
class Imported:
    """What an import did: a new scorecard, a draft of a known one, or nothing to do."""

    version: Version
    what: What


def import_document(
    session: Session, data: object, *, by: int | None, at: datetime, actor: str | None = None
) -> Imported:
    """Make a scorecard of plain JSON data, or the next draft of the scorecard of that title.

    A draft that there is already takes the new content, which can be undone in the designer. What
    is the same as the draft or the newest version changes nothing. Raises ScorecardInvalid.
    """
    check_size(data)
    document = parse(clean_all(data))
    scorecard = scorecard_titled(session, document.title)
    if scorecard is None:
        return Imported(create(session, document, by=by, at=at, actor=actor), "created")
    current = draft_of(session, scorecard) or newest_frozen(session, scorecard)
    if current is not None and parse(current.document) == document:
        return Imported(current, "unchanged")
    draft = open_draft(session, scorecard, at=at)
    _replace(session, draft, document, by=by, at=at)
    return Imported(draft, "drafted")


def export_document(version: Version) -> Mapping[str, Any]:
    """The version as plain JSON data that `import_document` reads back alike."""
    return to_json(parse(version.document))


def _replace(
    session: Session, draft: Version, document: ScorecardDocument, *, by: int | None, at: datetime
) -> None:
    edit(
        session,
        draft,
        lambda _old: document,
        revision=draft.revision,
        subject="",
        label="import of a file",
        by=by,
        at=at,
    )
