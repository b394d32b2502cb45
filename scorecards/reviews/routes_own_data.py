"""The agent's own data: what is held about them in evaluations, to look at and to download."""

from __future__ import annotations

import json
from datetime import datetime

from flask import Blueprint, Response, g, render_template
from sqlalchemy import func, select

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from scorecards.reviews.feedback_export import CSV_HEADER, own_data, own_rows
from scorecards.reviews.visibility import own_feedback

bp = Blueprint("own_data", __name__, url_prefix="/my-data", template_folder="templates")


@bp.get("")
@requires(Permission.OWN_FEEDBACK)
def index() -> str:
    """What is held, who sees it, and the downloads."""
    count = db.session.scalar(select(func.count()).select_from(own_feedback(g.viewer).subquery()))
    return render_template("feedback/own_data.html", count=count or 0)


@bp.get("/feedback.json")
@requires(Permission.OWN_FEEDBACK)
def as_json() -> Response:
    """All released evaluations with answers, evidence, disputes and earlier versions."""
    at = clock.now()
    held = list(own_data(db.session(), own_feedback(g.viewer), at=at))
    data = {"person": g.viewer.name, "made_at": at.isoformat(), "evaluations": held}
    response = Response(json.dumps(data, ensure_ascii=False, indent=2), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{_name(at)}.json"'
    return response


@bp.get("/feedback.csv")
@requires(Permission.OWN_FEEDBACK)
def as_csv() -> Response:
    """The same as a table, one row for each question."""
    at = clock.now()
    rows = own_rows(db.session(), own_feedback(g.viewer), at=at)
    return csv_answer(f"{_name(at)}.csv", CSV_HEADER, rows)


def _name(at: datetime) -> str:
    return f"my-feedback-{at:%Y-%m-%d}"
