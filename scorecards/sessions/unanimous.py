"""Agrees on what everybody said alike, so that only what differs is left to talk about."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.errors import Conflict
from scorecards.calibration.consensus import Tally, tallies
from scorecards.calibration.rows import Value as Verdict
from scorecards.design.answers import Value
from scorecards.design.document import NOT_APPLICABLE
from scorecards.sessions.models import Calibration, CalibrationItem, SessionState
from scorecards.sessions.revealing import agree, agreed_values
from scorecards.sessions.verdicts import rows_of

FEWEST = 2


def alike(calibration: Calibration) -> list[tuple[CalibrationItem, str, Value]]:
    """Item, question key and answer where all of at least two said the same, nothing agreed yet."""
    items = {str(item.interaction_id): item for item in calibration.items}
    found = []
    for tally in tallies(rows_of(calibration)):
        item, key = items[tally.item[0]], tally.item[1]
        if _is_alike(tally) and key not in agreed_values(item):
            found.append((item, key, as_answer(tally.verdicts[0][0])))
    return found


def agree_where_alike(session: Session, calibration: Calibration, *, by: int, at: datetime) -> int:
    """Keep those answers as agreed; how many. Conflict before the reveal and once published."""
    if calibration.state is not SessionState.REVEALED:
        raise Conflict(_("Answers are agreed between the reveal and the publication."))
    found = alike(calibration)
    for item, key, value in found:
        kept = next((one.note for one in item.agreed if one.question_key == key), None)
        agree(session, item, key, value=value, note=kept or "", by=by, at=at)
    return len(found)


def as_answer(verdict: Verdict) -> Value:
    """A verdict that was made comparable, as the answer that it was."""
    if isinstance(verdict, tuple):
        return NOT_APPLICABLE if verdict == (NOT_APPLICABLE,) else [str(one) for one in verdict]
    if isinstance(verdict, float) and verdict.is_integer():
        return int(verdict)
    return verdict


def _is_alike(tally: Tally) -> bool:
    return len(tally.verdicts) == 1 and tally.given >= FEWEST
