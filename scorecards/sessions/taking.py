"""Takes part in a session: saves, submits and takes back one's own sheet; the last one reveals."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict
from scorecards.design.answers import read_answers
from scorecards.design.scoring import score
from scorecards.reviews.draft import Draft, Sent, check_draft
from scorecards.reviews.drafting import DraftConflict, cited_turns
from scorecards.reviews.results import document_of, facts_of, stored
from scorecards.reviews.submission import check_ready
from scorecards.sessions.models import (
    Calibration,
    CalibrationItem,
    CalibrationSheet,
    SessionState,
)
from scorecards.sessions.revealing import reveal_if_complete


def sheet_by(session: Session, item: CalibrationItem, user_id: int) -> CalibrationSheet | None:
    """What a person has entered about an item."""
    return session.scalar(
        select(CalibrationSheet).where(
            CalibrationSheet.item_id == item.id, CalibrationSheet.user_id == user_id
        )
    )


def draft_in(sheet: CalibrationSheet | None) -> Draft:
    """A sheet's content in the form that travels; empty where there is none."""
    return Draft.model_validate(sheet.draft) if sheet else Draft()


def save(
    session: Session, item: CalibrationItem, sent: Sent, *, by: int, at: datetime
) -> CalibrationSheet:
    """Store the draft as sent. The caller holds the session's row locked.

    DraftConflict where another window was faster, Conflict where the session or the sheet is
    closed, Refused for answers that the scorecard does not have.
    """
    sheet, draft = sheet_by(session, item, by), sent.draft.tidy()
    _check_open(item.calibration, sheet, sent)
    if sheet is None:
        if sent.revision != 0:
            raise Conflict(_("This page is out of date. Reload it."))
        sheet = CalibrationSheet(item=item, user_id=by, draft={}, revision=0, active_seconds=0)
        session.add(sheet)
    elif sheet.revision != sent.revision:
        held = draft_in(sheet)
        if held == draft:
            return sheet
        raise DraftConflict(held, sheet.revision, own=True)
    sheet.active_seconds += sent.seconds
    if sheet.revision == 0 or draft_in(sheet) != draft:
        _write(session, item, sheet, draft)
    session.flush()
    return sheet


def submit(
    session: Session, item: CalibrationItem, sent: Sent, *, by: int, at: datetime
) -> CalibrationSheet:
    """Save and submit a sheet; the last of all reveals the session.

    Sending the same again changes nothing. NotReady names what is missing.
    """
    found = sheet_by(session, item, by)
    if found is not None and found.submitted_at and draft_in(found) == sent.draft.tidy():
        return found
    sheet = save(session, item, sent, by=by, at=at)
    document, facts = document_of(item.calibration.version), facts_of(item.interaction)
    draft = draft_in(sheet)
    check_ready(document, facts, draft)
    sheet.percent = stored(score(document, draft.values, facts).percent)
    sheet.submitted_at = at
    sheet.revision += 1
    record(
        session, "calibration.submit", ("calibration_session", item.calibration_id), by=by, at=at
    )
    session.flush()
    reveal_if_complete(session, item.calibration, at=at)
    return sheet


def take_back(session: Session, sheet: CalibrationSheet, *, by: int, at: datetime) -> None:
    """Open a submitted sheet again while the session is blind; Conflict after the reveal."""
    if sheet.item.calibration.state is not SessionState.OPEN:
        raise Conflict(_("The answers are revealed; yours can no longer be changed."))
    if sheet.submitted_at is None:
        return
    sheet.submitted_at = sheet.percent = None
    sheet.revision += 1
    item = sheet.item
    record(
        session, "calibration.take_back", ("calibration_session", item.calibration_id), by=by, at=at
    )
    session.flush()


def _check_open(calibration: Calibration, sheet: CalibrationSheet | None, sent: Sent) -> None:
    if calibration.state is not SessionState.OPEN:
        raise Conflict(_("This session is closed. Nothing of it was changed."))
    if sheet is not None and sheet.submitted_at is not None:
        raise Conflict(_("You have submitted this one. Take it back to change it."))
    if sent.version_id != calibration.version_id:
        raise Conflict(_("The session's scorecard was changed while you read. Reload the page."))


def _write(session: Session, item: CalibrationItem, sheet: CalibrationSheet, draft: Draft) -> None:
    document = document_of(item.calibration.version)
    check_draft(document, draft)
    read_answers(document, draft.values, facts_of(item.interaction))
    cited_turns(session, item.transcript_id, draft)
    sheet.draft = draft.model_dump(mode="json")
    sheet.revision += 1
