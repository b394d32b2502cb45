"""The form of a session."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, Optional, ValidationError

from qa_app.web.forms import DeskForm, in_our_time, line_field, text_field
from qa_app.web.limits import GREATEST_ID
from scorecards.sessions.planning import Wanted


class AtLeast:
    """Validate that so many were chosen; the field is marked as needed."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, count: int, words: Any) -> None:
        self.count, self.words = count, words

    def __call__(self, _form: Form, field: Field) -> None:
        if len(field.data or []) < self.count:
            raise ValidationError(self.words)


def row_number(text: object) -> int:
    """The id that an address or a form names; ValueError for what no table can hold."""
    number = int(str(text))
    if not 0 < number <= GREATEST_ID:
        raise ValueError(f"{number} is no row's id")
    return number


class SessionForm(DeskForm):
    """What a session is: interactions are ticked from what was found."""

    title = line_field(_("Title"), DataRequired(_("Give the session a title.")))
    version = SelectField(_("Scorecard"), coerce=int)
    interactions = SelectMultipleField(
        _("Interactions"),
        [AtLeast(1, _("Choose at least one interaction."))],
        coerce=row_number,
        validate_choice=False,
    )
    search = line_field(_("Find interactions"))
    participants = SelectMultipleField(
        _("Participants"), [AtLeast(2, _("Choose at least two participants."))], coerce=int
    )
    expert = SelectField(_("Expert"), coerce=int)
    facilitator = SelectField(_("Led by"), coerce=int)
    due_on = DateField(_("Due"), [DataRequired(_("Say until when it is due.")), in_our_time])
    note = text_field(_("What it is about"), limit=2000)
    warned = HiddenField()
    revision = IntegerField(_("Revision"), [Optional()], default=0)

    def wanted(self, zone: str) -> Wanted:
        """The form's content; a session is due at the end of its day."""
        end = datetime.combine(self.due_on.data, time(23, 59), ZoneInfo(zone))
        return Wanted(
            title=self.title.data or "",
            note=self.note.data or "",
            version_id=self.version.data,
            interaction_ids=self.interactions.data or [],
            participant_ids=self.participants.data or [],
            facilitator_id=self.facilitator.data,
            expert_id=self.expert.data or None,
            due_at=end.astimezone(UTC),
        )
