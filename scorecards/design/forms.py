"""Forms that make scorecards: from a template, a file or a copy, and who would get which."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from qa_app.web.forms import DeskForm, line_field
from scorecards.design.shipped import NAMES

EMPTY = "empty"
CHANNELS = {
    "phone": _("Phone"),
    "email": _("Email"),
    "chat": _("Chat"),
    "social": _("Social media"),
    "sms": _("SMS"),
    "portal": _("Portal"),
    "app": _("App"),
}
DIRECTIONS = (("inbound", _("Inbound")), ("outbound", _("Outbound")))
TEMPLATES = {
    "phone": (_("Phone"), _("Ten steps of a call, from greeting to records.")),
    "email": (_("Email"), _("Reading the whole request, a complete answer, tone and form.")),
    "chat": (_("Chat"), _("Picking up what is written, pace, one clear step at a time.")),
    "social": (
        _("Social media"),
        _("The first public reply, the move to private, and closing the loop where all can see."),
    ),
    "complaint-recovery": (
        _("Complaint recovery"),
        _("Taking the complaint seriously, owning it, putting it right, following up."),
    ),
    "onboarding": (
        _("Onboarding"),
        _("A new agent's first weeks: sound basics, looking things up, asking for help in time."),
    ),
    EMPTY: (_("Empty"), _("One section to begin with.")),
}


class NewForm(DeskForm):
    """A title and what to begin with."""

    title = line_field(_("Title"), DataRequired(_("Give the scorecard a title.")))
    start = RadioField(
        _("Begin with"),
        [DataRequired(_("Choose what to begin with."))],
        choices=[SelectChoice(name, TEMPLATES[name][0]) for name in (*NAMES, EMPTY)],
        default="phone",
    )


class CopyForm(DeskForm):
    """The title of a copy."""

    title = line_field(_("Title of the copy"), DataRequired(_("Give the copy a title.")))


class ImportForm(DeskForm):
    """A scorecard file."""

    file = FileField(
        _("Scorecard file"),
        [FileRequired(_("Choose a file."))],
        description=_("JSON, as exported here. A known title gets a draft of its next version."),
    )


class WhichForm(DeskForm):
    """An interaction, so far as it decides which scorecard it gets."""

    class Meta:
        """Asked by address: nothing is changed, so nothing is forged."""

        csrf = False

    interaction = line_field(
        _("A real one"), description=_("Its number here, or its id in its source. Stands for all.")
    )
    channel = SelectField(_("Channel"), choices=[SelectChoice(*item) for item in CHANNELS.items()])
    team = SelectField(_("Team"))
    topic = line_field(_("Topic"))
    direction = SelectField(
        _("Direction"),
        choices=[
            SelectChoice("", _("Not known")),
            *(SelectChoice(*item) for item in DIRECTIONS),
        ],
    )
