"""Forms of coaching plans."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, DateTimeLocalField, SelectField
from wtforms.validators import DataRequired, Optional

from qa_app.web.forms import DeskForm, in_our_time, line_field, text_field


class NewPlanForm(DeskForm):
    """A plan for an agent, with a goal of one's own where the figures carry none."""

    goal = text_field(
        _("Goal"), Optional(), limit=1000, description=_("Empty: taken from the focus areas.")
    )


class GoalForm(DeskForm):
    """Goal and due date."""

    goal = text_field(_("Goal"), DataRequired(_("Say what is to be reached.")), limit=1000)
    due_on = DateField(_("Due"), [Optional(), in_our_time])


class ActionForm(DeskForm):
    """An action with its owner."""

    text = line_field(_("What is to be done"), DataRequired(_("Say what is to be done.")))
    owner_id = SelectField(_("Who"), coerce=int)
    due_on = DateField(_("Due"), [Optional(), in_our_time], id="action-due-on")
    resource_url = line_field(_("Link to something to read"), Optional())


class MeetingForm(DeskForm):
    """A coaching session to come."""

    held_at = DateTimeLocalField(_("When"), [DataRequired(_("Choose day and time.")), in_our_time])
    agenda = text_field(_("Agenda"), Optional(), limit=4000)


class NotesForm(DeskForm):
    """What came of a session."""

    shared = text_field(_("Shared notes"), Optional(), description=_("Agent and coach read these."))
    private = text_field(
        _("Private notes"), Optional(), description=_("Only coaches of the team read these.")
    )
    done = BooleanField(_("The session has taken place"))


class SignForm(DeskForm):
    """A signature, with a comment from the agent."""

    comment = text_field(_("Comment"), Optional(), limit=2000)


class OutcomeForm(DeskForm):
    """What came of a plan, or why a proposal is put aside."""

    outcome = text_field(_("What came of it"), DataRequired(_("Say it in a sentence.")), limit=2000)
