"""How disputes end: rates by question, reviewer, team, cause and round, and their download."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext as _

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from scorecards.outcomes.counting import (
    GROUPINGS,
    NEEDED,
    Grouping,
    Outcome,
    Ruled,
    outcome,
    outcomes,
)
from scorecards.outcomes.queries import disputed_rate, ruled
from scorecards.reviews.forms_feedback import CAUSE_LABELS

bp = Blueprint("outcomes", __name__, url_prefix="/disputes", template_folder="templates")
WEEKS = (4, 12, 26, 52)
DEFAULT_WEEKS = 12
ROWS_HEADER = (
    "dispute", "evaluation", "scorecard", "question", "text", "reviewer", "team", "cause", "round",
    "verdict", "opened_at", "decided_at", "decided_by", "days",
)  # fmt: skip
GROUP_HEADER = (
    "name", "decided", "accepted", "in_part", "rejected", "overturned", "share", "low", "high",
    "median_days",
)  # fmt: skip


@bp.get("/outcomes")
@requires(Permission.DISPUTES_DECIDE)
def index() -> str:
    """What became of the disputes of one's scope."""
    weeks, by, since = asked()
    rows = ruled(db.session(), g.viewer, since)
    return render_template(
        "outcomes/index.html",
        weeks=weeks,
        periods=WEEKS,
        by=by,
        whole=outcome("", rows),
        disputed=disputed_rate(db.session(), g.viewer, since),
        groups=outcomes(rows, by),
        named=named,
        needed=NEEDED,
        since=since,
        until=clock.now(),
    )


@bp.get("/outcomes.csv")
@requires(Permission.DISPUTES_DECIDE)
def export() -> Response:
    """The groups as a table, or with `rows=1` every decided question."""
    _weeks, by, since = asked()
    rows = ruled(db.session(), g.viewer, since)
    if request.args.get("rows") == "1":
        return csv_answer("disputed-questions.csv", ROWS_HEADER, map(export_row, rows))
    lines = [group_row(each, by) for each in outcomes(rows, by)]
    return csv_answer(f"disputes-by-{by}.csv", GROUP_HEADER, lines)


def asked() -> tuple[int, Grouping, Any]:
    """Weeks, grouping and the moment since when, as the address says."""
    weeks = next((n for n in WEEKS if str(n) == request.args.get("weeks")), DEFAULT_WEEKS)
    by = next((kind for kind in GROUPINGS if kind == request.args.get("by")), GROUPINGS[0])
    return weeks, by, clock.now() - timedelta(weeks=weeks)


def named(name: str, by: Grouping) -> tuple[str, str]:
    """A group's name in words, and a smaller line under it."""
    if by == "question":
        card, _sign, text = name.partition("\0")
        return text, card
    if by == "cause":
        labels = {cause.value: str(label) for cause, label in CAUSE_LABELS.items()}
        return labels.get(name, _("Not said")), ""
    if by == "round":
        who = _("by a lead or manager") if name == "1" else _("by an independent reviewer")
        return _("Round %(n)s", n=name), who
    return name or _("No team"), ""


def group_row(each: Outcome, by: Grouping) -> list[object]:
    """One group under `GROUP_HEADER`."""
    words, small = named(each.name, by)
    figure = each.overturned
    name = f"{small}: {words}" if by == "question" else words
    return [
        name, each.n, each.accepted, each.part, each.rejected, figure.count, figure.share,
        figure.low, figure.high, round(each.days, 2),
    ]  # fmt: skip


def export_row(row: Ruled) -> list[object]:
    """One decided question under `ROWS_HEADER`."""
    return [
        row.dispute_id, row.evaluation_id, row.card, row.question, row.text, row.reviewer, row.team,
        row.cause, row.round, row.verdict, row.opened_at.isoformat(), row.decided_at.isoformat(),
        row.decided_by, round(row.days, 2),
    ]  # fmt: skip
