"""The scoring screen for a sheet that is no queue item: what it shows and what its script gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, jsonify, render_template, request
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.web.formatting import when
from qa_app.web.templating import time_zone
from scorecards.design.models import Version
from scorecards.reviews import page
from scorecards.reviews.draft import Draft
from scorecards.reviews.queries import CHUNK, find_turns
from scorecards.reviews.rendering import questions_html
from scorecards.reviews.routes import player_of
from transcription.interactions.models import Interaction


@dataclass(frozen=True)
class OpenSheet:
    """A sheet that is being filled in."""

    key: str
    """Names it among all sheets of this person: what is not saved yet is kept under it."""
    version: Version
    interaction: Interaction
    transcript_id: int | None
    draft: Draft
    revision: int

    @property
    def card(self) -> page.Card:
        """The scorecard side."""
        return page.filled_card(self.version, self.interaction, self.draft, self.revision)


def sheet_context(session: Session, sheet: OpenSheet, urls: dict[str, str]) -> dict[str, Any]:
    """Everything that `reviews/score.html` needs; `urls` as its script's PageData names them."""
    zone, card = time_zone(), sheet.card
    cited = page.cited_places(session, sheet.draft, zone)
    text = page.text_in(session, sheet.interaction, sheet.transcript_id, zone)
    return {
        "item": {"id": sheet.key},
        "interaction": sheet.interaction,
        "card": card,
        "text": text,
        "cited": cited,
        "questions": questions_html(current_app.jinja_env, card, cited),
        # Suggestions would anchor whoever is to be compared.
        "suggestions": {},
        "contact": page.contact_number(session, sheet.interaction),
        "player": player_of(sheet.interaction, text),
        "chunk_size": CHUNK,
        "undo_seconds": 0,
        "next_url": None,
        "urls": urls,
    }


def sheet_turns(interaction: Interaction, transcript_id: int | None, chunk: int) -> str:
    """A further chunk of a sheet's long transcript."""
    text = page.text_in(db.session(), interaction, transcript_id, time_zone(), chunk)
    return render_template("reviews/turns.html", text=text)


def sheet_hits(transcript_id: int | None) -> Any:
    """Positions of the turns of a sheet's transcript that contain the words `q` of the address."""
    words = request.args.get("q", "")[:200]
    return jsonify(hits=find_turns(db.session(), transcript_id, words) if transcript_id else [])


def saved_answer(sheet: OpenSheet) -> Any:
    """The answer to an autosave."""
    saved = when(clock.now(), time_zone(), "clock")
    standing = sheet.card.standing.as_json()
    return jsonify(
        {"revision": sheet.revision, "saved": saved, "standing": standing, "suggestions": {}}
    )
