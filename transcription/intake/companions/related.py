"""Shows on an interaction's page the survey answers and remote sessions that belong to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from qa_app.web.formatting import duration, when
from qa_app.web.templating import time_zone
from transcription.intake.companions.by_hand import HAND
from transcription.intake.companions.models import Companion, CompanionKind
from transcription.interactions.models import Interaction
from transcription.interactions.related import Related, RelatedLine


def companions_of(session: Session, actor: Actor, interaction: Interaction) -> Related | None:
    """The panel for whoever may read the interaction; None where nothing belongs to it."""
    query = (
        select(Companion)
        .where(Companion.interaction_id == interaction.id)
        .order_by(Companion.at, Companion.id)
    )
    found = session.scalars(query).all()
    if not found:
        return None
    shown = interaction.survey_comment
    may = actor.can(Permission.INTERACTIONS_IMPORT)
    lines = [
        replace(_line(each, shown), href=url_for("companions.assign_page", companion_id=each.id))
        if may and each.joined_by == HAND
        else _line(each, shown)
        for each in found
    ]
    return Related("beside", _("Surveys and remote support"), lines)


def _line(each: Companion, shown: str | None) -> RelatedLine:
    """One line; a comment, masked as it is stored, unless the page shows the same one already."""
    moment = when(each.at, time_zone())
    if each.kind is CompanionKind.SURVEY:
        label = _("Answer: %(scores)s", scores=scores_of(each.values) or _("a comment"))
        note = _("“%(source)s”, answered %(time)s; %(how)s", source=each.source, time=moment,
                 how=how_joined(each))  # fmt: skip
        comment = each.values.get("comment")
        if comment and comment != shown:
            note = _("“%(comment)s” – %(note)s", comment=comment, note=note)
        return RelatedLine(label, None, note)
    seconds, device = each.values.get("seconds"), each.values.get("device")
    label = _("Remote session of %(time)s", time=duration(seconds)) if seconds else _(
        "Remote session"
    )  # fmt: skip
    parts = [_("“%(source)s”, began %(time)s", source=each.source, time=moment)]
    parts += [device] if device else []
    return RelatedLine(label, None, "; ".join([*parts, how_joined(each)]))


def scores_of(values: dict[str, Any]) -> str:
    """The scores of an answer in words, with the scale on which they stand."""
    named = (
        ("csat", _("satisfaction %(n)s of 5", n=values.get("csat"))),
        ("nps", _("would recommend %(n)s of 10", n=values.get("nps"))),
        ("ces", _("effort %(n)s of 7", n=values.get("ces"))),
    )
    return ", ".join(str(text) for name, text in named if values.get(name) is not None)


def how_joined(each: Companion) -> str:
    """By what the interaction was found."""
    ways: dict[str, str] = {
        "id": _("joined by the interaction's id"),
        "customer": _("joined by customer and time"),
        "agent": _("joined by agent and time"),
        "hand": _("assigned by hand"),
    }
    return str(ways.get(each.joined_by or "", _("not joined yet")))
