"""Pages of the rules of release and dispute, and of the calendars that their clocks follow."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.people.models import Team
from qa_app.people.queries import all_teams
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.answering.calendars import (
    add_holidays,
    calendar_of,
    calendars_for,
    holidays_of,
    keep_calendar,
    kept_calendar,
    remove_holiday,
)
from scorecards.answering.forms import (
    DAYS,
    RELEASE_LABELS,
    SECOND_LABELS,
    CalendarForm,
    HolidaysForm,
    PolicyForm,
)
from scorecards.answering.holiday_dates import read_dates
from scorecards.answering.models import AnswerPolicy, Holiday
from scorecards.answering.policy import (
    drop_policy,
    general_policy,
    keep_policy,
    kept,
    policy_for,
    rules_of,
)
from scorecards.design.models import Scorecard
from scorecards.design.queries import scorecards_with_versions

bp = Blueprint("answering", __name__, template_folder="templates")
WORDS = {"releases": RELEASE_LABELS, "seconds": SECOND_LABELS, "days": DAYS}
MOST_TOLD = 10


@bp.get("/answering")
@requires(Permission.SCORECARDS_EDIT)
def index() -> str:
    """The general rules, scorecards with their own, and the calendars."""
    session = db.session()
    own = {row.scorecard_id: rules_of(row) for row in session.scalars(select(AnswerPolicy))}
    teams = all_teams(session)
    return render_template(
        "answering/index.html",
        general=general_policy(session),
        cards=[(card, own.get(card.id)) for card in scorecards_with_versions(session)],
        teams=teams,
        calendars=calendars_for(session, [None, *(team.id for team in teams)]),
        today=clock.now().date(),
        **WORDS,
    )


@bp.route("/answering/general", methods=["GET", "POST"])
@requires(Permission.SCORECARDS_EDIT)
def general() -> Any:
    """The rules of all scorecards without their own."""
    return policy_page(None)


@bp.route("/answering/<int:scorecard_id>", methods=["GET", "POST"])
@requires(Permission.SCORECARDS_EDIT)
def of_card(scorecard_id: int) -> Any:
    """The rules of one scorecard."""
    return policy_page(card_or_404(scorecard_id))


@bp.post("/answering/<int:scorecard_id>/drop")
@requires(Permission.SCORECARDS_EDIT)
def drop(scorecard_id: int) -> Response:
    """Let the general rules hold for the scorecard again."""
    card = card_or_404(scorecard_id)
    row = kept(db.session(), card)
    if row is not None:
        drop_policy(db.session(), row, by=g.viewer.id, at=clock.now())
        db.session.commit()
    flash(_("The general rules hold for %(title)s again.", title=card.title), "success")
    return redirect(url_for("answering.index"))


@bp.route("/calendars/all", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def general_calendar() -> Any:
    """The calendar of teams without their own weekdays, and the holidays of all."""
    return calendar_page(None)


@bp.route("/calendars/<int:team_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def team_calendar(team_id: int) -> Any:
    """The calendar of one team."""
    return calendar_page(team_or_404(team_id))


@bp.post("/calendars/all/days")
@requires(Permission.PEOPLE_MANAGE)
def add_general_days() -> Response:
    """Add holidays of all teams."""
    return add_days(None)


@bp.post("/calendars/<int:team_id>/days")
@requires(Permission.PEOPLE_MANAGE)
def add_team_days(team_id: int) -> Response:
    """Add holidays of one team."""
    return add_days(team_or_404(team_id))


@bp.post("/calendars/days/<int:holiday_id>/remove")
@requires(Permission.PEOPLE_MANAGE)
def remove_day(holiday_id: int) -> Response:
    """Take a holiday away."""
    holiday = one_or_404(db.session(), select(Holiday).where(Holiday.id == holiday_id))
    team = holiday.team
    remove_holiday(db.session(), holiday, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Removed. Clocks that run keep their end."), "success")
    return redirect(address_of(team))


def policy_page(card: Scorecard | None) -> Any:
    """Show the form of rules, or keep what was sent."""
    session, form = db.session(), PolicyForm()
    if form.validate_on_submit():
        try:
            keep_policy(session, card, form.policy(), by=g.viewer.id, at=clock.now())
            session.commit()
            flash(_("Kept. It holds for what is submitted, disputed and decided from now on."),
                  "success")  # fmt: skip
            return redirect(url_for("answering.index"))
        except QualityDeskError as error:
            session.rollback()
            form.show(error)
    elif not form.is_submitted():
        form.fill(policy_for(session, card.id) if card else general_policy(session))
    row = kept(session, card)
    page = render_template("answering/policy.html", form=form, card=card, row=row)
    return page, 422 if form.errors else 200


def calendar_page(team: Team | None) -> Any:
    """Show a calendar, or keep its weekdays and zone."""
    session, form = db.session(), CalendarForm()
    form.offer_zones()
    if form.validate_on_submit():
        days, zone = form.weekdays.data or [], form.zone.data or None
        keep_calendar(session, team, weekdays=days, zone=zone, by=g.viewer.id, at=clock.now())
        session.commit()
        flash(_("Kept. Clocks that run keep their end."), "success")
        return redirect(address_of(team))
    if not form.is_submitted():
        row = kept_calendar(session, team)
        form.weekdays.data = sorted(calendar_of(session, team.id if team else None).weekdays)
        form.zone.data = (row.zone if row else None) or ""
    page = render_template(
        "answering/calendar.html",
        form=form,
        add=HolidaysForm(formdata=None),
        team=team,
        holidays=holidays_of(session, team),
        today=clock.now().date(),
        address=address_of(team),
        edits=g.viewer.can(Permission.SCORECARDS_EDIT),
        days=DAYS,
    )
    return page, 422 if form.errors else 200


def add_days(team: Team | None) -> Response:
    """Read days from a form; what cannot be read is named by its line, the rest is kept."""
    form = HolidaysForm()
    read = read_dates(form.text())
    count = add_holidays(db.session(), team, read.days, by=g.viewer.id, at=clock.now())
    db.session.commit()
    known = len(read.days) - count
    words = ngettext("%(num)s day is added.", "%(num)s days are added.", count)
    if known:
        words += " " + ngettext("%(num)s was there already.", "%(num)s were there already.", known)
    flash(words, "success" if count else "warning")
    for line, why in read.refused[:MOST_TOLD]:
        flash(_("Line %(line)s %(why)s.", line=line, why=why), "warning")
    if len(read.refused) > MOST_TOLD:
        flash(_("%(num)s further lines could not be read.", num=len(read.refused) - MOST_TOLD),
              "warning")  # fmt: skip
    return redirect(address_of(team))


def address_of(team: Team | None) -> str:
    """The page of a calendar."""
    if team is None:
        return url_for("answering.general_calendar")
    return url_for("answering.team_calendar", team_id=team.id)


def card_or_404(scorecard_id: int) -> Scorecard:
    """A scorecard, retired ones too: evaluations with them are released and disputed still."""
    card = db.session.get(Scorecard, scorecard_id)
    if card is None:
        raise Missing
    return card


def team_or_404(team_id: int) -> Team:
    """A team."""
    team = db.session.get(Team, team_id)
    if team is None:
        raise Missing
    return team
