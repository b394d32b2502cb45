"""Forms that bring an evaluation or an example into a plan, and answer suggestions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from coaching.plans.attaching import LONGEST_NOTE
from qa_app.web.forms import DeskForm, line_field, text_field


class AttachForm(DeskForm):
    """Which questions of an evaluation, and why; a goal where a plan is begun with it."""

    questions = SelectMultipleField(_("Questions"), [Optional()], validate_choice=False)
    note = text_field(_("Why"), InputRequired(), limit=LONGEST_NOTE)
    goal = text_field(_("Goal of the new plan"), Optional(), limit=1000)


class DecideForm(DeskForm):
    """A lead's answer to a suggestion."""

    word = line_field(_("A word to who suggested it"), Optional())
    goal = line_field(_("Goal of the new plan"), Optional())


class UseForm(DeskForm):
    """Into whose plan an example goes."""

    plan = SelectField(_("Plan"), coerce=int)
