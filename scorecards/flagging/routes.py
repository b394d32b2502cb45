"""Pages of flagging: the model card, the notice to workers, the switch, training, one flag."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectChoice

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError, Refused
from qa_app.core.jobs.models import JobState
from qa_app.core.jobs.queue import enqueue
from qa_app.core.permissions import Permission
from qa_app.people.queries import all_teams
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from qa_app.web.templating import time_zone
from scorecards.design.models import Scorecard
from scorecards.flagging import card_charts, card_page, wording
from scorecards.flagging.asking import WORKING, ask_for_training, last_training
from scorecards.flagging.example import LEAST_LABELS, LEAST_OF_EACH
from scorecards.flagging.flag_page import findings_of, reasons_of
from scorecards.flagging.forms import NoticeForm, TrainForm
from scorecards.flagging.labels import label_counts, standard_for
from scorecards.flagging.models import FlagModel
from scorecards.flagging.notice import latest_notice, record_notice, require_notice
from scorecards.flagging.promotion import load_model, put_in_use, version_numbered
from scorecards.flagging.queries import (
    flag_counts,
    flag_of,
    interaction_of,
    model_in_use,
    versions,
)
from scorecards.flagging.switch import is_on, switch

bp = Blueprint("flagging", __name__, template_folder="templates", url_prefix="/flagging")
LIFT_COLUMNS = (
    "share_reviewed", "found", "found_low", "found_high", "lift", "lift_low", "lift_high",
)  # fmt: skip
CALIBRATION_COLUMNS = ("n", "predicted", "found_low", "interval_low", "interval_high")


@bp.get("")
@requires(Permission.FLAGGING_READ)
def index() -> str:
    """The card of the version in use, or what has to be done before there is one."""
    return _page(db.session(), model_in_use(db.session()))


@bp.get("/versions/<int:number>")
@requires(Permission.FLAGGING_READ)
def version(number: int) -> str:
    """The card of any kept version."""
    session = db.session()
    return _page(session, version_numbered(session, number))


@bp.post("/notice")
@requires(Permission.FLAGGING_MANAGE)
def notice() -> Any:
    """Record the notice to workers."""
    session, form = db.session(), NoticeForm()
    if form.validate_on_submit():
        try:
            record_notice(session, given_by=form.given_by.data or "", given_on=form.given_on.data,
                text=form.text.data or "", told_to=form.told_to.data or "",
                council_on=form.council_on.data, by=g.viewer.id, at=clock.now())  # fmt: skip
            session.commit()
            flash(_("The notice is recorded. Flagging may be trained and used now."), "good")
            return redirect(url_for("flagging.index"))
        except QualityDeskError as error:
            form.show(error)
    return _page(session, model_in_use(session), notice_form=form), 422


@bp.post("/train")
@requires(Permission.FLAGGING_MANAGE)
def train() -> Any:
    """Have a version trained in the background."""
    session, form = db.session(), _train_form(db.session())
    if form.validate_on_submit():
        try:
            mark = form.low_below.data
            ask_for_training(
                session,
                scorecard_title=form.scorecard.data or None,
                low_below=None if mark is None else float(mark),
                by=g.viewer.id,
            )
            session.commit()
            return redirect(url_for("flagging.index"))
        except QualityDeskError as error:
            form.show(error)
    return _page(session, model_in_use(session), train_form=form), 422


@bp.get("/training")
@requires(Permission.FLAGGING_MANAGE)
def training() -> str | AnyResponse:
    """The progress of training, asked every two seconds; sends to the card at the end."""
    job = last_training(db.session())
    if job is None or job.state not in WORKING:
        return Response("", headers={"HX-Redirect": url_for("flagging.index")})
    return render_template("flagging/_training.html", job=job)


@bp.post("/switch")
@requires(Permission.FLAGGING_MANAGE)
def turn() -> AnyResponse:
    """Switch flagging on or off."""
    session, on = db.session(), request.form.get("on") == "1"
    switch(session, on, by=g.viewer.id, at=clock.now())
    model = model_in_use(session)
    if on and model is not None:
        # What came in meanwhile has no scores yet.
        enqueue(session, "flagging.score_all", {"model_id": model.id})
    session.commit()
    flash(_("Flagging is on.") if on else _("Flagging is off. Nothing else has stopped."), "good")
    return redirect(url_for("flagging.index"))


@bp.post("/versions/<int:number>/use")
@requires(Permission.FLAGGING_MANAGE)
def use(number: int) -> AnyResponse:
    """Put a kept version in use."""
    session = db.session()
    require_notice(session)
    chosen = version_numbered(session, number)
    # Its file takes a second or two to read, in which nobody should have to wait.
    session.commit()
    try:
        load_model(session, chosen)
        put_in_use(session, chosen, by=g.viewer.id, at=clock.now())
        session.commit()
        flash(_("Version %(number)s is in use.", number=number), "good")
    except Refused as refused:
        session.rollback()
        flash(refused.message, "poor")
    return redirect(url_for("flagging.index"))


@bp.get("/versions/<int:number>/lift.csv")
@requires(Permission.FLAGGING_READ)
def lift_file(number: int) -> Response:
    """Recall and lift as CSV."""
    rows = card_page.lift_rows(version_numbered(db.session(), number).card)
    return csv_answer(f"flagging-{number}-lift.csv", LIFT_COLUMNS, rows)


@bp.get("/versions/<int:number>/calibration.csv")
@requires(Permission.FLAGGING_READ)
def calibration_file(number: int) -> Response:
    """The calibration bins as CSV."""
    rows = card_page.calibration_rows(version_numbered(db.session(), number).card)
    return csv_answer(f"flagging-{number}-calibration.csv", CALIBRATION_COLUMNS, rows)


@bp.get("/of/<int:interaction_id>")
@requires(Permission.EVALUATIONS_READ)
def of_interaction(interaction_id: int) -> str:
    """What model and rules say of an interaction, for whoever has not still to judge it."""
    session = db.session()
    interaction = interaction_of(session, g.viewer, interaction_id)
    if interaction is None:
        raise Missing
    flag = flag_of(session, g.viewer, interaction_id)
    return render_template(
        "flagging/of_interaction.html",
        interaction=interaction,
        flag=flag,
        reasons=reasons_of(session, flag) if flag else [],
        findings=findings_of(session, interaction),
        model=model_in_use(session),
        on=is_on(session),
    )


def _page(
    session: Session,
    shown: FlagModel | None,
    notice_form: NoticeForm | None = None,
    train_form: TrainForm | None = None,
) -> str:
    told = latest_notice(session)
    job = last_training(session)
    used = model_in_use(session)
    own = g.viewer.teams_with(Permission.FLAGGING_READ)
    return render_template(
        "flagging/index.html" if shown is None else "flagging/card.html",
        model=shown,
        used=used,
        before=_before(session, used),
        notice=told,
        on=is_on(session),
        manages=g.viewer.can(Permission.FLAGGING_MANAGE),
        notice_form=notice_form or NoticeForm(formdata=None),
        train_form=train_form or _train_form(session, empty=True),
        job=job if job and job.state in WORKING else None,
        failed=job if job and job.state is JobState.PARKED else None,
        labels=_labels(session) if shown is None else None,
        needed=(LEAST_LABELS, LEAST_OF_EACH),
        versions=versions(session),
        counts=flag_counts(session, shown) if shown else None,
        page=card_page,
        charts=card_charts,
        said=wording.said,
        zone=time_zone(),
        teams={each.name for each in all_teams(session, own)},
    )


def _before(session: Session, used: FlagModel | None) -> FlagModel | None:
    """The version that was in use before, for one step back."""
    kept = [v for v in versions(session) if v.in_use_since and v is not used]
    return max(kept, key=lambda v: (v.in_use_since, v.number)) if kept and used else None


def _labels(session: Session) -> tuple[int, int]:
    try:
        return label_counts(session, standard_for(session, None, None))
    except Refused:
        # No scorecard has a pass mark; the form asks for a percentage.
        return 0, 0


def _train_form(session: Session, empty: bool = False) -> TrainForm:
    form = TrainForm(formdata=None) if empty else TrainForm()
    titles = session.scalars(select(Scorecard.title).order_by(Scorecard.title))
    form.scorecard.choices = [
        *form.scorecard.choices,
        *(SelectChoice(title, title) for title in titles),
    ]
    return form
