"""Errors as pages and as JSON: what happened, where, what to do next, and nothing lost."""

from __future__ import annotations

import errno
import secrets
import traceback

import structlog
from flask import Flask, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from qa_app.core.db import db, set_reading
from qa_app.core.errors import QualityDeskError
from qa_app.web.kept import kept_form
from qa_app.web.problems import Problem, is_api, problem_answer, problem_body

log = structlog.get_logger()
Answer = ResponseReturnValue
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeout)
TOO_LARGE = 413


def wants_json() -> bool:
    """Whether the request was made by a script of ours or the API, not by a page's form."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" or request.is_json


def is_database_away() -> bool:
    """Whether this answer must be made without the database: it has just not answered."""
    return bool(g.get("database_away"))


def answer_error(status: int, message: str, reference: str = "") -> Answer:
    """An error in the form that the asker reads: JSON, or a page that keeps what was written."""
    if is_api():
        told = {"reference": reference} if reference else {}
        return problem_answer(status, problem_body(status, message) | told)
    if wants_json():
        body = {"error": message} | ({"reference": reference} if reference else {})
        return jsonify(body), status
    # A body that was refused for its size is not read a second time.
    kept = None if status == TOO_LARGE else kept_form()
    page = render_template(
        "errors/error.html", status=status, message=message, reference=reference, kept=kept
    )
    return page, status


def answer_database(error: Exception) -> Answer:
    """What to say when the database is locked, full or away; nothing of the request was kept."""
    g.database_away = True
    # Whatever still looks something up does not queue behind the writer that was in the way.
    set_reading(True)
    reason = str(getattr(error, "orig", None) or error)
    log.error("database not available", error=reason, path=request.path)
    if "full" in reason.lower() or "no space" in reason.lower():
        return answer_full()
    return answer_error(
        503,
        _("The database is busy or away. Nothing was lost and nothing was half saved: try again."),
    )


def answer_full() -> Answer:
    """What to say when there is no room left."""
    return answer_error(
        507,
        _(
            "The disk of this installation is full, so nothing was saved. The person who runs it "
            "has to make room; then try again."
        ),
    )


def answer_fault(error: BaseException | None) -> Answer:
    """An error of our own: logged under a reference, of which the asker sees no more than that."""
    if isinstance(error, DATABASE_AWAY):
        return answer_database(error)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        log.error("no room left", error=str(error), path=request.path)
        return answer_full()
    reference = secrets.token_hex(4)
    trace = "".join(traceback.format_exception(error)) if error else "unknown"
    log.error("fault", reference=reference, method=request.method, path=request.path, trace=trace)
    message = _("Something went wrong on our side. It was logged; nothing was half saved.")
    return answer_error(500, message, reference)


def register_errors(app: Flask) -> None:
    """Attach the handlers; an open transaction is rolled back first."""

    @app.errorhandler(QualityDeskError)
    def refused(error: QualityDeskError) -> Answer:
        db.session.rollback()
        if isinstance(error, Problem):
            return problem_answer(error.status, error.body(), error.headers)
        return answer_error(error.status, error.message)

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> Answer:
        return answer_error(
            400, _("This form is too old or came from elsewhere. Reload the page and try again.")
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Answer:
        db.session.rollback()
        status = error.code or 500
        messages = {
            401: _("You were signed out. Sign in again to go on."),
            404: _("There is nothing here under that address, or you may not see it."),
            405: _("This address does not take that kind of request."),
            413: _("That is larger than this installation accepts."),
        }
        return answer_error(status, messages.get(status) or error.description or error.name)

    for kind in DATABASE_AWAY:
        app.register_error_handler(kind, _database)
    app.register_error_handler(IntegrityError, _collision)
    app.register_error_handler(InternalServerError, _fault)


def _database(error: Exception) -> Answer:
    db.session.rollback()
    return answer_database(error)


def _collision(error: IntegrityError) -> Answer:
    """Two requests wrote the same at the same moment: the first one stands."""
    db.session.rollback()
    if "unique" not in str(error.orig).lower():
        # Any other broken rule of the tables is a fault of ours.
        raise error
    log.warning("collision", error=str(error.orig), path=request.path)
    return answer_error(
        409, _("Somebody else saved the same at the same moment. Look at what is there now.")
    )


def _fault(error: InternalServerError) -> Answer:
    # Sent on by Flask for what nothing else handles; also for faults of the session store.
    db.session.rollback()
    return answer_fault(error.original_exception)
