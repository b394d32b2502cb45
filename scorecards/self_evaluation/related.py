"""Puts an agent's self-evaluation on the pages of its conversation, for whoever may read it."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from qa_app.web.formatting import percent, when
from qa_app.web.templating import time_zone
from scorecards.self_evaluation.models import SelfEvaluation, SelfState
from scorecards.self_evaluation.queries import readable_self, with_all
from transcription.interactions.models import Interaction
from transcription.interactions.related import Related, RelatedLine


def self_evaluations_of(session: Session, actor: Actor, interaction: Interaction) -> Related | None:
    """The panel; None where there is nothing that the actor may read."""
    if not actor.can(Permission.EVALUATIONS_READ):
        return None
    scope = readable_self(actor).where(SelfEvaluation.interaction_id == interaction.id)
    found = session.scalars(with_all(scope)).all()
    if not found:
        return None
    return Related("self", _("Self-evaluation"), [_line(each) for each in found])


def _line(own: SelfEvaluation) -> RelatedLine:
    href = url_for("self_led.show", self_id=own.id)
    if own.state is SelfState.OPEN:
        until = when(own.due_at, time_zone(), "deadline")
        note = _("asked for until %(until)s", until=until) if own.due_at else _("begun freely")
        return RelatedLine(_("Not handed in yet"), href, note)
    score = _("No score") if own.percent is None else percent(own.percent)
    return RelatedLine(score, href, _("by the agent; it counts nowhere"))
