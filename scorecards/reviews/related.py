"""Puts the evaluations of an interaction on its page, for whoever may read them."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session, joinedload

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from qa_app.web.formatting import percent, when
from qa_app.web.templating import time_zone
from scorecards.design.models import Version
from scorecards.reviews.models import Evaluation
from scorecards.reviews.visibility import readable_evaluations
from transcription.interactions.models import Interaction
from transcription.interactions.related import Related, RelatedLine


def evaluations_of(session: Session, actor: Actor, interaction: Interaction) -> Related | None:
    """The panel of readable evaluations, the newest first; None for who reads none at all."""
    if not actor.can(Permission.EVALUATIONS_READ):
        return None
    found = session.scalars(
        readable_evaluations(actor)
        .where(Evaluation.interaction_id == interaction.id)
        .options(
            joinedload(Evaluation.reviewer),
            joinedload(Evaluation.version).joinedload(Version.scorecard),
        )
        .order_by(Evaluation.submitted_at.desc(), Evaluation.id.desc())
    ).all()
    return Related(
        "evaluations",
        _("Evaluations"),
        [_line(evaluation) for evaluation in found],
        _("None that you may read."),
    )


def _line(evaluation: Evaluation) -> RelatedLine:
    score = _("No score") if evaluation.percent is None else percent(evaluation.percent)
    return RelatedLine(
        f"{evaluation.version.scorecard.title}, {score}",
        url_for("evaluations.show", evaluation_id=evaluation.id),
        _(
            "by %(name)s on %(day)s",
            name=evaluation.reviewer.name,
            day=when(evaluation.submitted_at, time_zone(), "day"),
        ),
    )
