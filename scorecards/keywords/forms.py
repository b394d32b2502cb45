"""The form of a list of words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

from qa_app.web.forms import DeskForm, line_field, text_field

SIDE_LABELS = {
    "anyone": _("Anybody's"),
    "agent": _("The agent's"),
    "customer": _("The customer's"),
}


class KeywordForm(DeskForm):
    """Name, side and phrases of a list."""

    title = line_field(_("Name"), InputRequired(_("Give the list a name.")))
    side = RadioField(
        _("Whose words are looked at"),
        [InputRequired()],
        choices=[SelectChoice(key, label) for key, label in SIDE_LABELS.items()],
        default="anyone",
    )
    phrases = text_field(
        _("Words and phrases"),
        InputRequired(_("Write at least one word or phrase, one a line.")),
        limit=40_000,
        description=_("One a line. Case and punctuation do not matter; whole words only."),
    )
