"""Forms of the intake room."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import BooleanField, SelectChoice, SelectField
from wtforms.validators import DataRequired, Optional

from qa_app.web.forms import DeskForm, line_field
from transcription.interactions.labels import BASES


def _bases(nothing: Any) -> list[SelectChoice]:
    """All bases, after a choice that names none."""
    return [SelectChoice("", nothing), *(SelectChoice(*each) for each in BASES.items())]


class UploadForm(DeskForm):
    """Files, and what they do not say themselves."""

    files = MultipleFileField(
        _("Files"),
        [DataRequired(_("Choose at least one file."))],
        description=_(
            "Recordings (wav, mp3, m4a, ogg, opus, flac, webm), a manifest CSV with its recordings,"
            " chats as CSV, or JSON lines. Several at once is fine."
        ),
    )
    source = line_field(
        _("Where it comes from"),
        Optional(),
        description=_("Such as “phone system”. Rows that name their source keep it."),
    )
    basis = SelectField(_("Basis of the recordings"), default="")
    agent_id = line_field(
        _("Agent id"),
        Optional(),
        description=_("For recordings without a manifest: whose they are."),
    )

    def offer_bases(self) -> None:
        """Fill the choices of the basis."""
        self.basis.choices = _bases(_("As the rows say, or as given before"))


class PeopleForm(DeskForm):
    """A list of teams and people."""

    file = FileField(
        _("List"),
        [FileRequired(_("Choose a file."))],
        description=_(
            "CSV with the columns team, agent_id, name, email, lead_email, reviewer (yes or no)."
            " Only team and agent_id or email are needed."
        ),
    )


class ReleaseForm(DeskForm):
    """The basis of recordings in quarantine."""

    basis = SelectField(
        _("On what basis may they be processed?"),
        [DataRequired(_("Choose the basis."))],
        choices=_bases(_("Choose…")),
    )
    remember = BooleanField(_("Also for what this source sends from now on"), default=True)
