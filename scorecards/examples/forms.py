"""The form by which an evaluation is marked as an example."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from qa_app.web.forms import DeskForm, text_field
from scorecards.examples.marking import LONGEST_NOTE


class MarkForm(DeskForm):
    """What it is an example of, which turns, and why."""

    question = SelectField(_("An example of"))
    turns = SelectMultipleField(
        _("Turns to read"),
        [InputRequired(_("Choose at least one turn."))],
        coerce=int,
        validate_choice=False,
    )
    note = text_field(_("What is excellent about it?"), InputRequired(), limit=LONGEST_NOTE)


class BareForm(DeskForm):
    """Nothing but the token."""
