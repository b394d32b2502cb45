"""Default deny: every view declares a permission or that it is public, or nothing starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from qa_app.core.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])
MARK = "_qa_access"
PUBLIC = "public"
TOKEN = "token:"  # noqa: S105 - the beginning of a mark
"""Begins the mark of views that programs reach with a token; the scope follows."""


class Viewer(Protocol):
    """What access needs to know of the person who is signed in."""

    @property
    def id(self) -> int: ...

    def can(self, permission: Permission) -> bool:
        """Whether any role held carries the permission."""


def requires(permission: Permission) -> Callable[[View], View]:
    """Let only people with the permission reach the view; scopes decide on which objects."""

    def mark(view: View) -> View:
        setattr(view, MARK, permission)
        return view

    return mark


def public(view: View) -> View:
    """Let everybody reach the view, signed in or not."""
    setattr(view, MARK, PUBLIC)
    return view


def needs_token(scope: str) -> Callable[[View], View]:
    """Let only programs reach the view whose token has the scope; sign-in does not count there."""

    def mark(view: View) -> View:
        setattr(view, MARK, TOKEN + scope)
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Permission | str | None:
    """The permission of an endpoint, `public`, or None where nothing is declared."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return PUBLIC
    return cast("Permission | str | None", getattr(app.view_functions[endpoint], MARK, None))


def guard(
    app: Flask,
    load_viewer: Callable[[], Viewer | None],
    load_caller: Callable[[str], Any] | None = None,
) -> None:
    """Check every request; RuntimeError when a route says nothing of its access.

    `load_caller` gives the program whose token the request carries and raises an error where it
    carries none that has the scope.
    """
    open_routes = sorted(
        rule.endpoint for rule in app.url_map.iter_rules() if not access_of(app, rule.endpoint)
    )
    if open_routes:
        raise RuntimeError(f"these routes declare no access: {', '.join(open_routes)}")

    @app.before_request
    def check() -> Response | None:
        g.viewer = None
        if request.endpoint is None:
            return None
        needed = access_of(app, request.endpoint)
        if isinstance(needed, str) and needed.startswith(TOKEN):
            assert load_caller is not None
            g.caller = load_caller(needed.removeprefix(TOKEN))
            return None
        if request.endpoint != "static":
            g.viewer = load_viewer()
        if needed == PUBLIC:
            return None
        if g.viewer is None:
            if request.method == "GET" and not request.headers.get("HX-Request"):
                return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
            abort(401)
        if not isinstance(needed, Permission) or not g.viewer.can(needed):
            # Outside one's rights looks the same as what does not exist.
            abort(404)
        return None
