"""Forms of the interactions room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms.validators import DataRequired, Length

from qa_app.web.forms import DeskForm, line_field
from transcription.interactions.revealing import REASON_MIN


class RevealForm(DeskForm):
    """Why masked text must be seen."""

    reason = line_field(
        _("Why do you need to see it?"),
        DataRequired(_("Say why you need it.")),
        Length(min=REASON_MIN, message=_("Say it in at least 10 characters.")),
        description=_("The reason, your name and the time are kept in the audit trail."),
    )
