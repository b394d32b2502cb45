"""A small app around the component pages: real templates and headers, no database."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from flask import Flask, render_template
from flask_babel import Babel
from flask_wtf import CSRFProtect

from qa_app.web.components_page import bp
from qa_app.web.security import add_headers
from qa_app.web.templating import register_templating

PACKAGE = Path(__file__).resolve().parents[3] / "qa_app"
MANIFEST = PACKAGE / "static" / "dist" / "manifest.json"
AXE = PACKAGE / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def sample_app(role: str) -> Flask:
    """The component pages as seen by an agent, a manager or nobody in particular."""
    app = Flask("qa_app", template_folder="web/templates")
    app.config.update(SECRET_KEY="for tests", TESTING=True)
    Babel(app)
    CSRFProtect(app)
    register_templating(app)
    add_headers(app)
    app.register_blueprint(bp)
    viewer = SimpleNamespace(
        name="Sample", initials="S", role_label="Role", is_agent=role == "agent"
    )
    count = 5 if role == "agent" else 12
    places = [SimpleNamespace(label=f"Place {n}", href="/", current=n == 0) for n in range(count)]

    @app.context_processor
    def layout() -> dict[str, object]:
        known = role != "nobody"
        return {
            "viewer": viewer if known else None,
            "nav_items": places if known else [],
            "unread_count": 120,
            "is_demo": True,
            "search_url": "/components",
            "notifications_url": "/components",
        }

    @app.get("/error")
    def error() -> str:
        return render_template("errors/error.html", status=413, message="Too much.")

    return app
