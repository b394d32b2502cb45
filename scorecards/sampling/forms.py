"""Forms of sampling: a plan, a plan's file, and which period to draw with which seed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from qa_app.web.forms import DeskForm, in_our_time, line_field, text_field
from scorecards.sampling.drawing import GREATEST_SEED
from scorecards.sampling.plan_document import PlanDocument, PlanError, parse_plan
from scorecards.sampling.words import CHANNELS, DIRECTIONS, STRATA

AMOUNTS = {
    "per_agent": _("reviews per agent"),
    "share": _("% of each agent's interactions"),
    "total": _("reviews in all"),
}
HOW_OFTEN = {
    "weekly": _("Every week"),
    "monthly": _("Every month"),
    "days": _("Every so many days"),
}
FIELD_OF = {"who": "teams", "what": "channels", "every": "every", "amount": "amount"}


def _choices(labels: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


class PlanForm(DeskForm):
    """A sampling plan; what it says becomes a plan document."""

    title = line_field(
        _("Title"),
        DataRequired(_("Give the plan a title.")),
        description=_("It takes part in the random choice; a new title draws differently."),
    )
    teams = SelectMultipleField(_("Teams"), description=_("None chosen: everybody."))
    agents = line_field(
        _("Agent ids"), Optional(), description=_("Single people besides, separated by commas.")
    )
    channels = SelectMultipleField(
        _("Channels"), choices=_choices(CHANNELS), description=_("None chosen: all.")
    )
    topics = line_field(_("Topics"), Optional(), description=_("Separated by commas."))
    directions = SelectMultipleField(
        _("Directions"),
        choices=_choices(DIRECTIONS),
        description=_("None chosen: both, and those of unknown direction."),
    )
    shortest = DecimalField(
        _("Shortest, in seconds"), [Optional(), NumberRange(min=0, max=1_000_000)], places=None
    )
    longest = DecimalField(
        _("Longest, in seconds"), [Optional(), NumberRange(min=0, max=1_000_000)], places=None
    )
    every = SelectField(
        _("How often"),
        choices=_choices(HOW_OFTEN),
    )
    days = IntegerField(_("Days"), [Optional(), NumberRange(min=1, max=366)])
    amount = DecimalField(
        _("How many"),
        [InputRequired(_("Say how many reviews a draw gives.")), NumberRange(0, 1_000_000)],
        places=None,
    )
    amount_kind = SelectField(_("Counted as"), choices=_choices(AMOUNTS))
    strata = SelectMultipleField(
        _("Spread evenly over"),
        choices=_choices(STRATA),
        description=_("None chosen: a simple random draw."),
    )
    risk_percent = DecimalField(
        _("Part by risk, %"),
        [InputRequired(), NumberRange(min=0, max=70)],
        default=Decimal(0),
        places=None,
        description=_("Chosen by the model, once one is in use. At least 3 in 10 stay random."),
    )
    double_percent = DecimalField(
        _("Hidden second reviews, %"),
        [InputRequired(), NumberRange(min=0, max=100)],
        default=Decimal(5),
        places=None,
        description=_("Of the random part; they show how far reviewers agree."),
    )
    due_days = IntegerField(
        _("Due after, in days"), [InputRequired(), NumberRange(min=1, max=366)], default=7
    )
    reviewers = text_field(
        _("Reviewers"),
        Optional(),
        description=_(
            "One e-mail address a line, with a share behind it if shares differ. "
            "Empty: everybody who reviews, equally."
        ),
    )
    never_own_team = BooleanField(_("Nobody reviews a team that they belong to or lead"))

    def document(self) -> PlanDocument | None:
        """The plan that the fields say, or None with the faults put at their fields."""
        try:
            return parse_plan(json.dumps(self._as_json()))
        except PlanError as error:
            for problem in error.problems:
                self._put(problem)
            return None

    def take(self, plan: PlanDocument) -> None:
        """Fill the fields from a plan."""
        self.title.data = plan.title
        self.teams.data, self.agents.data = list(plan.who.teams), ", ".join(plan.who.agents)
        self.channels.data, self.topics.data = list(plan.what.channels), ", ".join(plan.what.topics)
        self.directions.data = list(plan.what.directions)
        if plan.what.duration_s:
            self.shortest.data = _decimal(plan.what.duration_s.min)
            self.longest.data = _decimal(plan.what.duration_s.max)
        names = {"week": "weekly", "month": "monthly", "days": "days"}
        self.every.data, self.days.data = names[plan.every.unit], plan.every.days
        self._take_amount(plan)
        self.strata.data = list(plan.strata)
        self.risk_percent.data = _percent(plan.risk_share)
        self.double_percent.data = _percent(plan.double_share)
        self.due_days.data, self.never_own_team.data = plan.due_days, plan.never_own_team
        self.reviewers.data = "\n".join(
            entry.reviewer if entry.share == 1 else f"{entry.reviewer} {entry.share:g}"
            for entry in plan.reviewers
        )

    def _take_amount(self, plan: PlanDocument) -> None:
        for kind in AMOUNTS:
            value = getattr(plan.amount, kind)
            if value is not None:
                self.amount_kind.data = kind
                self.amount.data = _percent(value) if kind == "share" else Decimal(value)

    def _as_json(self) -> dict[str, Any]:
        who = {"teams": list(self.teams.data or []), "agents": _names(self.agents.data)}
        return {
            "format": 1,
            "title": self.title.data,
            "who": who if who["teams"] or who["agents"] else "all",
            "what": self._what(),
            "every": {"days": self.days.data} if self.every.data == "days" else self.every.data,
            "amount": {self.amount_kind.data: self._amount()},
            "strata": list(self.strata.data or []),
            "risk_share": float(self.risk_percent.data / 100),
            "double_share": float(self.double_percent.data / 100),
            "due_days": self.due_days.data,
            "reviewers": [_reviewer(line) for line in (self.reviewers.data or "").splitlines()
                          if line.strip()],
            "never_own_team": bool(self.never_own_team.data),
        }  # fmt: skip

    def _what(self) -> dict[str, Any]:
        limits = {"min": self.shortest.data, "max": self.longest.data}
        given = {name: float(value) for name, value in limits.items() if value is not None}
        what: dict[str, Any] = {
            "channels": list(self.channels.data or []),
            "topics": _names(self.topics.data),
            "directions": list(self.directions.data or []),
        }
        return what | ({"duration_s": given} if given else {})

    def _amount(self) -> float | int:
        value = self.amount.data
        if self.amount_kind.data == "share":
            return float(value / 100)
        return int(value) if value == int(value) else float(value)

    def _put(self, problem: str) -> None:
        place = problem.split('"')[1].split(".", maxsplit=1)[0] if '"' in problem else ""
        field = self._fields.get(FIELD_OF.get(place, place))
        if place == "every" and self.every.data == "days":
            field = self.days
        if field is None:
            self.form_errors.append(problem)
        else:
            field.errors = [*field.errors, problem]


class PlanFileForm(DeskForm):
    """A plan as a file."""

    file = FileField(
        _("Plan file"),
        [FileRequired(_("Choose a file."))],
        description=_("JSON, as exported here. A plan of the same title is changed."),
    )


class DrawForm(DeskForm):
    """A period and a seed."""

    first = DateField(_("First day"), [DataRequired(_("Give the first day.")), in_our_time])
    until = DateField(_("Last day"), [DataRequired(_("Give the last day.")), in_our_time])
    seed = IntegerField(
        _("Seed"),
        [InputRequired(_("Give a seed.")), NumberRange(min=0, max=GREATEST_SEED)],
        description=_("The same seed and the same frame give the same draw."),
    )


def _names(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _reviewer(line: str) -> dict[str, Any]:
    """A line as the document has it; a share that is no number is left for the format to refuse."""
    address, _space, share = line.strip().partition(" ")
    if not share.strip():
        return {"reviewer": address}
    try:
        return {"reviewer": address, "share": float(share)}
    except ValueError:
        return {"reviewer": address, "share": share.strip()}


def _percent(share: float) -> Decimal:
    value = Decimal(repr(share)) * 100
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:g}")
