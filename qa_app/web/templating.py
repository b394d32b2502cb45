"""What every template may rely on: assets, nonce, theme, formats in the viewer's time zone."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale

from qa_app.web import chart_geometry
from qa_app.web.formatting import FILTERS, when
from qa_app.web.security import csp_nonce

THEMES = ("light", "dark", "auto")


@lru_cache(maxsize=4)
def _manifest(path: Path, _changed: float) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text())
    return found


def asset(name: str) -> str:
    """The URL of a built file; RuntimeError that says how to build when it is not there."""
    path = Path(__file__).resolve().parent.parent / "static" / "dist" / "manifest.json"
    if not path.exists():
        raise RuntimeError("The front end is not built: run `make setup`.")
    manifest = _manifest(path, path.stat().st_mtime)
    return url_for("static", filename=f"dist/{manifest[name]}")


def theme() -> str:
    """The theme that the person chose, `auto` when none was."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def time_zone() -> str:
    """The zone in which times are shown to this viewer."""
    zone: str = g.get("time_zone") or "UTC"
    return zone


def register_templating(app: Flask) -> None:
    """Attach the filters and the context of all templates."""
    app.jinja_env.filters["when"] = lambda moment, *a, **k: when(moment, time_zone(), *a, **k)
    app.jinja_env.filters.update(FILTERS)
    # Globals, since macros that are imported without context see nothing else.
    app.jinja_env.globals.update(
        asset=asset, csp_nonce=csp_nonce, geometry=chart_geometry, get_locale=get_locale
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def context() -> dict[str, Any]:
        return {
            "theme": theme(),
            "time_zone": time_zone(),
        }
