"""Puts thanks on the page of an interaction: those given, and the way to give some."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from qa_app.core.text import shorten
from qa_app.people.actor import Actor
from qa_app.people.models import User
from recognition.kudos.models import Kudos
from recognition.kudos.policies import may_cite, thankable, visible_kudos
from transcription.interactions.models import Interaction
from transcription.interactions.related import Related, RelatedLine

SHOWN = 80
"""Characters of given thanks that are shown."""


def kudos_of(session: Session, actor: Actor, interaction: Interaction) -> Related | None:
    """The panel of kudos for moments of it; None for who may not thank its agent for them."""
    agent = select(thankable(actor).where(User.id == interaction.agent_id).exists())
    if not may_cite(actor) or not session.scalar(agent):
        return None
    given = session.scalars(
        visible_kudos(actor)
        .where(Kudos.interaction_id == interaction.id)
        .options(joinedload(Kudos.giver))
        .order_by(Kudos.given_at, Kudos.id)
    )
    thanks = [
        RelatedLine(shorten(kudos.text, SHOWN), None, _("by %(name)s", name=kudos.giver.name))
        for kudos in given
    ]
    address = url_for(
        "recognition.give_to", agent_id=interaction.agent_id, interaction_id=interaction.id
    )
    label = _("Thank %(name)s for a moment", name=interaction.agent.name)
    return Related("kudos", _("Recognition"), [*thanks, RelatedLine(label, address)])
