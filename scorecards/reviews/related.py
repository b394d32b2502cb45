"""Puts readable evaluations on an interaction's page, and the way to score it oneself."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from qa_app.web.formatting import percent, when
from qa_app.web.templating import time_zone
from scorecards.design.models import Version
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation, Pool
from scorecards.reviews.policies import scorable_interactions
from scorecards.reviews.visibility import readable_evaluations
from transcription.interactions.models import Interaction
from transcription.interactions.related import Related, RelatedAct, RelatedLine


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
        [_line(evaluation, actor) for evaluation in found],
        _("None that you may read."),
    )


def own_review_of(session: Session, actor: Actor, interaction: Interaction) -> Related | None:
    """The way to score it oneself; None for who may not, or while there is no text."""
    scope = scorable_interactions(actor).where(Interaction.id == interaction.id)
    if not actor.can(Permission.REVIEW) or session.scalars(scope).first() is None:
        return None
    query = select(Assignment).where(
        Assignment.interaction_id == interaction.id, Assignment.reviewer_id == actor.id
    )
    own = session.scalars(query).first()
    return Related("own-review", _("Your own review"), [_own_line(interaction, own)])


def _own_line(interaction: Interaction, own: Assignment | None) -> RelatedLine:
    if own is None:
        href = url_for("reviews.start", interaction_id=interaction.id)
        note = _("by own choice: it does not count in scores")
        return RelatedLine(_("Score it"), href, note, foremost=True)
    if own.state is AssignmentState.OPEN:
        href = url_for("reviews.score", assignment_id=own.id)
        return RelatedLine(_("Go on scoring"), href, _("it lies in your queue"), foremost=True)
    if own.state is AssignmentState.DONE:
        return RelatedLine(_("You have scored it."))
    return RelatedLine(
        _("No longer in your queue"), url_for("reviews.gone", assignment_id=own.id), ""
    )


def acts_on(evaluation: Evaluation, actor: Actor) -> list[RelatedAct]:
    """What else can be done with a final evaluation; not with second reviews and one's own work."""
    if evaluation.pool is Pool.CALIBRATION or evaluation.agent_id == actor.id:
        return []
    bring = _("Add to coaching") if actor.can(Permission.COACH) else _("Suggest for coaching")
    coaching = url_for("coaching_links.bring", evaluation_id=evaluation.id)
    example = url_for("examples.mark_one", evaluation_id=evaluation.id)
    acts = [RelatedAct(bring, coaching, "school")]
    if not evaluation.imported:
        acts.append(RelatedAct(_("Mark as an example"), example, "award"))
    return acts


def _line(evaluation: Evaluation, actor: Actor) -> RelatedLine:
    score = _("No score") if evaluation.percent is None else percent(evaluation.percent)
    return RelatedLine(
        f"{evaluation.version.scorecard.title}, {score}",
        url_for("evaluations.show", evaluation_id=evaluation.id),
        _(
            "by %(name)s on %(day)s",
            name=evaluation.reviewer.name,
            day=when(evaluation.submitted_at, time_zone(), "day"),
        ),
        acts_on(evaluation, actor),
    )
