"""Forms of the intake room."""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import BooleanField, Field, Form, SelectChoice, SelectField, SubmitField
from wtforms.validators import DataRequired, Optional

from qa_app.web.forms import DeskForm, line_field
from transcription.intake.options import Hints
from transcription.interactions.labels import BASES, SCORED_RULES


def _bases(nothing: Any) -> list[SelectChoice]:
    """All bases, after a choice that names none."""
    return [SelectChoice("", nothing), *(SelectChoice(*each) for each in BASES.items())]


RULE_CHOICES = [SelectChoice(rule, words) for rule, words in SCORED_RULES.items()]


class Asked:
    """Marks a field as one to fill in; what is missing is said by the verb.

    Files that a script has sent ahead in pieces come by their tokens and not by the field.
    """

    field_flags: ClassVar = {"required": True}

    def __call__(self, _form: Form, _field: Field) -> None:
        """Take everything."""


class Said(TypedDict):
    """What a person says of the files that they hand in."""

    source: str
    basis: str
    agent_id: str
    hints: Hints
    scored: str


class UploadForm(DeskForm):
    """Files, and what they do not say themselves."""

    files = MultipleFileField(
        _("Files"),
        [Asked()],
        description=_(
            "Recordings (wav, mp3, m4a, ogg, opus, flac, webm), a manifest CSV with its recordings,"
            " chats as CSV, JSON lines or plain text, WhatsApp exports, WebVTT, SubRip, letters,"
            " the JSON exports listed below, and any other CSV or workbook: it asks what the"
            " columns hold. Several at once is fine."
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
        description=_("For recordings and transcripts that do not say it: whose they are."),
    )

    agent_names = line_field(
        _("Names of agents"),
        Optional(),
        description=_(
            "For transcripts that name who speaks: which of the names are agents', with commas"
            " between. Not needed where they say Agent and Customer."
        ),
    )
    own_addresses = line_field(
        _("Own addresses"),
        Optional(),
        description=_(
            "For letters: the e-mail addresses or domains from which agents write, with commas"
            " between. Asked, not guessed."
        ),
    )
    scored = SelectField(
        _("Scored where several agents took part"),
        choices=[SelectChoice("", _("As set for the source")), *RULE_CHOICES],
        default="",
    )
    time_zone = SelectField(
        _("Time zone of times without one"),
        choices=sorted(available_timezones()),
        description=_("WhatsApp writes none."),
    )
    date_order = SelectField(
        _("Dates such as 03/04/2026"),
        choices=[
            SelectChoice("", _("Told from all dates of the file")),
            SelectChoice("day", _("The day stands first")),
            SelectChoice("month", _("The month stands first")),
        ],
        default="",
    )

    look = SubmitField(_("Look at it first"))

    def hints(self) -> Hints:
        """How to read transcripts that leave something open."""
        return Hints.read(
            self.agent_names.data or "",
            self.time_zone.data,
            self.date_order.data,
            self.own_addresses.data or "",
        )

    def said(self) -> Said:
        """What the form says of the files, as the verbs that take them in want it."""
        return Said(
            source=self.source.data or "",
            basis=self.basis.data,
            agent_id=self.agent_id.data or "",
            hints=self.hints(),
            scored=self.scored.data or "",
        )

    def offer(self, zone: str) -> None:
        """Fill the choices, and what was not said; `zone` is that of who uploads."""
        for choice, unsaid in ((self.time_zone, zone), (self.date_order, ""), (self.scored, "")):
            if not choice.raw_data:
                choice.data = unsaid
        self.basis.choices = _bases(_("As the rows say, or as given before"))


class ScoredForm(DeskForm):
    """Whom a source's interactions are scored for."""

    scored_source = line_field(_("Source"), DataRequired(_("Name the source.")))
    rule = SelectField(_("Scored where several agents took part"), choices=RULE_CHOICES)


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
