"""Evaluations for leads, managers and their reviewers: list, one of them, release, export."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing
from qa_app.core.permissions import Permission, Role
from qa_app.people.queries import agents_of_teams, people_with_role
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from qa_app.web.lookup import one_or_404
from scorecards.reviews.acknowledgement import say
from scorecards.reviews.evidenced import evidenced_turns
from scorecards.reviews.feedback import changed_from, feedback_view
from scorecards.reviews.feedback_lists import (
    EXPORT_MOST,
    NEWEST_FIRST,
    WEEKS,
    disputed_ids,
    evaluation_page,
    filtered,
    question_name,
    read_filter,
    with_people,
)
from scorecards.reviews.feedback_versions import all_versions, revision_of, then_and_now
from scorecards.reviews.forms_feedback import AskForm, BareForm
from scorecards.reviews.models import SEEN_BY_AGENT, Evaluation
from scorecards.reviews.release import is_waiting, release, release_many
from scorecards.reviews.release_lists import ticked, unreleased_count
from scorecards.reviews.returning import newest_return
from scorecards.reviews.visibility import readable_evaluations, releasable_evaluations
from transcription.interactions.related import related_to
from transcription.transcripts.routes import player_data

bp = Blueprint("evaluations", __name__, url_prefix="/evaluations", template_folder="templates")
CSV_HEADER = (
    "interaction", "channel", "topic", "agent", "reviewer", "scorecard", "version", "submitted_at",
    "state", "pool", "counts", "probability", "percent", "percent_without_fatal", "failed",
    "passed",
)  # fmt: skip


@bp.get("")
@requires(Permission.EVALUATIONS_READ)
def index() -> str:
    """Final evaluations of one's scope; filters and page are in the address."""
    session, wanted = db.session(), read_filter(request.args)
    scope = filtered(readable_evaluations(g.viewer), wanted, clock.now())
    page = evaluation_page(session, scope, request.args.get("before"), request.args.get("after"))
    ids = [each.id for each in page.items]
    return render_template(
        "evaluations/index.html",
        page=page,
        wanted=wanted,
        form=BareForm(formdata=None),
        changed=changed_from(session, page.items),
        disputed=disputed_ids(session, ids),
        waiting={each.id for each in page.items if may_release(each)},
        agents=agents_of_teams(session, g.viewer.teams_with(Permission.EVALUATIONS_RELEASE)),
        reviewers=people_with_role(session, Role.REVIEWER),
        leads=g.viewer.can(Permission.EVALUATIONS_RELEASE),
        unreleased=unreleased_count(session, g.viewer),
        weeks=WEEKS,
        asked=question_name(page.items, wanted.question) if wanted.question else "",
    )


@bp.get("/export.csv")
@requires(Permission.EVALUATIONS_READ)
def export() -> Response:
    """The list as filtered, as a table."""
    scope = filtered(readable_evaluations(g.viewer), read_filter(request.args), clock.now())
    query = with_people(scope).order_by(*[key.desc() for key in NEWEST_FIRST]).limit(EXPORT_MOST)
    return csv_answer("evaluations.csv", CSV_HEADER, map(export_row, db.session.scalars(query)))


@bp.get("/<int:evaluation_id>")
@requires(Permission.EVALUATIONS_READ)
def show(evaluation_id: int) -> str:
    """One evaluation with its answers, evidence, versions and messages."""
    return show_page(readable(evaluation_id), AskForm())


@bp.get("/<int:evaluation_id>/versions")
@requires(Permission.EVALUATIONS_READ)
def versions(evaluation_id: int) -> str:
    """Every version side by side, with the reason for each change."""
    view = feedback_view(db.session(), readable(evaluation_id), at=clock.now())
    heads, rows = all_versions(view)
    return render_template("evaluations/versions.html", view=view, heads=heads, rows=rows)


@bp.get("/<int:evaluation_id>/versions/<int:number>")
@requires(Permission.EVALUATIONS_READ)
def version(evaluation_id: int, number: int) -> str:
    """What it said before it was restated."""
    view = feedback_view(db.session(), readable(evaluation_id), at=clock.now())
    old = revision_of(view, number)
    rows = then_and_now(view, old)
    return render_template("evaluations/version.html", view=view, revision=old, rows=rows)


@bp.post("/<int:evaluation_id>/release")
@requires(Permission.EVALUATIONS_RELEASE)
def release_one(evaluation_id: int) -> AnyResponse:
    """Let the agent see it."""
    scope = releasable_evaluations(g.viewer).where(Evaluation.id == evaluation_id)
    evaluation = one_or_404(db.session(), scope)
    release(db.session(), evaluation, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Released: %(name)s is told.", name=evaluation.agent.name), "success")
    return redirect(url_for("evaluations.show", evaluation_id=evaluation.id))


@bp.post("/release")
@requires(Permission.EVALUATIONS_RELEASE)
def release_chosen() -> AnyResponse:
    """Release those that were ticked; what waits no longer is left alone."""
    waiting = ticked(db.session(), g.viewer, request.form.getlist("id"))
    count = release_many(db.session(), waiting, by=g.viewer.id, at=clock.now())
    db.session.commit()
    if count:
        text = ngettext(
            "%(num)s evaluation is released.", "%(num)s evaluations are released.", count
        )
        flash(text, "success")
    else:
        flash(_("Nothing was released: tick the ones that should be."), "warning")
    address: dict[str, Any] = {**read_filter(request.args).address()}
    return redirect(url_for("evaluations.index", **address))


@bp.post("/<int:evaluation_id>/answer")
@requires(Permission.EVALUATIONS_RELEASE)
def answer(evaluation_id: int) -> Any:
    """Answer the agent's question."""
    evaluation, form = readable(evaluation_id), AskForm()
    if not may_answer(evaluation):
        raise Missing
    if not form.validate_on_submit():
        return show_page(evaluation, form), 422
    say(db.session(), evaluation, text=form.text.data, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Sent: %(name)s is told.", name=evaluation.agent.name), "success")
    return redirect(url_for("evaluations.show", evaluation_id=evaluation.id, _anchor="ask"))


def readable(evaluation_id: int) -> Evaluation:
    """An evaluation in the viewer's scope, or 404."""
    scope = with_people(readable_evaluations(g.viewer)).where(Evaluation.id == evaluation_id)
    return one_or_404(db.session(), scope)


def in_release_scope(evaluation: Evaluation) -> bool:
    """Whether the viewer leads the evaluation's team or manages all."""
    teams = g.viewer.teams_with(Permission.EVALUATIONS_RELEASE)
    return teams is None or evaluation.team_id in teams


def may_release(evaluation: Evaluation) -> bool:
    """Whether it waits for release and the viewer may release it."""
    is_own = evaluation.agent_id == g.viewer.id
    return is_waiting(evaluation) and in_release_scope(evaluation) and not is_own


def may_answer(evaluation: Evaluation) -> bool:
    """Whether the agent has it and the viewer is one who answers them."""
    return evaluation.state in SEEN_BY_AGENT and in_release_scope(evaluation)


def may_grade(evaluation: Evaluation) -> bool:
    """Whether the viewer may grade how it was scored: a manager, another's, made here."""
    manages = g.viewer.can(Permission.PROGRAMME_READ)
    return manages and evaluation.reviewer_id != g.viewer.id and not evaluation.imported


def show_page(evaluation: Evaluation, ask: AskForm) -> str:
    """The page of one evaluation."""
    return render_template(
        "evaluations/show.html",
        view=feedback_view(db.session(), evaluation, at=clock.now()),
        player=player_data(evaluation.interaction),
        text=evidenced_turns(db.session(), evaluation),
        related=[
            each
            for each in related_to(db.session(), g.viewer, evaluation.interaction)
            if each.key not in ("evaluations", "own-review")
        ],
        ask=ask,
        may_release=may_release(evaluation),
        returned=newest_return(db.session(), evaluation.id),
        is_mine=evaluation.reviewer_id == g.viewer.id,
        may_answer=may_answer(evaluation),
        decides=g.viewer.can(Permission.DISPUTES_DECIDE),
        may_grade=may_grade(evaluation),
    )


def export_row(evaluation: Evaluation) -> list[object]:
    """One evaluation under `CSV_HEADER`."""
    interaction, version = evaluation.interaction, evaluation.version
    return [
        f"{interaction.source}/{interaction.external_id}",
        interaction.channel.value,
        interaction.topic,
        evaluation.agent.name,
        evaluation.reviewer.name,
        version.scorecard.title,
        version.number,
        evaluation.submitted_at.isoformat() if evaluation.submitted_at else None,
        evaluation.state.value,
        evaluation.pool.value,
        evaluation.counts,
        evaluation.inclusion_probability,
        evaluation.percent,
        evaluation.percent_without_fatal,
        evaluation.failed,
        evaluation.passed,
    ]
