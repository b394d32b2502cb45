"""Shows on an interaction's page which import brought it, from which place of which file."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from qa_app.people.models import User
from qa_app.web.formatting import number, when
from qa_app.web.templating import time_zone
from transcription.intake.models import Batch
from transcription.intake.registry import importers
from transcription.intake.words import WAYS
from transcription.interactions.models import Interaction
from transcription.interactions.related import RelatedLine

ROWS = frozenset({"workbook"})
"""Formats whose places are rows, not lines."""


def origin_of(session: Session, actor: Actor, interaction: Interaction) -> list[RelatedLine]:
    """What is known of the way in, for whoever may read the interaction; the link for who may."""
    lines = []
    if interaction.format:
        lines.append(RelatedLine(_("Read as"), None, _format(interaction)))
    if interaction.file_name:
        lines.append(RelatedLine(_("File"), None, interaction.file_name))
    if place := place_words(interaction):
        lines.append(RelatedLine(_("Place in it"), None, place))
    batch = session.get(Batch, interaction.batch_id) if interaction.batch_id else None
    return lines if batch is None else [*lines, *_of_batch(session, actor, batch)]


def place_words(interaction: Interaction) -> str | None:
    """The record, line or row of the file; None where the file is the interaction."""
    line, entry = interaction.file_line, interaction.file_entry
    if line is None:
        return None
    if entry is not None:
        return str(_("record %(n)s, from line %(line)s on", n=number(entry), line=number(line)))
    if interaction.format in ROWS:
        return str(_("row %(n)s", n=number(line)))
    return str(_("line %(n)s", n=number(line)))


def _format(interaction: Interaction) -> str:
    found = importers().get(interaction.format or "")
    title = str(found.title) if found else interaction.format or ""
    if not interaction.mapping:
        return title
    return str(_("%(format)s “%(name)s”", format=title, name=interaction.mapping))


def _of_batch(session: Session, actor: Actor, batch: Batch) -> list[RelatedLine]:
    by = session.get(User, batch.created_by) if batch.created_by else None
    lines = []
    if batch.way:
        way = str(WAYS[batch.way])
        lines.append(RelatedLine(_("Came by"), None, f"{way}: {batch.came_from}"
                                 if batch.came_from else way))  # fmt: skip
    moment = when(batch.created_at, time_zone())
    handed = _("%(time)s, by %(name)s", time=moment, name=by.name) if by else moment
    lines.append(RelatedLine(_("Handed in"), None, handed))
    may = actor.can(Permission.INTERACTIONS_IMPORT)
    href = url_for("intake.batch", batch_id=batch.id) if may else None
    lines.append(RelatedLine(_("Import"), href, _("Import %(n)s", n=batch.id)))
    return lines
