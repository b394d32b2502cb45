"""Pages for giving items to other reviewers: list, preview, do it, earlier acts, undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError, Refused
from qa_app.core.paging import page_of
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.people.models import User
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.absences.models import ReviewerAbsence
from scorecards.absences.policies import visible_absences
from scorecards.absences.queries import next_absences
from scorecards.absences.zones import centre_day
from scorecards.handover import queries
from scorecards.handover.forms import BareForm
from scorecards.handover.moving import locked_rows, move, preview, undo
from scorecards.handover.policies import movable_assignments, visible_reassignments
from scorecards.handover.queries import read_filter
from scorecards.handover.sharing import Sharing
from scorecards.reviews.models import Assignment
from scorecards.reviews.models_acts import Handover, Reassignment, is_gone_from
from transcription.interactions.models import Interaction

bp = Blueprint("handover", __name__, template_folder="templates")
MANAGE = Permission.SAMPLING_MANAGE


@bp.get("/reassign")
@requires(MANAGE)
def index() -> str:
    """Open items by filter, to be ticked; the most urgent first."""
    return _list(MultiDict())


@bp.post("/reassign/preview")
@requires(MANAGE)
def look() -> Any:
    """What would move to whom and what cannot, before anything is done; `back` goes back to it."""
    session, at = db.session(), clock.now()
    if "back" in request.form:
        return _list(request.form)
    try:
        shares = read_shares(request.form)
        rows = _chosen(session)
        sharing = preview(session, rows, shares, at=at)
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
        return _list(request.form), 422
    return render_template(
        "handover/preview.html",
        shares=shares,
        form=BareForm(formdata=None),
        wanted=read_filter(request.args),
        sent=request.form,
        **_words(session, rows, sharing),
    )


@bp.post("/reassign")
@requires(MANAGE)
def do() -> Response:
    """Move what was previewed; what has changed since stays where it is."""
    session = db.session()
    try:
        shares = read_shares(request.form)
        rows = as_previewed(locked_rows(session, _ids(_chosen(session))), request.form)
        if not rows:
            session.rollback()
            return _moved_already(session)
        reason = request.form.get("reason", "")
        done = move(session, rows, shares, reason=reason, by=g.viewer.id, at=clock.now())
        session.commit()
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
        return redirect(_list_address())
    if done.reassignment is None:
        flash(_("Nothing could move: see the reasons in the preview."), "watch")
        return redirect(_list_address())
    return redirect(url_for("handover.show", reassignment_id=done.reassignment.id), 303)


@bp.get("/reassign/done")
@requires(MANAGE)
def past() -> str:
    """Earlier acts, the newest first."""
    query = visible_reassignments(g.viewer).options(joinedload(Reassignment.person))
    page = page_of(db.session(), query, [Reassignment.id], before=request.args.get("before"),
                   after=request.args.get("after"))  # fmt: skip
    return render_template("handover/past.html", page=page)


@bp.get("/reassign/<int:reassignment_id>")
@requires(MANAGE)
def show(reassignment_id: int) -> str:
    """One act: what went from whom to whom, and the way back."""
    act = _act(reassignment_id)
    return render_template("handover/show.html", act=act, form=BareForm(formdata=None))


@bp.post("/reassign/<int:reassignment_id>/undo")
@requires(MANAGE)
def take_back(reassignment_id: int) -> Response:
    """Give back what the new reviewers have not begun."""
    session = db.session()
    act = _act(reassignment_id)
    try:
        locked_rows(session, [one.assignment_id for one in act.items])
        back, left = undo(session, act, by=g.viewer.id, at=clock.now())
        session.commit()
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
        return redirect(url_for("handover.show", reassignment_id=reassignment_id))
    text = ngettext("%(num)s item went back.", "%(num)s items went back.", len(back))
    if left:
        text += " " + _("%(n)s stay, as they were begun or moved on.", n=len(left))
    flash(text, "good" if back else "watch")
    return redirect(url_for("handover.show", reassignment_id=reassignment_id))


@bp.get("/queue/taken")
@requires(Permission.REVIEW)
def taken() -> str:
    """Items of one's own that a manager gave to others, with the drafts that were kept."""
    query = (
        select(Handover)
        .where(is_gone_from(g.viewer.id))
        .options(
            joinedload(Handover.reassignment).joinedload(Reassignment.person),
            joinedload(Handover.assignment)
            .joinedload(Assignment.interaction)
            .joinedload(Interaction.agent),
        )
    )
    page = page_of(db.session(), query, [Handover.id], before=request.args.get("before"),
                   after=request.args.get("after"))  # fmt: skip
    return render_template("handover/taken.html", page=page)


def read_shares(sent: MultiDict[str, str]) -> dict[int, float]:
    """The ticked reviewers with their shares; Refused where a share is no number."""
    shares = {}
    for text in sent.getlist("to"):
        person = whole_number(text)
        try:
            share = float(sent.get(f"share-{text}", "1").replace(",", ".") or 1)
        except ValueError as error:
            raise Refused(_("A share is a number, such as 1 or 0.5."), field="to") from error
        if person is not None:
            shares[person] = share
    return shares


def as_previewed(rows: Sequence[Assignment], sent: MultiDict[str, str]) -> list[Assignment]:
    """Those that are still with whom the preview saw them with; without a preview, all."""
    held = set(sent.getlist("held"))
    return [row for row in rows if not held or f"{row.id}:{row.reviewer_id}" in held]


def _moved_already(session: Session) -> Response:
    """Lead to what the same form did when it was sent before, else to the list."""
    flash(
        _("These items were moved or finished after the preview. Nothing more was moved."), "watch"
    )
    numbers = [whole_number(text) for text in request.form.getlist("id")]
    ids = [number for number in numbers if number is not None]
    act = session.scalar(queries.act_with(visible_reassignments(g.viewer), g.viewer.id, ids))
    if act is None:
        return redirect(_list_address())
    return redirect(url_for("handover.show", reassignment_id=act.id), 303)


def _list(sent: MultiDict[str, str]) -> str:
    """The list; what a form sent stays ticked, with its shares."""
    session, wanted, at = db.session(), read_filter(request.args), clock.now()
    absence = _absence(wanted)
    scope = queries.filtered(session, movable_assignments(g.viewer), wanted, at, absence)
    people, today = _people(session), centre_day(session, at)
    return render_template(
        "handover/index.html",
        page=queries.items_page(session, scope, request.args.get("after")),
        total=queries.count_matching(session, scope),
        wanted=wanted,
        at=at,
        form=BareForm(formdata=None),
        holders=queries.holders(session),
        plans=queries.plans_with_work(session),
        people=people,
        away=next_absences(session, [user.id for user in people], on=today),
        today=today,
        absence=absence,
        counts=queries.open_counts(session),
        most=queries.MOST,
        sent=sent,
        ticked=set(sent.getlist("id")),
        takers=set(sent.getlist("to")),
    )


def _chosen(session: Session) -> list[Assignment]:
    """The ticked items, or all that match the filter of the address, within the viewer's scope."""
    scope = movable_assignments(g.viewer)
    if request.form.get("all") == "1":
        wanted = read_filter(request.args)
        fitting = queries.filtered(session, scope, wanted, clock.now(), _absence(wanted))
        ids = queries.matching_ids(session, fitting)
    else:
        sent = (whole_number(text) for text in request.form.getlist("id"))
        ids = [number for number in sent if number is not None][: queries.MOST]
    if not ids:
        raise Refused(_("Tick the items that are to move."))
    query = scope.where(Assignment.id.in_(ids)).options(
        joinedload(Assignment.interaction).joinedload(Interaction.agent),
        joinedload(Assignment.reviewer),
    )
    return list(session.scalars(query.order_by(Assignment.due_at, Assignment.id)))


def _ids(rows: Sequence[Assignment]) -> list[int]:
    return [row.id for row in rows]


def _words(session: Session, rows: Sequence[Assignment], sharing: Sharing) -> dict[str, Any]:
    by_id = {row.id: row for row in rows}
    people = {user.id: user for user in _people(session)}
    return {
        "moves": [(by_id[item.id], people[taker]) for item, taker in sharing.moves],
        "stay": [(by_id[item.id], why) for item, why in sharing.stay],
        "totals": [
            (user, sum(taker == user.id for _item, taker in sharing.moves))
            for user in people.values()
            if any(taker == user.id for _item, taker in sharing.moves)
        ],
    }


def _people(session: Session) -> list[User]:
    ids = [taker.id for taker in queries.takers(session, on=centre_day(session, clock.now()))]
    return list(session.scalars(select(User).where(User.id.in_(ids)).order_by(User.name, User.id)))


def _absence(wanted: queries.Filter) -> ReviewerAbsence | None:
    """The absence that the filter names, where the viewer may see it."""
    query = visible_absences(g.viewer).where(ReviewerAbsence.id == wanted.absence)
    return db.session().scalars(query).one_or_none() if wanted.absence else None


def _list_address() -> str:
    address: dict[str, Any] = {**read_filter(request.args).address()}
    return url_for("handover.index", **address)


def _act(reassignment_id: int) -> Reassignment:
    query = visible_reassignments(g.viewer).where(Reassignment.id == reassignment_id)
    return one_or_404(db.session(), query)
