"""Builds the Flask application from its settings: rooms, access, headers, templates."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import structlog
from flask import Flask, Response, current_app, g, request, session, url_for
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from qa_app import pipeline, rooms
from qa_app.api.callers import Caller, caller_of
from qa_app.config import Settings, load_settings
from qa_app.core.db import EXTENSION, db, prepare_engine, set_reading
from qa_app.core.events import set_subscriptions
from qa_app.core.jobs.carrier import Carrier
from qa_app.core.keys import load_keyring
from qa_app.core.locks import watch_locks
from qa_app.core.permissions import Permission, Role
from qa_app.core.storage import Storage
from qa_app.demo.state import shows_demo
from qa_app.installation import Installation
from qa_app.navigation import nav_items, user_links
from qa_app.notifications.inbox import unread_count
from qa_app.people.actor import Actor, actor_of
from qa_app.people.forms import ROLE_LABELS
from qa_app.people.models import User
from qa_app.people.queries import user_with_grants
from qa_app.people.sessions import USER_KEY, DatabaseSessions, DeskSession
from qa_app.web.access import guard
from qa_app.web.errors import is_database_away, register_errors
from qa_app.web.limits import FORM_BYTES, RowNumber, takes_files
from qa_app.web.security import add_headers
from qa_app.web.templating import DeskEnvironment, register_templating

babel = Babel()
csrf = CSRFProtect()


def build(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """The application for `settings`, by default those of the environment."""
    settings = settings or load_settings()
    set_up_logging(settings.log_level)
    app = Flask("qa_app", instance_path=str(settings.instance), template_folder="web/templates")
    app.jinja_environment = DeskEnvironment
    app.testing = testing
    keys = load_keyring(
        settings.instance,
        reveal_key=settings.reveal_key or None,
        holding_key=settings.holding_key or None,
    )
    app.config.update(
        SECRET_KEY=keys.secret,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_UPLOAD_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=5000,
        SESSION_COOKIE_NAME="qd_visit",
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="en",
    )
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count)  # type: ignore[method-assign]
    app.url_map.converters["int"] = RowNumber
    db.init_app(app)
    with app.app_context():
        engine = db.engine
        prepare_engine(engine)
        watch_locks(engine)
    app.extensions[EXTENSION] = Installation(
        settings, engine, keys, Storage(settings.storage), Carrier(settings.jobs)
    )
    babel.init_app(app)
    set_subscriptions(pipeline.EVENTS)
    _wire_requests(app, settings)
    register_templating(app)
    add_headers(app)
    register_errors(app)
    rooms.register(app)
    guard(app, _load_viewer, _load_caller)
    # After the guard: who was signed out meanwhile is told that, not that their form is forged.
    csrf.init_app(app)
    # Its requests carry a token and no cookie counts, so nobody can be made to send one.
    csrf.exempt(app.blueprints["api"])
    _wire_layout(app)
    return app


def set_up_logging(level: str) -> None:
    """Structured lines on standard error; never the words of customers."""
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=number, format="%(message)s")
    # What a migration did is said by whoever asked for it; its own remarks are for developers.
    logging.getLogger("alembic").setLevel(max(number, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _engine_options(settings: Settings) -> dict[str, object]:
    # An error of the database names its statement, never what customers said in its parameters.
    # The connection used last is used next: what it has read ahead is not read by all of them.
    options: dict[str, object] = {"hide_parameters": True, "pool_use_lifo": True}
    if settings.database.startswith("sqlite"):
        return {**options, "pool_size": settings.web_threads + 4, "max_overflow": 20}
    return {
        **options,
        "pool_size": settings.web_threads + 2,
        "max_overflow": 10,
        "pool_pre_ping": True,
    }


def _wire_requests(app: Flask, settings: Settings) -> None:
    installed: Installation = app.extensions[EXTENSION]
    app.session_interface = DatabaseSessions(
        installed.open_session,
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_hours),
    )

    @app.before_request
    def mark_reading() -> None:
        # Readers need not queue with writers; what changes anything is never a GET.
        set_reading(request.method in {"GET", "HEAD", "OPTIONS"})
        if takes_files(app, request.endpoint):
            request.max_content_length = app.config["MAX_UPLOAD_LENGTH"]

    @app.after_request
    def end_transaction(response: Response) -> Response:
        # What no route committed is dropped before the sign-in session is stored, which
        # happens on a connection of its own and would wait for this one's lock.
        db.session.rollback()
        return response

    @app.teardown_request
    def unmark(_error: BaseException | None) -> None:
        set_reading(False)


def _load_viewer() -> Actor | None:
    trouble = cast(DeskSession, session).trouble
    if trouble:
        raise trouble
    user_id = session.get(USER_KEY)
    if user_id is None:
        return None
    user = user_with_grants(db.session(), user_id)
    if user is None or not user.active:
        return None
    actor = actor_of(user)
    g.layout_viewer = _layout_viewer(user, actor)
    g.user = user
    g.time_zone = user.time_zone or installation_settings().time_zone
    return actor


def _load_caller(scope: str) -> Caller:
    # What was looked up until here would hold SQLite's lock, for which the next would wait.
    db.session.rollback()
    installed: Installation = current_app.extensions[EXTENSION]
    return caller_of(installed.open_session, request.headers.get("Authorization", ""), scope)


def installation_settings() -> Settings:
    """The settings of the present application."""
    found: Settings = db.session().info["settings"]
    return found


@dataclass(frozen=True)
class LayoutViewer:
    """The signed-in person as the layout shows them; `actor` for permission checks."""

    name: str
    initials: str
    role_label: str
    is_agent: bool
    actor: Actor
    keys: dict[str, str]
    """Their own keys by action, as far as these differ from the delivered ones."""


def _layout_viewer(user: User, actor: Actor) -> LayoutViewer:
    roles = [ROLE_LABELS[role] for role in ROLE_LABELS if role in actor.roles]
    return LayoutViewer(
        name=user.name,
        initials=user.initials,
        role_label=str(roles[-1]) if roles else "",
        is_agent=actor.roles == {Role.AGENT},
        actor=actor,
        keys=user.keys or {},
    )


def _wire_layout(app: Flask) -> None:
    known = frozenset(app.view_functions)

    @app.context_processor
    def layout() -> dict[str, object]:
        actor: Actor | None = g.get("viewer")
        away = is_database_away()
        return {
            "nav_items": nav_items(actor, known),
            "viewer": g.layout_viewer if actor else None,
            "unread_count": unread_count(db.session(), actor.id) if actor and not away else 0,
            "is_demo": not away and shows_demo(db.session(), request.environ),
            "notifications_url": _url_of(known, "notifications.index"),
            "keys_url": _url_of(known, "keys.show"),
            "user_links": user_links(actor, known),
            "search_url": _url_of(known, "interactions.index") if _may_search(actor) else None,
            "P": Permission,
        }


def _may_search(actor: Actor | None) -> bool:
    return actor is not None and actor.can(Permission.INTERACTIONS_READ)


def _url_of(known: Collection[str], endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in known else None
