"""Pages of calibration sessions: list, follow, close, agree and publish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError, Refused
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.calibration.words import reason_in_words
from scorecards.design.sheet import options_of
from scorecards.reviews.queries import turns_by_id
from scorecards.reviews.results import document_of
from scorecards.sessions import planning, revealing
from scorecards.sessions.agreeing import agree_on, mark_of, read_wishes
from scorecards.sessions.comparing import cited_in, compared, people_beside
from scorecards.sessions.fitting import misfits
from scorecards.sessions.measuring import known
from scorecards.sessions.models import Calibration, SessionState
from scorecards.sessions.policies import (
    SEEN,
    is_leader,
    led_sessions,
    may_change,
    readable_items,
    visible_sessions,
)
from scorecards.sessions.queries import (
    lock,
    session_page,
    waiting_for,
    whole,
)
from scorecards.sessions.unanimous import agree_where_alike, alike

bp = Blueprint("calibration", __name__, template_folder="templates", url_prefix="/calibration")
MANAGE, TAKE_PART = Permission.CALIBRATION_MANAGE, Permission.CALIBRATE
PLAN = Permission.CALIBRATION_PLAN


@bp.get("")
@requires(TAKE_PART)
def index() -> str:
    """Sessions that one may see, the newest first, and those that wait for one."""
    session, args = db.session(), request.args
    state = args.get("state", "")
    page = session_page(session, g.viewer, state, args.get("before"), args.get("after"))
    waiting = waiting_for(session, g.viewer.id)
    return render_template(
        "calibration/index.html",
        page=page,
        state=state,
        waiting=waiting,
        now=clock.now(),
        manages=g.viewer.can(MANAGE),
        plans=g.viewer.can(PLAN),
    )


@bp.get("/<int:calibration_id>")
@requires(TAKE_PART)
def show(calibration_id: int) -> str:
    """A session: one's own part and who has submitted, or, once revealed, everything."""
    session = db.session()
    query = visible_sessions(g.viewer).where(Calibration.id == calibration_id)
    return _page(session, one_or_404(session, whole(query)))


@bp.post("/<int:calibration_id>/<act>")
@requires(TAKE_PART)
def act(calibration_id: int, act: str) -> Response:
    """Cancel, close, agree where all said the same, or publish: `act` is the verb."""
    session = db.session()
    verbs: dict[str, Callable[..., Any]] = {
        "cancel": planning.cancel,
        "close": revealing.close,
        "alike": agree_where_alike,
        "publish": revealing.publish,
    }
    if act not in verbs:
        raise Missing
    _led(session, calibration_id)
    calibration = lock(session, calibration_id)
    try:
        if act == "cancel" and not is_cancel_word(request.form.get("confirm", "")):
            raise Refused(_("Nothing was cancelled: type the word that is asked for."))
        if calibration is not None:
            done = verbs[act](session, calibration, by=g.viewer.id, at=clock.now())
            session.commit()
            if act == "alike":
                words = ngettext("%(num)s answer is agreed.", "%(num)s answers are agreed.", done)
                flash(words, "good")
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
    return redirect(url_for("calibration.show", calibration_id=calibration_id), 303)


@bp.post("/<int:calibration_id>/agreed")
@requires(TAKE_PART)
def agree(calibration_id: int) -> Any:
    """Keep the agreed answers and notes on all questions of an interaction that were changed.

    What cannot be kept comes back as it was typed, with the reason at its question.
    """
    session, sent = db.session(), request.form
    calibration = _led(session, calibration_id)
    lock(session, calibration_id)
    item = next((one for one in calibration.items if str(one.id) == sent.get("item")), None)
    here = url_for("calibration.show", calibration_id=calibration_id)
    if item is None:
        flash(_("Nothing was kept: reload the page and try again."), "watch")
        return redirect(here, 303)
    wishes, refused = read_wishes(document_of(calibration.version), sent)
    try:
        kept, other = agree_on(session, item, wishes, by=g.viewer.id, at=clock.now())
        session.commit()
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
        return redirect(here, 303)
    if kept:
        flash(ngettext("%(num)s answer is kept.", "%(num)s answers are kept.", kept), "good")
    elif not (refused or other):
        flash(_("Nothing was changed."), "good")
    if refused or other:
        return _page(session, calibration, Again(item.id, sent, refused | other)), 422
    return redirect(f"{here}#it-{item.id}", 303)


@dataclass(frozen=True)
class Again:
    """What of an interaction's form comes back: as it was sent, with a reason by question."""

    item_id: int
    sent: MultiDict[str, str]
    refused: dict[str, str]


def _page(session: Session, calibration: Calibration, again: Again | None = None) -> str:
    is_seen = calibration.state in SEEN
    turns = turns_by_id(session, cited_in(calibration)) if is_seen else {}
    return render_template(
        "calibration/show.html",
        calibration=calibration,
        done=revealing.done_by(session, calibration),
        leads=is_leader(g.viewer, calibration),
        begun=planning.has_begun(session, calibration),
        is_seen=is_seen,
        compared=compared(calibration, turns) if is_seen else [],
        people=people_beside(calibration) if is_seen else [],
        names={str(one.user_id): one.user.name for one in calibration.participants},
        measured=known(session, [calibration]) if is_seen else None,
        alike=len(alike(calibration)) if calibration.state is SessionState.REVEALED else 0,
        options_of=options_of,
        mark_of=mark_of,
        unfit=misfits(document_of(calibration.version), [i.interaction for i in calibration.items])
              if calibration.state is SessionState.OPEN else [],
        again=again,
        own={sheet.item_id: sheet for item in calibration.items for sheet in item.sheets
             if sheet.user_id == g.viewer.id},
        now=clock.now(),
        own_id=g.viewer.id,
        changes=may_change(g.viewer, calibration),
        readable=set(session.scalars(readable_items(g.viewer, calibration))),
        reason_in_words=reason_in_words,
    )  # fmt: skip


def _led(session: Session, calibration_id: int) -> Calibration:
    return one_or_404(session, led_sessions(g.viewer).where(Calibration.id == calibration_id))


def is_cancel_word(typed: str) -> bool:
    """Whether the word was typed that cancelling asks for."""
    return typed.strip().casefold() == str(_("cancel")).casefold()


def is_open(calibration: Calibration) -> bool:
    """Whether answers are still blind and can be entered."""
    return calibration.state is SessionState.OPEN
