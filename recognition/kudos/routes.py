"""The wall, and giving kudos."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.paging import page_of
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.people.models import User
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from recognition.badges.queries import recent_badges
from recognition.kudos.forms import KudosForm
from recognition.kudos.giving import TAKE_BACK, give, take_back
from recognition.kudos.models import Kudos
from recognition.kudos.moments import moments_of
from recognition.kudos.policies import may_cite, teams_of, thankable, visible_kudos
from transcription.interactions.models import Interaction
from transcription.interactions.policies import interactions_in_scope
from transcription.transcripts.models import Turn

bp = Blueprint("recognition", __name__, template_folder="templates", url_prefix="/recognition")


@bp.get("")
@requires(Permission.RECOGNISE)
def index() -> str:
    """Kudos and badges of one's teams, the newest first."""
    query = visible_kudos(g.viewer).options(selectinload(Kudos.giver), selectinload(Kudos.receiver))
    page = page_of(
        db.session(),
        query,
        [Kudos.given_at, Kudos.id],
        before=request.args.get("before"),
        after=request.args.get("after"),
        size=25,
    )
    turns = {kudos.turn_id for kudos in page.items if kudos.turn_id}
    quotes = dict(db.session.execute(select(Turn.id, Turn.text).where(Turn.id.in_(turns))).all())
    return render_template(
        "recognition/index.html",
        page=page,
        quotes=quotes,
        badges=recent_badges(db.session(), teams_of(g.viewer), own=g.viewer.id),
        now=clock.now(),
        take_back=TAKE_BACK,
        own_moments=Permission.INTERACTIONS_READ,
    )


@bp.get("/give")
@requires(Permission.RECOGNISE)
def choose() -> str:
    """Choose whom to thank."""
    agents = db.session.scalars(thankable(g.viewer).order_by(User.name, User.id)).all()
    return render_template("recognition/choose.html", agents=agents)


@bp.route("/give/<int:agent_id>", methods=["GET", "POST"])
@requires(Permission.RECOGNISE)
def give_to(agent_id: int) -> Any:
    """Thank an agent, for a moment of an interaction where one is named."""
    agent = one_or_404(db.session(), thankable(g.viewer).where(User.id == agent_id))
    form = KudosForm(
        interaction_id=request.args.get("interaction_id", ""),
        turn_id=request.args.get("turn_id", ""),
    )
    interaction = _interaction(form.interaction_id.data)
    if interaction is not None:
        named = whole_number(request.args.get("turn_id"))
        form.offer(moments_of(db.session(), interaction, named))
    if form.validate_on_submit():
        try:
            give(
                db.session(),
                agent,
                text=form.text.data,
                interaction=interaction,
                turn_id=whole_number(form.turn_id.data),
                by=g.viewer.id,
                at=clock.now(),
            )
        except QualityDeskError as error:
            form.show(error)
        else:
            db.session.commit()
            flash(_("%(name)s will read it.", name=agent.name))
            return redirect(url_for("recognition.index"))
    page = render_template("recognition/give.html", agent=agent, form=form, interaction=interaction)
    return page, 422 if form.errors else 200


@bp.post("/<int:kudos_id>/take-back")
@requires(Permission.RECOGNISE)
def withdraw(kudos_id: int) -> Response:
    """Take one's own kudos back."""
    kudos = one_or_404(db.session(), visible_kudos(g.viewer).where(Kudos.id == kudos_id))
    take_back(db.session(), kudos, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Taken back."))
    return redirect(url_for("recognition.index"))


def _interaction(value: str | None) -> Interaction | None:
    """The interaction that is named, within the giver's scope; 404 outside it."""
    number = whole_number(value)
    if number is None or not may_cite(g.viewer):
        return None
    scope = interactions_in_scope(g.viewer).where(Interaction.id == number)
    return one_or_404(db.session(), scope)
