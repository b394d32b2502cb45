"""Home, per role."""

from __future__ import annotations

from flask import Blueprint, render_template

from qa_app.core.permissions import Permission
from qa_app.web.access import public, requires

bp = Blueprint("dashboards", __name__, template_folder="templates")


@bp.get("/")
@requires(Permission.SIGNED_IN)
def home() -> str:
    """The first page after sign-in."""
    return render_template("dashboards/home.html")


@bp.get("/health")
@public
def health() -> dict[str, str]:
    """Whether the web process answers."""
    return {"status": "ok"}
