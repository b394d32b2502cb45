"""Sign-in, sign-out, first manager, one-time links, and the people and teams pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from qa_app.core import clock
from qa_app.core.audit import record
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError, Refused
from qa_app.core.permissions import Permission, Role
from qa_app.people.accounts import (
    add_team,
    add_user,
    password_fits,
    set_active,
    set_grants,
    set_password,
)
from qa_app.people.forms import (
    ROLE_LABELS,
    FirstManagerForm,
    PasswordForm,
    SignInForm,
    TeamForm,
    UserForm,
)
from qa_app.people.links import make_link, needs_first_manager, open_link
from qa_app.people.models import Team, User
from qa_app.people.queries import (
    all_teams,
    team_summaries,
    user_by_email,
    user_with_grants,
)
from qa_app.people.roster import roster_page
from qa_app.people.sessions import DeskSession
from qa_app.people.throttle import forget_failures, is_throttled, note_failure
from qa_app.web.access import public, requires

bp = Blueprint("people", __name__, template_folder="templates")
TEAM_ROLES = {Role.AGENT, Role.TEAM_LEAD}


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    """Sign in with address and password; throttled per account and per address."""
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        first = needs_first_manager(db.session())
        return render_template("people/sign_in.html", form=form, first=first)
    at, email = clock.now(), form.email.data
    address = request.remote_addr or ""
    if is_throttled(db.session(), email, address, at):
        form.form_errors.append(_("Too many attempts. Wait a quarter of an hour, then try again."))
        return render_template("people/sign_in.html", form=form), 429
    user = user_by_email(db.session(), email)
    if not password_fits(user, form.password.data) or user is None or not user.active:
        note_failure(db.session(), email, address, at)
        db.session.commit()
        form.form_errors.append(_("Address and password do not go together."))
        return render_template("people/sign_in.html", form=form), 422
    forget_failures(db.session(), email)
    begin_session(user)
    db.session.commit()
    return redirect(safe_next(form.next.data) or url_for("dashboards.home"))


@bp.post("/sign-out")
@requires(Permission.SIGNED_IN)
def sign_out() -> Response:
    """End this browser's session."""
    session.clear()
    return redirect(url_for("people.sign_in"))


@bp.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> Any:
    """Set a password by one-time link, or make the first QA manager."""
    link = open_link(db.session(), token, clock.now())
    first = link.user_id is None
    form = FirstManagerForm() if first else PasswordForm()
    if form.validate_on_submit():
        try:
            user = _user_of_link(link.user_id, form)
            set_password(db.session(), user, form.password.data, by=user.id, at=clock.now())
        except QualityDeskError as error:
            db.session.rollback()
            form.show(error)
            return render_template("people/welcome.html", form=form, first=first), 422
        link.used_at = clock.now()
        begin_session(user)
        db.session.commit()
        return redirect(url_for("dashboards.home"))
    return render_template("people/welcome.html", form=form, first=first)


@bp.get("/people")
@requires(Permission.PEOPLE_MANAGE)
def index() -> str:
    """People and teams, with their roles."""
    page = roster_page(
        db.session(),
        request.args.get("q", ""),
        request.args.get("before"),
        request.args.get("after"),
    )
    return render_template(
        "people/index.html", page=page, teams=team_summaries(db.session()), labels=ROLE_LABELS
    )


@bp.route("/people/add", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def add() -> Any:
    """Add a person and show the link with which they set their password."""
    form = _user_form()
    if form.validate_on_submit():
        try:
            team = db.session.get(Team, form.team_id.data) if form.team_id.data else None
            user = add_user(
                db.session(),
                name=form.name.data,
                email=form.email.data,
                external_id=form.external_id.data or None,
                team=team,
                roles=_roles(form, team),
                by=g.viewer.id,
                at=clock.now(),
            )
        except QualityDeskError as error:
            db.session.rollback()
            form.show(error)
            return render_template("people/edit.html", form=form, user=None), 422
        db.session.commit()
        flash(_("%(name)s is added.", name=user.name))
        return redirect(url_for("people.edit", user_id=user.id))
    return render_template("people/edit.html", form=form, user=None)


@bp.route("/people/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def edit(user_id: int) -> Any:
    """Change a person's name, team and roles."""
    user = _user_or_404(user_id)
    form = _user_form(user)
    if form.validate_on_submit():
        _refuse_own_rights(user, form)
        team = db.session.get(Team, form.team_id.data) if form.team_id.data else None
        user.name, user.team_id = form.name.data, team.id if team else None
        set_grants(db.session(), user, _roles(form, team), by=g.viewer.id, at=clock.now())
        db.session.commit()
        flash(_("Saved. %(name)s has to sign in again.", name=user.name))
        return redirect(url_for("people.edit", user_id=user.id))
    return render_template("people/edit.html", form=form, user=user)


@bp.post("/people/<int:user_id>/active")
@requires(Permission.PEOPLE_MANAGE)
def switch_active(user_id: int) -> Response:
    """Let a person in, or keep them out; never oneself."""
    user = _user_or_404(user_id)
    if user.id == g.viewer.id:
        raise Refused(_("You cannot keep yourself out. Ask another manager."))
    set_active(db.session(), user, not user.active, by=g.viewer.id, at=clock.now())
    db.session.commit()
    return redirect(url_for("people.edit", user_id=user.id))


@bp.post("/people/<int:user_id>/link")
@requires(Permission.PEOPLE_MANAGE)
def send_link(user_id: int) -> Any:
    """Make a one-time link with which the person sets a new password."""
    user = _user_or_404(user_id)
    if not user.email:
        raise Refused(_("Add an e-mail address first; it is what one signs in with."))
    token = make_link(db.session(), user, clock.now())
    record(db.session(), "user.link", ("user", user.id), by=g.viewer.id, at=clock.now())
    db.session.commit()
    address = url_for("people.welcome", token=token, _external=True)
    return render_template("people/link.html", user=user, address=address)


@bp.route("/teams/add", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def add_a_team() -> Any:
    """Add a team."""
    form = TeamForm()
    if form.validate_on_submit():
        try:
            team = add_team(db.session(), form.name.data, by=g.viewer.id, at=clock.now())
        except QualityDeskError as error:
            form.show(error)
            return render_template("people/team.html", form=form), 422
        db.session.commit()
        flash(_("Team %(name)s is added.", name=team.name))
        return redirect(url_for("people.index"))
    return render_template("people/team.html", form=form)


def begin_session(user: User) -> None:
    """Sign the user in on this browser, under a new token."""
    assert isinstance(session._get_current_object(), DeskSession)  # type: ignore[attr-defined]  # werkzeug proxy
    session.sign_in(user.id)  # type: ignore[attr-defined]  # our own session class
    record(db.session(), "user.sign_in", ("user", user.id), by=user.id, at=clock.now())


def safe_next(target: str | None) -> str | None:
    """A path on this site, or None: never another host.

    Browsers drop tabs and line breaks from an address and read a backslash as a slash, so that
    either can hide a second slash.
    """
    if not target or not target.isprintable() or "\\" in target:
        return None
    return target if target.startswith("/") and not target.startswith("//") else None


def _user_of_link(user_id: int | None, form: PasswordForm) -> User:
    if user_id is not None:
        user = user_with_grants(db.session(), user_id)
        if user is None:
            raise Missing
        return user
    if not needs_first_manager(db.session()):
        raise Refused(_("The first manager exists already. Ask them to add you."))
    assert isinstance(form, FirstManagerForm)
    roles = ((Role.QA_MANAGER, None), (Role.ADMIN, None))
    return add_user(
        db.session(),
        name=form.name.data,
        email=form.email.data,
        roles=roles,
        by=None,
        actor="welcome",
        at=clock.now(),
    )


def _user_form(user: User | None = None) -> UserForm:
    form = UserForm(obj=user) if user else UserForm()
    form.team_id.choices = [
        SelectChoice(0, _("No team")),
        *(SelectChoice(team.id, team.name) for team in all_teams(db.session())),
    ]
    if user and request.method == "GET":
        form.team_id.data = user.team_id or 0
        form.roles.data = [grant.role.value for grant in user.grants]
    return form


def _roles(form: UserForm, team: Team | None) -> tuple[tuple[Role, int | None], ...]:
    roles = [Role(value) for value in form.roles.data or []]
    if Role.ADMIN in roles and not g.viewer.has(Role.ADMIN):
        raise Refused(_("Only an admin can make somebody an admin."), field="roles")
    return tuple((role, team.id if team and role in TEAM_ROLES else None) for role in roles)


def _refuse_own_rights(user: User, form: UserForm) -> None:
    held = {grant.role.value for grant in user.grants}
    if user.id == g.viewer.id and held - set(form.roles.data or []):
        raise Refused(_("You cannot take a role from yourself. Ask another manager."))


def _user_or_404(user_id: int) -> User:
    user = user_with_grants(db.session(), user_id)
    if user is None:
        raise Missing
    return user
