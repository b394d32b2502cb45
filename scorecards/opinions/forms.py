"""The form by which a reviewer asks for a second opinion."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from qa_app.web.forms import DeskForm, text_field
from scorecards.opinions.asking import LONGEST_REASON


class AskForm(DeskForm):
    """Why another reviewer is to look."""

    reason = text_field(_("What are you not sure about?"), InputRequired(), limit=LONGEST_REASON)


class BareForm(DeskForm):
    """Nothing but the token."""
