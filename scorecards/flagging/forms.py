"""Forms of flagging: the notice to workers, and what to train on."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import DateField, DecimalField, SelectChoice, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from qa_app.web.forms import DeskForm, in_our_time, line_field, text_field


class NoticeForm(DeskForm):
    """Who told the workers, when, and what was said."""

    given_by = line_field(_("Given by"), InputRequired())
    given_on = DateField(_("Given on"), [InputRequired(), in_our_time])
    told_to = line_field(
        _("To whom"), description=_("Teams, sites, or everybody who takes contacts.")
    )
    council_on = DateField(
        _("Works council informed on"),
        [Optional(), in_our_time],
        description=_("Where there is one."),
    )
    text = text_field(
        _("What the workers were told"),
        InputRequired(),
        description=_("The words themselves, or where the document is kept."),
    )


class TrainForm(DeskForm):
    """Which scorecard counts, and what low means."""

    scorecard = SelectField(
        _("Learn from"), choices=[SelectChoice("", _("All scorecards"))], default=""
    )
    low_below = DecimalField(
        _("Low is under, in percent"),
        [Optional(), NumberRange(min=1, max=100)],
        places=None,
        description=_("Empty: under the scorecard's pass mark."),
    )
