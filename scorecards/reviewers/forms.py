"""Forms of the reviewers' room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from qa_app.web.forms import DeskForm


class MoreForm(DeskForm):
    """How much of the finished work a second reviewer is to do as well."""

    share_percent = IntegerField(
        _("Share, in percent"), [InputRequired(), NumberRange(min=1, max=100)], default=5
    )


class BareForm(DeskForm):
    """Nothing but the token."""
