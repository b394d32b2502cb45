"""Forms of the reviewer: skip with a reason, a template of comments."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectChoice, SelectField
from wtforms.validators import DataRequired, InputRequired

from qa_app.web.forms import DeskForm, line_field, text_field
from scorecards.reviews.skipping import REASONS
from scorecards.reviews.wording import LONGEST

SKIP_LABELS = {
    "unreadable": _("Text or sound is too poor to judge"),
    "language": _("In a language that I do not read"),
    "partial": _("I cannot be impartial about the people in it"),
    "population": _("Should not be here: a test, spam, or the wrong agent"),
    "other": _("Another reason"),
}


class SkipForm(DeskForm):
    """Why an item is passed on; nothing is chosen before, since reasons are counted."""

    reason = SelectField(
        _("Why?"),
        [InputRequired(_("Choose why you skip this interaction."))],
        choices=[
            SelectChoice("", _("Choose a reason")),
            *(SelectChoice(key, SKIP_LABELS[key]) for key in REASONS),
        ],
    )
    note = line_field(_("In a few words"))


class BareForm(DeskForm):
    """Nothing but the token."""


class TemplateForm(DeskForm):
    """Words to be inserted into comments."""

    title = line_field(
        _("Title"), DataRequired(_("Give the template a title; it is what you search for."))
    )
    text = text_field(
        _("What is inserted"), DataRequired(_("Write what is to be inserted.")), limit=LONGEST
    )
    shared = BooleanField(_("Shared: every reviewer can insert it"))
