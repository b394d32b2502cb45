"""The form that makes an integration."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, Optional

from qa_app.api.scopes import Scope
from qa_app.web.forms import DeskForm, line_field

SCOPES = {
    Scope.WRITE: _("Hand in interactions and recordings"),
    Scope.READ: _("Follow what it handed in"),
}
_DAYS = (("30", _("30 days")), ("90", _("90 days")), ("365", _("one year")), ("", _("no end")))


class IntegrationForm(DeskForm):
    """Name, rights, source and end of a token."""

    name = line_field(
        _("Name"),
        DataRequired(_("Give it a name.")),
        description=_("Which system sends, such as “Telephone system, Leeds”."),
    )
    scopes = SelectMultipleField(
        _("What it may do"),
        [DataRequired(_("Choose what it may do."))],
        choices=[SelectChoice(scope.value, label) for scope, label in SCOPES.items()],
        default=[scope.value for scope in Scope],
    )
    source = line_field(
        _("Source"),
        Optional(),
        description=_("If given, all that it sends counts as coming from here."),
    )
    days = SelectField(
        _("The token holds for"),
        choices=[SelectChoice(value, label) for value, label in _DAYS],
        default="365",
    )
