"""The form of kudos."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.validators import DataRequired

from qa_app.web.forms import DeskForm, text_field
from recognition.kudos.giving import LONGEST


class KudosForm(DeskForm):
    """Words of thanks and the moment they are for."""

    text = text_field(
        _("What do you thank for?"),
        DataRequired(_("Say what you thank for.")),
        limit=LONGEST,
        description=_("Say what they did and what it changed for the customer."),
    )
    interaction_id = HiddenField()
    turn_id = HiddenField()
