"""Puts the calibration sessions of an interaction on its page, with the way to plan one."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.sessions.models import Calibration, CalibrationItem
from scorecards.sessions.policies import visible_sessions
from transcription.interactions.models import Interaction
from transcription.interactions.related import Related, RelatedLine


def sessions_of(session: Session, actor: Actor, interaction: Interaction) -> Related | None:
    """The panel for those who plan calibration; None for everybody else."""
    if not actor.can(Permission.CALIBRATION_PLAN):
        return None
    query = (
        visible_sessions(actor)
        .join(CalibrationItem)
        .where(CalibrationItem.interaction_id == interaction.id)
        .order_by(Calibration.id.desc())
    )
    lines = [
        RelatedLine(one.title, url_for("calibration.show", calibration_id=one.id))
        for one in session.scalars(query)
    ]
    new = url_for("calibration.new", interaction=interaction.id)
    return Related("calibration", _("Calibration"),
                   [*lines, RelatedLine(_("Use in a calibration"), new)])  # fmt: skip
