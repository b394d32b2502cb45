"""Pages of absences: the list, entering, other days, taking back, what is due meanwhile."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.paging import Page, page_of
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.absences.entering import change, enter, put_back, remove
from scorecards.absences.models import ReviewerAbsence
from scorecards.absences.policies import people_for, visible_absences
from scorecards.absences.zones import centre_day, centre_zone
from scorecards.handover.falling import due_counts, put_off, tell
from scorecards.handover.forms import AbsenceForm, BareForm

bp = Blueprint("absences", __name__, url_prefix="/absences", template_folder="templates")
MOST = 500
"""So many of those that are on or to come stand on one page."""


@bp.route("", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def index() -> Any:
    """Absences that are on or to come, or all; and the form for a new one."""
    session, at = db.session(), clock.now()
    people = {user.id: user for user in people_for(session, g.viewer)}
    form = AbsenceForm(person=g.viewer.id)
    form.person.choices = [(user.id, user.name) for user in people.values()]
    if form.validate_on_submit():
        try:
            person = people[form.person.data]
            row = enter(session, person, *form.days(), by=g.viewer.id, at=at)
            tell(session, row, by=g.viewer.id, at=at)
            session.commit()
        except QualityDeskError as error:
            session.rollback()
            form.show(error)
        else:
            flash(_("Entered. New work goes to others in these days."), "good")
            return redirect(url_for("absences.index"), 303)
    return _list(form), 422 if form.errors else 200


@bp.route("/<int:absence_id>", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def edit(absence_id: int) -> Any:
    """Other days for an absence."""
    session, row = db.session(), _absence(absence_id)
    form = AbsenceForm(obj=row, person=row.user_id)
    form.person.choices = [(row.user_id, row.person.name)]
    if form.validate_on_submit():
        try:
            change(session, row, *form.days(), by=g.viewer.id, at=clock.now())
            session.commit()
        except QualityDeskError as error:
            session.rollback()
            form.show(error)
        else:
            flash(_("Kept. What is due already keeps its date."), "good")
            return redirect(url_for("absences.index"), 303)
    page = render_template("handover/absence.html", absence=_absence(absence_id), form=form)
    return page, 422 if form.errors else 200


@bp.post("/<int:absence_id>/remove")
@requires(Permission.REVIEW)
def take_back(absence_id: int) -> Response:
    """Remove an absence; the list then offers to put it back."""
    return _act(absence_id, remove, _("Removed. It can be put back below."))


@bp.post("/<int:absence_id>/put-back")
@requires(Permission.REVIEW)
def restore(absence_id: int) -> Response:
    """Let a removed absence stand again."""
    return _act(absence_id, put_back, _("It stands again."))


@bp.post("/<int:absence_id>/put-off")
@requires(Permission.SAMPLING_MANAGE)
def later(absence_id: int) -> Response:
    """Let what is due within the absence be due after it."""
    session, row = db.session(), _absence(absence_id)
    count = put_off(session, row, by=g.viewer.id, at=clock.now())
    session.commit()
    moved = ngettext("%(num)s item is due later now.", "%(num)s items are due later now.", count)
    flash(moved, "good")
    return redirect(url_for("absences.index"), 303)


def _act(absence_id: int, verb: Any, words: str) -> Response:
    session, row = db.session(), _absence(absence_id)
    try:
        verb(session, row, by=g.viewer.id, at=clock.now())
        session.commit()
        flash(words, "good")
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
    return redirect(url_for("absences.index", all=request.args.get("all")), 303)


def _list(form: AbsenceForm) -> str:
    session = db.session()
    today = centre_day(session, clock.now())
    shows_all = request.args.get("all") == "1"
    query = visible_absences(g.viewer).options(joinedload(ReviewerAbsence.person))
    keys = [ReviewerAbsence.first_day, ReviewerAbsence.id]
    if shows_all:
        page = page_of(session, query, keys, before=request.args.get("before"),
                       after=request.args.get("after"))  # fmt: skip
    else:
        query = query.where(ReviewerAbsence.last_day >= today).order_by(*keys).limit(MOST)
        page = Page(list(session.scalars(query)), None, None)
    return render_template(
        "handover/absences.html",
        page=page,
        form=form,
        bare=BareForm(formdata=None),
        due=due_counts(session, page.items),
        today=today,
        shows_all=shows_all,
        zone=centre_zone(session).key,
        manages=g.viewer.can(Permission.SAMPLING_MANAGE),
    )


def _absence(absence_id: int) -> ReviewerAbsence:
    query = visible_absences(g.viewer).where(ReviewerAbsence.id == absence_id)
    return one_or_404(db.session(), query)
