"""What every template may rely on: assets, nonce, theme, formats in the viewer's time zone."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from flask.templating import Environment
from flask_babel import get_locale, get_translations
from markupsafe import Markup

from qa_app.web import chart_geometry
from qa_app.web.compiled_templates import CompiledTemplates
from qa_app.web.constant import ConstantExtension
from qa_app.web.formatting import FILTERS, when
from qa_app.web.security import csp_nonce

THEMES = ("light", "dark", "auto")


MANIFEST = Path(__file__).resolve().parent.parent / "static" / "dist" / "manifest.json"

_translated: dict[tuple[Any, str], tuple[Markup, Markup]] = {}
_drawn: dict[tuple[str, str, str | None], Markup] = {}
MOST_DRAWN = 2000


@lru_cache(maxsize=4)
def _manifest(path: Path, _changed: float) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text())
    return found


def asset(name: str) -> str:
    """The URL of a built file; RuntimeError that says how to build when it is not there."""
    # A page asks for hundreds of icons, all of one file: each file is looked up once a request.
    known: dict[str, str] | None = g.get("assets")
    if known is None:
        known = g.assets = {}
    if name not in known:
        known[name] = _built(name)
    return known[name]


def _built(name: str) -> str:
    try:
        changed = MANIFEST.stat().st_mtime
    except FileNotFoundError:
        raise RuntimeError("The front end is not built: run `make setup`.") from None
    return url_for("static", filename=f"dist/{_manifest(MANIFEST, changed)[name]}")


def icon(name: str, label: str | None = None) -> Markup:
    """An icon of the sprite; decoration unless a label is given. Any Tabler outline name works.

    A page draws a hundred, so that each is written once and kept.
    """
    key = asset("icons.svg"), name, label
    drawn = _drawn.get(key)
    if drawn is None:
        said = Markup('role="img" aria-label="{}"').format(label) if label else _UNSAID
        drawn = _ICON.format(said, key[0], name)
        if len(_drawn) >= MOST_DRAWN:
            _drawn.clear()
        _drawn[key] = drawn
    return drawn


_ICON = Markup('<svg class="ti" {} focusable="false"><use href="{}#{}"></use></svg>')
_UNSAID = Markup('aria-hidden="true"')


def translations() -> Any:
    """The words of the viewer's language, found once a request (a page has hundreds)."""
    found = g.get("translations")
    if found is None:
        found = g.translations = get_translations()
    return found


def translated(words: str, **variables: Any) -> Markup:
    """What templates call `_`: the words in the viewer's language with the variables, escaped.

    The same as the extension's own, which looks up four things for each of the hundreds of words
    of a page. Only templates' own words come here, so their number is bounded.
    """
    language = translations()
    known = _translated.get((language, words))
    if known is None:
        found = Markup(language.ugettext(words))  # noqa: S704 - our templates and catalogues, no user text
        # Most words have no variables; they are filled in once, as "100 %%" is also written so.
        known = _translated[language, words] = (found, found if variables else found % {})
    with_places, filled = known
    return with_places % variables if variables else filled


def theme() -> str:
    """The theme that the person chose, `auto` when none was."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def time_zone() -> str:
    """The zone in which times are shown to this viewer."""
    zone: str = g.get("time_zone") or "UTC"
    return zone


def _when(moment: datetime | date | None, style: str = "full") -> str:
    return when(moment, time_zone(), style)


class DeskEnvironment(Environment):
    """Hands templates their globals as a plain dictionary.

    Jinja's chain of two is looked through in Python with each import of a template, 17 times a
    page. All globals are registered before the first template is loaded.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's globals and those given with the template."""
        return {**self.globals, **(d or {})}


def register_templating(app: Flask) -> None:
    """Attach the filters and the context of all templates."""
    app.jinja_env.filters["when"] = _when
    app.jinja_env.filters.update(FILTERS)
    # Globals, since macros that are imported without context see nothing else.
    app.jinja_env.globals.update(
        asset=asset,
        csp_nonce=csp_nonce,
        drawn_icon=icon,
        geometry=chart_geometry,
        get_locale=get_locale,
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of its i18n extension
        gettext=lambda words: translations().ugettext(words),
        ngettext=lambda one, many, n: translations().ungettext(one, many, n),
        pgettext=lambda where, words: translations().upgettext(where, words),
        npgettext=lambda where, one, many, n: translations().unpgettext(where, one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = translated
    app.jinja_env.add_extension(ConstantExtension)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.bytecode_cache = CompiledTemplates()

    @app.context_processor
    def context() -> dict[str, Any]:
        return {
            "theme": theme(),
            "time_zone": time_zone(),
        }
