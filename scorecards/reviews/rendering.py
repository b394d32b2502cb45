"""Renders the questions of the scoring screen; those of an untouched card once for all items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import get_locale
from jinja2 import Environment

from scorecards.reviews.draft import Draft
from scorecards.reviews.forms import SkipForm
from scorecards.reviews.page import Card
from scorecards.reviews.reading_once import read_once

UNTOUCHED = Draft()
_unasked: dict[str, Any] = {}
"""The dialog for skipping before anything was sent, by language: it says the same on each page."""


def questions_html(templates: Environment, card: Card, cited: Sequence[dict[str, Any]]) -> Any:
    """The questions with what was entered, as escaped HTML.

    Before anything is entered they depend only on the version, the language and which of them
    the facts of the interaction show, and rendering them is half of the page's work.
    """
    if card.draft != UNTOUCHED:
        return _render(templates, card, cited)
    read = read_once(card.version)
    key = (str(get_locale()), *card.standing.shown)
    found = read.rendered.get(key)
    if found is None:
        found = _render(templates, card, cited)
        read.keep(key, found)
    return found


def skip_fields_html(templates: Environment, form: SkipForm) -> Any:
    """What the dialog for skipping asks, as escaped HTML; with what was sent and is wrong."""
    parts: Any = templates.get_template("reviews/parts.html").module
    if form.is_submitted():
        return parts.skip_fields(form)
    language = str(get_locale())
    if language not in _unasked:
        _unasked[language] = parts.skip_fields(form)
    return _unasked[language]


def _render(templates: Environment, card: Card, cited: Sequence[dict[str, Any]]) -> Any:
    parts: Any = templates.get_template("reviews/parts.html").module
    return parts.questions(card, cited)
