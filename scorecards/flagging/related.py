"""Puts the flag of an interaction on its page and on those of its evaluations."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.people.actor import Actor
from qa_app.web.formatting import share
from scorecards.flagging.models import RiskFlag
from scorecards.flagging.queries import flag_of
from scorecards.flagging.wording import said
from transcription.interactions.models import Interaction
from transcription.interactions.related import Related, RelatedLine


def risk_of(session: Session, actor: Actor, interaction: Interaction) -> Related | None:
    """The panel of the risk flag; None for whoever may not know it, and where nothing is said."""
    flag = flag_of(session, actor, interaction.id)
    if flag is None:
        return None
    reasons = [
        RelatedLine(said(each["text"]), note=each.get("detail") or "") for each in flag.reasons
    ]
    return Related("risk", _("Risk flag"), [_first_line(flag), *reasons])


def _first_line(flag: RiskFlag) -> RelatedLine:
    return RelatedLine(
        _("Flagged: worth a look") if flag.flagged else _("Not flagged"),
        url_for("flagging.of_interaction", interaction_id=flag.interaction_id),
        _("chance of low quality %(chance)s", chance=share(flag.probability)),
    )
