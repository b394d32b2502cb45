"""The form of kudos."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectChoice
from wtforms.validators import DataRequired

from qa_app.core.text import shorten
from qa_app.web.forms import DeskForm, text_field
from recognition.kudos.giving import LONGEST
from transcription.transcripts.models import Turn

SHOWN = 160
"""Characters of a turn that are shown where one chooses it."""


class KudosForm(DeskForm):
    """Words of thanks and the moment they are for."""

    text = text_field(
        _("What do you thank for?"),
        DataRequired(_("Say what you thank for.")),
        limit=LONGEST,
        description=_("Say what they did and what it changed for the customer."),
    )
    interaction_id = HiddenField()
    turn_id = RadioField(_("For which moment?"), choices=[""], default="")

    def offer(self, moments: Sequence[Turn]) -> None:
        """Let one choose among the moments, or thank for the whole conversation."""
        self.turn_id.choices = [
            SelectChoice("", _("The whole conversation")),
            *(SelectChoice(str(turn.id), shorten(turn.text, SHOWN)) for turn in moments),
        ]
