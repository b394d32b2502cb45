"""Errors as pages and as fragments: what happened, where, and what to do next."""

from __future__ import annotations

import structlog
from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError

log = structlog.get_logger()
Answer = ResponseReturnValue


def wants_json() -> bool:
    """Whether the request was made by a script of ours or the API."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == (
        "application/json"
    )


def answer_error(status: int, message: str) -> Answer:
    """An error in the form the asker reads: JSON or a page."""
    if wants_json():
        return jsonify({"error": message}), status
    return render_template("errors/error.html", status=status, message=message), status


def register_errors(app: Flask) -> None:
    """Attach the handlers; an open transaction is rolled back first."""

    @app.errorhandler(QualityDeskError)
    def refused(error: QualityDeskError) -> Answer:
        db.session.rollback()
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
            401: _("Sign in again to go on. What you wrote is kept in this window."),
            404: _("There is nothing here under that address, or you may not see it."),
            405: _("This address does not take that kind of request."),
            413: _("That is larger than this installation accepts."),
        }
        return answer_error(status, messages.get(status) or error.description or error.name)

    @app.errorhandler(OperationalError)
    def database(error: OperationalError) -> Answer:
        db.session.rollback()
        log.error("database not available", error=str(error.orig))
        text = str(error.orig).lower()
        if "full" in text or "no space" in text:
            return answer_error(507, _("The disk is full. Nothing was saved; make room, retry."))
        return answer_error(503, _("The database is busy or away. Nothing was lost; try again."))

    @app.errorhandler(InternalServerError)
    def fault(error: InternalServerError) -> Answer:
        db.session.rollback()
        return answer_error(
            500, _("Something went wrong on our side. It was logged; nothing was half saved.")
        )
