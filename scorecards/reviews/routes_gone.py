"""What became of an item that was taken away, and what one had entered, to read and to keep."""

from __future__ import annotations

from flask import Response, g, render_template, request
from flask_babel import gettext as _

from qa_app.core.db import db
from qa_app.core.errors import Missing
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from scorecards.reviews.gone import Gone, as_text, gone_of
from scorecards.reviews.routes import bp


@bp.get("/review/<int:assignment_id>/gone")
@requires(Permission.REVIEW)
def gone(assignment_id: int) -> str:
    """Why one no longer has it, and the draft that was kept."""
    return render_template("reviews/gone.html", gone=_found(assignment_id), args=request.args)


@bp.get("/review/<int:assignment_id>/gone.txt")
@requires(Permission.REVIEW)
def gone_text(assignment_id: int) -> Response:
    """What one had entered, as a text file."""
    found = _found(assignment_id)
    about = found.assignment.interaction
    title = _("Draft of interaction %(id)s, not submitted", id=about.id)
    answer = Response(as_text(found, str(title)), mimetype="text/plain")
    name = f"draft-{found.assignment.id}.txt"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _found(assignment_id: int) -> Gone:
    found = gone_of(db.session(), g.viewer, assignment_id)
    if found is None:
        raise Missing
    return found
