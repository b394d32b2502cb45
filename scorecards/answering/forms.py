"""Forms of rules and calendars."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _
from wtforms import (
    FileField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import InputRequired, NumberRange

from qa_app.web.forms import DeskForm, text_field
from scorecards.answering.models import ReleaseMode, SecondBy
from scorecards.answering.policy import LIMITS, Policy

RELEASE_LABELS = {
    ReleaseMode.NOW: _("At once, as soon as it is final"),
    ReleaseMode.AT: _("By itself at a set time"),
    ReleaseMode.APPROVAL: _("After a lead's approval"),
}
SECOND_LABELS = {
    SecondBy.LOAD: _("The reviewer with the least to do"),
    SecondBy.MANAGER: _("Whom a QA manager chooses"),
}
DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
LARGEST_FILE = 1_000_000


def _days(name: str, label: object, hint: object) -> IntegerField:
    low, high = LIMITS[name]
    words = _("Give a whole number from %(low)s to %(high)s.", low=low, high=high)
    checks = [InputRequired(words), NumberRange(low, high, words)]
    return IntegerField(label, checks, description=hint)


class PolicyForm(DeskForm):
    """The rules of release and dispute of one scorecard, or of all others."""

    release = RadioField(
        _("When the agent gets it"),
        [InputRequired()],
        choices=[SelectChoice(mode.value, label) for mode, label in RELEASE_LABELS.items()],
    )
    weekday = SelectField(
        _("Day"),
        choices=[
            SelectChoice("", _("every working day")),
            *(SelectChoice(str(n), day) for n, day in enumerate(DAYS)),
        ],
        description=_("For a set time. A day without work moves on to the next working day."),
    )
    at = TimeField(
        _("Time"),
        [InputRequired(_("Give a time such as 09:00."))],
        description=_("In the zone of the team's calendar."),
    )
    dispute_days = _days(
        "dispute_days",
        _("Days to dispute"),
        _("Working days of the team, from the release."),
    )
    rounds = _days(
        "rounds",
        _("Rounds"),
        _("The first is decided by a lead or manager, each later one by an independent reviewer."),
    )
    decide_days = _days(
        "decide_days", _("Days to decide"), _("Working days, from the dispute. Then it is late.")
    )
    appeal_days = _days(
        "appeal_days",
        _("Days to ask for a further round"),
        _("Working days, from the decision, for what was not accepted."),
    )
    remind_days = _days(
        "remind_days", _("Remind before the end"), _("Working days that are left; 0: never.")
    )
    second_by = RadioField(
        _("Who decides a later round"),
        [InputRequired()],
        choices=[SelectChoice(each.value, label) for each, label in SECOND_LABELS.items()],
    )

    def fill(self, policy: Policy) -> None:
        """Show what holds now."""
        self.release.data, self.second_by.data = policy.release.value, policy.second_by.value
        self.weekday.data = "" if policy.weekday is None else str(policy.weekday)
        self.at.data = policy.at
        for name in LIMITS:
            self._fields[name].data = getattr(policy, name)

    def policy(self) -> Policy:
        """The rules that were sent."""
        numbers = {name: int(self._fields[name].data) for name in LIMITS}
        return Policy(
            release=ReleaseMode(self.release.data),
            weekday=int(self.weekday.data) if self.weekday.data else None,
            at=self.at.data,
            second_by=SecondBy(self.second_by.data),
            **numbers,
        )


class CalendarForm(DeskForm):
    """Working weekdays and the zone of a team."""

    weekdays = SelectMultipleField(
        _("Working days"),
        [InputRequired(_("Choose at least one day of the week."))],
        coerce=int,
        choices=[SelectChoice(n, day) for n, day in enumerate(DAYS)],
    )
    zone = SelectField(
        _("Time zone"),
        description=_("Windows end at 23:59 there."),
    )

    def offer_zones(self) -> None:
        """All zones that this machine knows."""
        names = sorted(available_timezones())
        self.zone.choices = [
            SelectChoice("", _("as set for the installation")),
            *(SelectChoice(name, name) for name in names),
        ]


class HolidaysForm(DeskForm):
    """Days without work: pasted lines, or a CSV or iCalendar file."""

    days = text_field(
        _("Days"),
        limit=200_000,
        description=_("One a line: 2026-12-25, Christmas Day"),
    )
    file = FileField(_("Or a file"), description=_("CSV with day and name, or iCalendar (.ics)."))

    def text(self) -> str:
        """What was pasted and what the file holds; what is no text reads as unreadable lines."""
        sent = self.file.data
        held = sent.read(LARGEST_FILE) if hasattr(sent, "read") else b""
        if held:
            return str(held.decode("utf-8", "replace"))
        return str(self.days.data or "")
