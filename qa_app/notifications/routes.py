"""The inbox: what happened, newest first, each leading to its page."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.paging import page_of
from qa_app.core.permissions import Permission
from qa_app.notifications.inbox import inbox_of, mark_all_read, mark_read, unread_count
from qa_app.notifications.models import Notification
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404

bp = Blueprint("notifications", __name__, url_prefix="/inbox", template_folder="templates")
NEWEST_FIRST = (Notification.created_at, Notification.id)


@bp.get("")
@requires(Permission.SIGNED_IN)
def index() -> str:
    """One's own messages."""
    before, after = request.args.get("before"), request.args.get("after")
    query = inbox_of(g.viewer.id)
    page = page_of(db.session(), query, NEWEST_FIRST, before=before, after=after)
    unread = unread_count(db.session(), g.viewer.id)
    return render_template("notifications/index.html", page=page, unread=unread)


@bp.post("/<int:message_id>/open")
@requires(Permission.SIGNED_IN)
def open_message(message_id: int) -> Response:
    """Mark a message as read and go to what it is about."""
    query = inbox_of(g.viewer.id).where(Notification.id == message_id)
    message = one_or_404(db.session(), query)
    mark_read(db.session(), message, at=clock.now())
    db.session.commit()
    return redirect(message.path or url_for("notifications.index"))


@bp.post("/read")
@requires(Permission.SIGNED_IN)
def read_all() -> Response:
    """Mark all one's messages as read."""
    mark_all_read(db.session(), g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("All messages are marked as read."))
    return redirect(url_for("notifications.index"))
