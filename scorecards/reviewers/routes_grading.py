"""Pages on which QA managers grade reviews, and reviewers read and answer what was found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, Refused
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.reviewers.forms import BareForm, DrawForm, NoteForm
from scorecards.reviewers.grading import (
    answer_grading,
    discard_grading,
    draft_of_grading,
    start_grading,
)
from scorecards.reviewers.grading_card import grading_version, take_shipped
from scorecards.reviewers.grading_draw import draw_gradings
from scorecards.reviewers.grading_page import (
    open_list,
    readable_gradings,
    sections_of,
    submitted_page,
    with_all,
)
from scorecards.reviewers.models import Grading, GradingState
from scorecards.reviewers.routes_agreement import bp
from scorecards.reviews.feedback import feedback_view
from scorecards.reviews.models import Evaluation
from scorecards.reviews.routes_sheet import OpenSheet, sheet_context
from scorecards.reviews.visibility import readable_evaluations

WEEK = timedelta(weeks=1)


@bp.get("/gradings")
@requires(Permission.REVIEW)
def gradings() -> str:
    """A manager's list of reviews to be graded and all that were; a reviewer's own graded ones."""
    return _list(DrawForm(formdata=None))


@bp.post("/gradings/draw")
@requires(Permission.PROGRAMME_READ)
def draw() -> Any:
    """Draw reviews of the last week onto the manager's list."""
    form, at = DrawForm(), clock.now()
    if not form.validate_on_submit():
        return _list(form), 422
    seed = int(at.timestamp()) if form.seed.data is None else form.seed.data
    try:
        found = draw_gradings(
            db.session(),
            each=form.each.data,
            since=at - WEEK,
            until=at,
            seed=seed,
            by=g.viewer.id,
            at=at,
        )
    except Refused as refusal:
        form.show(refusal)
        return _list(form), 422
    db.session.commit()
    text = ngettext(
        "%(num)s review is on your list.", "%(num)s reviews are on your list.", len(found)
    )
    flash(f"{text} {_('Seed %(seed)s.', seed=seed)}", "success")
    return redirect(url_for("reviewers.gradings"))


@bp.post("/gradings/card")
@requires(Permission.PROGRAMME_READ)
def shipped() -> AnyResponse:
    """Publish the shipped scorecard about reviews."""
    _checked()
    take_shipped(db.session(), by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Published. It can be changed under Scorecards like any other."), "success")
    return redirect(url_for("reviewers.gradings"))


@bp.post("/gradings/of/<int:evaluation_id>")
@requires(Permission.PROGRAMME_READ)
def start(evaluation_id: int) -> AnyResponse:
    """Grade an evaluation that a manager has before them."""
    scope = readable_evaluations(g.viewer).where(Evaluation.id == evaluation_id)
    evaluation = one_or_404(db.session(), scope)
    _checked()
    grading = start_grading(db.session(), evaluation, by=g.viewer.id, at=clock.now())
    db.session.commit()
    return redirect(url_for("reviewers.grading", grading_id=grading.id))


@bp.get("/gradings/<int:grading_id>")
@requires(Permission.REVIEW)
def grading(grading_id: int) -> str:
    """One grading: to be filled in by its grader, else as it was submitted."""
    found = readable(grading_id)
    return _page(found, NoteForm(formdata=None, note=found.note))


@bp.post("/gradings/<int:grading_id>/discard")
@requires(Permission.PROGRAMME_READ)
def discard(grading_id: int) -> AnyResponse:
    """Take it off the list; what was begun only with the typed word."""
    found = mine(grading_id)
    _checked()
    if is_begun(found) and not _is_word(request.form.get("confirm", "")):
        flash(_("Nothing was taken off: type the word that is asked for."), "watch")
        return redirect(url_for("reviewers.grading", grading_id=grading_id))
    discard_grading(db.session(), found, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Taken off your list; it can be drawn again."), "success")
    return redirect(url_for("reviewers.gradings"))


@bp.post("/gradings/<int:grading_id>/note")
@requires(Permission.REVIEW)
def note(grading_id: int) -> Any:
    """Say what one thinks of how one's review was graded."""
    found, form = readable(grading_id), NoteForm()
    if found.reviewer_id != g.viewer.id:
        raise Missing
    if not form.validate_on_submit():
        return _page(found, form), 422
    answer_grading(db.session(), found, note=form.note.data, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Sent: %(name)s is told.", name=found.grader.name), "success")
    return redirect(url_for("reviewers.grading", grading_id=found.id))


def _list(form: DrawForm) -> str:
    manages = g.viewer.can(Permission.PROGRAMME_READ)
    sent = request.args
    return render_template(
        "reviewers/gradings.html",
        manages=manages,
        waiting=open_list(db.session(), g.viewer) if manages else (),
        page=submitted_page(db.session(), g.viewer, sent.get("before"), sent.get("after")),
        card=grading_version(db.session()),
        form=form,
        bare=BareForm(formdata=None),
    )


def _page(found: Grading, form: NoteForm) -> str:
    session = db.session()
    if found.state is GradingState.OPEN and found.grader_id == g.viewer.id:
        context = sheet_context(session, sheet_of_grading(found), urls_of(found.id))
        view = feedback_view(session, found.evaluation, at=clock.now())
        begun = is_begun(found)
        return render_template(
            "reviewers/grade.html", grading=found, view=view, begun=begun, **context
        )
    return render_template(
        "reviewers/graded.html",
        grading=found,
        sections=sections_of(session, found),
        mine=found.reviewer_id == g.viewer.id,
        form=form,
    )


def sheet_of_grading(grading: Grading) -> OpenSheet:
    """It as the scoring screen takes it: the scorecard about reviews beside the conversation."""
    evaluation = grading.evaluation
    return OpenSheet(
        f"grading-{grading.id}",
        grading.version,
        evaluation.interaction,
        evaluation.transcript_id,
        draft_of_grading(grading),
        grading.revision,
    )


def urls_of(grading_id: int) -> dict[str, str]:
    """Where the screen's script saves, submits, finds and reads on."""
    here = url_for("reviewers.grading", grading_id=grading_id)
    return {
        "save": url_for("reviewers.save_grade", grading_id=grading_id),
        "submit": url_for("reviewers.submit_grade", grading_id=grading_id),
        "find": url_for("reviewers.grade_find", grading_id=grading_id),
        "turns": url_for("reviewers.grade_turns", grading_id=grading_id, chunk=0)[:-1],
        "self": here,
        "signIn": url_for("people.sign_in", next=here),
    }


def readable(grading_id: int) -> Grading:
    """One that the viewer may read, or 404."""
    scope = with_all(readable_gradings(g.viewer)).where(Grading.id == grading_id)
    return one_or_404(db.session(), scope)


def is_begun(grading: Grading) -> bool:
    """Whether something was entered that would be gone with it."""
    return bool(grading.answers or grading.comment)


def _is_word(typed: str) -> bool:
    return typed.strip().casefold() == str(_("discard")).casefold()


def mine(grading_id: int) -> Grading:
    """One that the viewer grades, or 404: nobody goes on with another's."""
    found = readable(grading_id)
    if found.grader_id != g.viewer.id:
        raise Missing
    return found


def _checked() -> None:
    if not BareForm().validate_on_submit():
        raise Refused(_("This page was open too long; try again."))
