"""Pages of agreement for QA managers: figures, pairs, two reviews beside each other, files."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, Refused
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from qa_app.web.lookup import one_or_404
from scorecards.calibration.words import reason_in_words, strength_in_words
from scorecards.reviewers.agreement_charts import agreement_option, agreement_rows
from scorecards.reviewers.agreement_page import AgreementPage, agreement_page
from scorecards.reviewers.agreement_tables import PAIR_HEAD, QUESTION_HEAD, pair_row, question_row
from scorecards.reviewers.doubling import ask_for_seconds, count_single
from scorecards.reviewers.forms import MoreForm
from scorecards.reviewers.listing import page_from
from scorecards.reviewers.pair_list import PairFilter, listed, names_of, read_pair_filter
from scorecards.reviewers.side_by_side import beside
from scorecards.reviewers.span import WEEKS, Span, read_span
from scorecards.reviews.feedback_lists import with_people
from scorecards.reviews.models import Assignment, Evaluation
from scorecards.reviews.visibility import readable_evaluations

bp = Blueprint("reviewers", __name__, url_prefix="/reviewers", template_folder="templates")


@bp.get("/agreement")
@requires(Permission.PROGRAMME_READ)
def agreement() -> str:
    """Agreement on one scorecard: all together, by question, by month, by reviewer; the pairs."""
    span, view = _view()
    return _page(span, view, MoreForm(formdata=None))


@bp.get("/agreement.csv")
@requires(Permission.PROGRAMME_READ)
def agreement_csv() -> Response:
    """The questions with their figures."""
    _span, view = _view()
    rows = [question_row(line) for line in view.questions]
    return csv_answer("agreement.csv", QUESTION_HEAD, rows)


@bp.get("/agreement/pairs.csv")
@requires(Permission.PROGRAMME_READ)
def pairs_csv() -> Response:
    """The pairs as filtered."""
    _span, view = _view()
    shown = listed(db.session(), g.viewer, view.pairs, read_pair_filter(request.args))
    named = names_of(db.session(), shown)
    rows = [pair_row(pair, view.names, named) for pair in shown]
    return csv_answer("second-reviews.csv", PAIR_HEAD, rows)


@bp.get("/agreement/pairs/<int:evaluation_id>")
@requires(Permission.PROGRAMME_READ)
def pair(evaluation_id: int) -> str:
    """The second review with this id beside the first."""
    scope = with_people(readable_evaluations(g.viewer))
    seconds = select(Assignment.id).where(Assignment.is_second.is_(True))
    wanted = (Evaluation.id == evaluation_id, Evaluation.assignment_id.in_(seconds))
    second = one_or_404(db.session(), scope.where(*wanted))
    first = db.session.scalars(
        scope.where(
            Evaluation.interaction_id == second.interaction_id,
            Evaluation.version_id == second.version_id,
            Evaluation.counts.is_(True),
        )
    ).first()
    if first is None:
        raise Missing(_("The first review is not submitted yet."))
    return render_template("reviewers/pair.html", view=beside(db.session(), first, second))


@bp.post("/agreement/more")
@requires(Permission.PROGRAMME_READ)
def more() -> Any:
    """Hand out more hidden second reviews of what was done in the period."""
    span, view = _view()
    form = MoreForm()
    if not form.validate_on_submit():
        return _page(span, view, form), 422
    at = clock.now()
    try:
        asked = ask_for_seconds(
            db.session(),
            since=span.since,
            until=span.until,
            share=form.share_percent.data / 100,
            seed=int(at.timestamp()),
            by=g.viewer.id,
            at=at,
        )
    except Refused as refusal:
        form.show(refusal)
        return _page(span, view, form), 422
    db.session.commit()
    return _told(asked.given, sum(asked.not_given.values()), span)


def _told(given: int, missed: int, span: Span) -> AnyResponse:
    text = ngettext(
        "%(num)s review lies in somebody's queue a second time.",
        "%(num)s reviews lie in somebody's queue a second time.",
        given,
    )
    if missed:
        text += " " + _("%(n)s could not be given to anybody.", n=missed)
    flash(text, "success" if given else "warning")
    return redirect(url_for("reviewers.agreement", weeks=span.weeks))


def _view() -> tuple[Span, AgreementPage]:
    span = read_span(request.args.get("weeks"), clock.now())
    sent = request.args.get("scorecard", "")
    wanted = int(sent) if sent.isdecimal() and len(sent) < 19 else None
    return span, agreement_page(db.session(), span, wanted, ZoneInfo(g.time_zone))


def _page(span: Span, view: AgreementPage, form: MoreForm) -> str:
    wanted: PairFilter = read_pair_filter(request.args)
    shown = listed(db.session(), g.viewer, view.pairs, wanted)
    page = page_from(
        shown,
        lambda pair: str(pair.second_id),
        before=request.args.get("before"),
        after=request.args.get("after"),
    )
    return render_template(
        "reviewers/agreement.html",
        view=view,
        span=span,
        weeks=WEEKS,
        wanted=wanted,
        page=page,
        shown=len(shown),
        named=names_of(db.session(), page.items),
        option=agreement_option(view.moments),
        reason_in_words=reason_in_words,
        strength_in_words=strength_in_words,
        chart_rows=agreement_rows(view.moments),
        form=form,
        single=count_single(db.session(), since=span.since, until=span.until),
    )
