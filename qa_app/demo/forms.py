"""The form that removes the demo."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms.validators import AnyOf

from qa_app.demo.removing import WORD
from qa_app.web.forms import DeskForm, line_field


class RemoveForm(DeskForm):
    """Asks for the typed word."""

    word = line_field(_("Type “remove” to go on"), AnyOf([WORD], _("Type the word “remove”.")))
