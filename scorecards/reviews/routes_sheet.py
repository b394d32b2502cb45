"""The scoring screen for a sheet that is no queue item: what it shows and what its script gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, jsonify
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.web.formatting import when
from qa_app.web.templating import time_zone
from scorecards.design.models import Version
from scorecards.reviews import page
from scorecards.reviews.draft import Draft
from scorecards.reviews.queries import CHUNK
from scorecards.reviews.rendering import questions_html
from scorecards.reviews.routes import audio_url
from transcription.interactions.models import Interaction, Recording
from transcription.interactions.policies import playing_is_on, recordings_in_hearing
from transcription.interactions.routes import shows_demo


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
    heard = may_hear(session, sheet.interaction)
    return {
        "item": {"id": sheet.key},
        "interaction": sheet.interaction,
        "card": card,
        "text": page.text_in(session, sheet.interaction, sheet.transcript_id, zone),
        "cited": cited,
        "questions": questions_html(current_app.jinja_env, card, cited),
        # Suggestions would anchor whoever is to be compared.
        "suggestions": {},
        "contact": page.contact_number(session, sheet.interaction),
        "audio": audio_url(sheet.interaction) if heard else "",
        "may_play": heard,
        "peaks": page.peaks_of(session, sheet.interaction) if heard else [],
        "chunk_size": CHUNK,
        "undo_seconds": 0,
        "next_url": None,
        "urls": urls,
    }


def may_hear(session: Session, interaction: Interaction) -> bool:
    """Whether the viewer may hear the recording: the rule of the recording's own address."""
    if interaction.recording is None or not playing_is_on(session, shows_demo()):
        return False
    query = recordings_in_hearing(g.viewer).where(Recording.interaction_id == interaction.id)
    recording = session.scalar(query)
    return recording is not None and bool(recording.storage_key)


def saved_answer(sheet: OpenSheet) -> Any:
    """The answer to an autosave."""
    saved = when(clock.now(), time_zone(), "clock")
    standing = sheet.card.standing.as_json()
    return jsonify(
        {"revision": sheet.revision, "saved": saved, "standing": standing, "suggestions": {}}
    )
