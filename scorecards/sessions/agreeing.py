"""What a form asks to be agreed on the questions of an interaction, and what of it is kept.

The form sends of each question `v-KEY` (the answer, several times for several), `n-KEY` (the note)
and `w-KEY` (the mark of what the page showed).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from qa_app.core.errors import Refused
from scorecards.design.answers import Value, refusal
from scorecards.design.document import NOT_APPLICABLE, Question, ScorecardDocument
from scorecards.reviews.answer_words import answer_words
from scorecards.reviews.results import document_of
from scorecards.sessions.models import AgreedAnswer, CalibrationItem
from scorecards.sessions.revealing import agree_all

LONGEST_NOTE = 5000


@dataclass(frozen=True)
class Wish:
    """An agreed answer (None: none) with its note, and the mark of what the page showed."""

    value: Value
    note: str
    seen: str


def mark_of(agreed: AgreedAnswer | None) -> str:
    """A short text that is the same for the same agreed answer and note, and else another."""
    return _mark(agreed.value.get("value"), agreed.note or "") if agreed else _mark(None, "")


def read_wishes(
    document: ScorecardDocument, sent: MultiDict[str, str]
) -> tuple[dict[str, Wish], dict[str, str]]:
    """What the form asks for, by question; and by question why the rest cannot be an answer."""
    wishes: dict[str, Wish] = {}
    refused: dict[str, str] = {}
    for question in document.questions():
        key = question.key
        if f"w-{key}" not in sent:
            continue
        note = sent.get(f"n-{key}", "").strip()
        try:
            value = posted_value(question, sent.getlist(f"v-{key}"))
        except Refused as wrong:
            refused[key] = wrong.message
            continue
        if wrong_words := refusal(question, value) or _too_long(note):
            refused[key] = wrong_words
            continue
        wishes[key] = Wish(value, note, sent[f"w-{key}"])
    return wishes, refused


def agree_on(
    session: Session, item: CalibrationItem, wishes: dict[str, Wish], *, by: int, at: datetime
) -> tuple[int, dict[str, str]]:
    """Keep what was changed; how many, and by question why another is not kept.

    What the page left as it showed it stays as it is now. Where somebody agreed otherwise since
    the page was opened, theirs stays until it is saved again. Raises as `agree_all`.
    """
    rows = {one.question_key: one for one in item.agreed}
    wanted: dict[str, tuple[Value, str]] = {}
    refused: dict[str, str] = {}
    for key, wish in wishes.items():
        asked, now = _mark(wish.value, wish.note), mark_of(rows.get(key))
        if asked in (wish.seen, now):
            continue
        if now != wish.seen:
            refused[key] = _other_words(item, rows.get(key))
            continue
        wanted[key] = (wish.value, wish.note)
    if wanted:
        agree_all(session, item, wanted, by=by, at=at)
    return len(wanted), refused


def _other_words(item: CalibrationItem, now: AgreedAnswer | None) -> str:
    """That somebody agreed otherwise meanwhile, and on what."""
    value = now.value.get("value") if now else None
    questions = {one.key: one for one in document_of(item.calibration.version).questions()}
    said = answer_words(questions[now.question_key], value) if now and value is not None else ""
    return str(
        _(
            "Somebody else kept “%(answer)s” meanwhile. Save again to put yours in its place.",
            answer=said or _("none"),
        )
    )


def _too_long(note: str) -> str:
    if len(note) <= LONGEST_NOTE:
        return ""
    return str(_("A note has at most %(most)s characters. Shorten it.", most=f"{LONGEST_NOTE:,}"))


def _mark(value: Value, note: str) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    plain = sorted(value) if isinstance(value, list | tuple) else value
    return sha256(json.dumps([plain, note], default=str).encode()).hexdigest()[:16]


def posted_value(question: Question, sent: Sequence[str]) -> Value:
    """The answer, None where none was chosen; Refused for what is no number where one is asked."""
    given = [one.strip() for one in sent if one.strip()]
    if not given:
        return None
    if NOT_APPLICABLE in given:
        return NOT_APPLICABLE
    if question.type == "multiple":
        return given
    if question.type not in ("scale", "number"):
        return given[0]
    try:
        return int(given[0]) if question.type == "scale" else float(given[0].replace(",", "."))
    except ValueError as error:
        raise Refused(_("Enter a number, such as 2 or 2.5.")) from error
