"""The forms of handing over: one that only carries its token, and the days of an absence."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from qa_app.web.forms import DeskForm, in_our_time


class BareForm(DeskForm):
    """Nothing but the token; what is ticked is read by the route."""


class AbsenceForm(DeskForm):
    """Who is away, and from when to when."""

    person = SelectField(_("Who"), coerce=int)
    first_day = DateField(
        _("First day away"), [InputRequired(_("Give the first day.")), in_our_time]
    )
    last_day = DateField(_("Last day away"), [InputRequired(_("Give the last day.")), in_our_time])

    def days(self) -> tuple[date, date]:
        """First and last day, as validated."""
        assert self.first_day.data is not None
        assert self.last_day.data is not None
        return self.first_day.data, self.last_day.data
