"""Records that the workers were told; nothing is trained or scored before."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import audit
from qa_app.core.errors import Refused
from qa_app.core.text import clean
from scorecards.flagging.models import WorkerNotice

LONGEST_NAME = 200


def record_notice(
    session: Session,
    *,
    given_by: str,
    given_on: date,
    text: str,
    by: int | None,
    at: datetime,
    actor: str | None = None,
    told_to: str = "",
    council_on: date | None = None,
) -> WorkerNotice:
    """Store who told the workers, when, and what was said; earlier notices stay.

    `told_to` says in words who was told, `council_on` when the works council was informed; both
    may be left out. Refused without a name or text, or for a day that has not come.
    """
    name, words = clean(given_by, lines=False).strip(), clean(text).strip()
    told = clean(told_to, lines=False).strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Say who gave the notice, in at most 200 characters."), field="given_by")
    if not words:
        raise Refused(_("Write down what the workers were told."), field="text")
    if given_on > at.date():
        raise Refused(
            _("This day has not come yet; record the notice once given."), field="given_on"
        )
    if len(told) > LONGEST_NAME:
        raise Refused(_("Say who was told in at most 200 characters."), field="told_to")
    if council_on is not None and council_on > at.date():
        raise Refused(_("This day has not come yet."), field="council_on")
    notice = WorkerNotice(
        given_by=name,
        given_on=given_on,
        text=words,
        told_to=told or None,
        council_on=council_on,
        recorded_by=by,
        recorded_at=at,
    )
    session.add(notice)
    session.flush()
    audit.record(
        session,
        "flagging.record_notice",
        ("worker_notice", notice.id),
        by=by,
        at=at,
        actor=actor,
        after={"given_on": given_on.isoformat()}
        | ({"council_on": council_on.isoformat()} if council_on else {}),
    )
    return notice


def latest_notice(session: Session) -> WorkerNotice | None:
    """The newest notice, None while the workers have not been told."""
    return session.scalar(select(WorkerNotice).order_by(WorkerNotice.id.desc()).limit(1))


def require_notice(session: Session) -> WorkerNotice:
    """The newest notice; Refused where there is none."""
    notice = latest_notice(session)
    if notice is None:
        raise Refused(
            _(
                "The notice to workers is not recorded yet, so nothing is trained or scored. "
                "Record it on the flagging page or with `qa flag notice`."
            )
        )
    return notice
