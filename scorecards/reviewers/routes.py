"""The reviewers' dashboard: all of them for managers, oneself beside the rest for a reviewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, g, render_template, request

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing
from qa_app.core.permissions import Permission
from qa_app.people.models import Team
from qa_app.people.queries import all_teams
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from scorecards.absences.days import Away
from scorecards.absences.queries import next_absences
from scorecards.absences.zones import centre_day
from scorecards.reviewers.listing import page_from
from scorecards.reviewers.na_lines import na_lines
from scorecards.reviewers.routes_agreement import bp
from scorecards.reviewers.severity_page import words_of_reviewer
from scorecards.reviewers.span import MODEL_WEEKS, Span, read_span
from scorecards.reviewers.work_page import SORTS, ReviewerRow, in_order, measures, reviewer_rows
from scorecards.reviewers.work_tables import WORK_HEAD, work_row


@bp.get("")
@requires(Permission.REVIEW)
def index() -> str:
    """Every reviewer's work for managers; a reviewer's own page for everybody else."""
    span = _span()
    rows = reviewer_rows(db.session(), span, _zone())
    if not _manages():
        return _own_page(span, rows, g.viewer.id)
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else "name"
    page = page_from(
        in_order(rows, sort),
        lambda row: str(row.reviewer_id),
        before=request.args.get("before"),
        after=request.args.get("after"),
    )
    return render_template(
        "reviewers/index.html",
        page=page,
        total=len(rows),
        span=span,
        weeks=MODEL_WEEKS,
        teams=_teams(),
        away=_away(rows),
        today=_today(),
        sort=sort,
        words=words_of_reviewer,
    )


@bp.get("/export.csv")
@requires(Permission.REVIEW)
def export() -> Response:
    """The table as a file: of all for managers, one's own line for everybody else."""
    rows = reviewer_rows(db.session(), _span(), _zone())
    if not _manages():
        rows = [row for row in rows if row.reviewer_id == g.viewer.id]
    return csv_answer("reviewers.csv", WORK_HEAD, map(work_row, rows))


@bp.get("/<int:reviewer_id>")
@requires(Permission.REVIEW)
def show(reviewer_id: int) -> str:
    """One reviewer beside the others: any of them for managers, oneself for everybody else."""
    span = _span()
    if not _manages() and reviewer_id != g.viewer.id:
        raise Missing
    return _own_page(span, reviewer_rows(db.session(), span, _zone()), reviewer_id)


def _own_page(span: Span, rows: list[ReviewerRow], reviewer_id: int) -> str:
    own = next((row for row in rows if row.reviewer_id == reviewer_id), None)
    if own is None and reviewer_id != g.viewer.id:
        raise Missing
    return render_template(
        "reviewers/show.html",
        row=own,
        mine=reviewer_id == g.viewer.id,
        manages=_manages(),
        measures=measures(rows, reviewer_id),
        na=na_lines(db.session(), span, reviewer_id),
        teams=_teams(),
        away=_away([own] if own else []),
        today=_today(),
        span=span,
        weeks=MODEL_WEEKS,
        words=words_of_reviewer,
    )


def _manages() -> bool:
    return bool(g.viewer.can(Permission.PROGRAMME_READ))


def _span() -> Span:
    """The span of the address; a team that the viewer does not know stands for all of them."""
    span = read_span(request.args.get("weeks"), clock.now(), of=MODEL_WEEKS)
    asked = request.args.get("team", "")
    return replace(span, team=next((t.id for t in _teams() if str(t.id) == asked), None))


def _teams() -> Sequence[Team]:
    may = Permission.PROGRAMME_READ if _manages() else Permission.REVIEW
    return all_teams(db.session(), g.viewer.teams_with(may))


def _away(rows: Sequence[ReviewerRow]) -> Mapping[int, Away]:
    people = [row.reviewer_id for row in rows]
    return next_absences(db.session(), people, on=_today())


def _today() -> date:
    return centre_day(db.session(), clock.now())


def _zone() -> ZoneInfo:
    return ZoneInfo(g.time_zone)
