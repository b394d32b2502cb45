"""Forms of people, teams and sign-in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Length, Optional

from qa_app.core.permissions import Role
from qa_app.people.accounts import PASSWORD_MIN
from qa_app.web.forms import DeskForm, line_field

ROLE_LABELS = {
    Role.AGENT: _("Agent"),
    Role.TEAM_LEAD: _("Team lead"),
    Role.REVIEWER: _("Reviewer"),
    Role.QA_MANAGER: _("QA manager"),
    Role.ADMIN: _("Admin"),
}


class SignInForm(DeskForm):
    """Address and password."""

    email = line_field(_("E-mail"), DataRequired(_("Enter your e-mail address.")))
    password = PasswordField(_("Password"), [DataRequired(_("Enter your password."))])
    next = HiddenField()


class PasswordForm(DeskForm):
    """A new password, by one-time link."""

    password = PasswordField(
        _("New password"),
        [DataRequired(_("Choose a password.")), Length(min=PASSWORD_MIN, max=1000)],
        description=_("At least 12 characters; a sentence is easiest to remember."),
    )


class FirstManagerForm(PasswordForm):
    """The first QA manager of an empty instance."""

    name = line_field(_("Your name"), DataRequired(_("Enter your name.")))
    email = line_field(_("E-mail"), DataRequired(_("Enter your e-mail address.")))


class TeamForm(DeskForm):
    """A team's name."""

    name = line_field(_("Name of the team"), DataRequired(_("Give the team a name.")))


class UserForm(DeskForm):
    """A person: name, address, id in the source systems, team and roles."""

    name = line_field(_("Name"), DataRequired(_("Enter a name.")))
    email = line_field(
        _("E-mail"), Optional(), description=_("Needed to sign in; agents may go without.")
    )
    external_id = line_field(
        _("Agent id"), Optional(), description=_("As your telephony or help desk writes it.")
    )
    team_id = SelectField(_("Team"), coerce=int, default=0)
    roles = SelectMultipleField(
        _("Roles"), choices=[SelectChoice(role.value, label) for role, label in ROLE_LABELS.items()]
    )
