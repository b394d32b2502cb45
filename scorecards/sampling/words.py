"""The words of pages for a plan's settings, and for what a draw left out or could not give."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as translated
from flask_babel import lazy_gettext as _

from scorecards.sampling.plan_document import PlanDocument

CHANNELS = {
    "phone": _("Phone"),
    "email": _("Email"),
    "chat": _("Chat"),
    "social": _("Social media"),
    "sms": _("SMS"),
    "portal": _("Portal"),
    "app": _("App"),
}
DIRECTIONS = {"inbound": _("Inbound"), "outbound": _("Outbound")}
STRATA = {
    "channel": _("Channel"),
    "topic": _("Topic"),
    "direction": _("Direction"),
    "language": _("Language"),
    "week": _("Week"),
}
LEFT_OUT = {
    "other_agent": _("of people whom the plan does not name"),
    "other_channel": _("of a channel that the plan leaves out"),
    "other_topic": _("of a topic that the plan leaves out"),
    "other_direction": _("of a direction that the plan leaves out"),
    "direction_unknown": _("of unknown direction, though the plan asks for one"),
    "duration_unknown": _("of unknown length, though the plan asks for one"),
    "too_short": _("shorter than the plan asks for"),
    "too_long": _("longer than the plan asks for"),
    "bot": _("handled by a bot, not by a person"),
    "no_transcript": _("not transcribed yet"),
    "quarantined": _("in quarantine: nobody said on what basis they were recorded"),
    "failed": _("could not be read or transcribed"),
}
UNASSIGNED = {
    "no_reviewer": _("nobody reviews that team, or nobody is there"),
    "own_interaction": _("only the agent themselves could review it"),
    "own_team": _("everybody who could belongs to the agent's own team"),
    "reviewed_before": _("everybody who could had it before"),
    "no_second_reviewer": _("there is no second reviewer for the hidden second review"),
}
NO_RISK = {
    "no_notice": _("the notice to workers was not recorded"),
    "off": _("flagging was switched off"),
    "no_model": _("no version was trained"),
    "not_scored": _("the version in use had scored nothing of this period"),
}
PARTS = {"random": _("At random"), "risk": _("By risk"), "reserve": _("Reserve")}


def plan_in_words(plan: PlanDocument) -> list[tuple[str, str]]:
    """The plan as pairs of name and sentence."""
    return [
        (gettext("Who"), _who(plan)),
        (gettext("What"), _what(plan)),
        (gettext("How often"), _every(plan)),
        (gettext("How many"), _amount(plan)),
        (gettext("Spread over"), _strata(plan)),
        (gettext("By risk"), _risk(plan)),
        (gettext("Second reviews"), _double(plan)),
        (gettext("Due"), gettext("%(n)s days after the draw", n=plan.due_days)),
        (gettext("Reviewers"), _reviewers(plan)),
    ]


def _who(plan: PlanDocument) -> str:
    names = [*plan.who.teams, *plan.who.agents]
    return ", ".join(names) if names else gettext("Everybody")


def _what(plan: PlanDocument) -> str:
    what = plan.what
    parts = [str(CHANNELS[channel]) for channel in what.channels]
    parts += [gettext("topic %(name)s", name=topic) for topic in what.topics]
    parts += [str(DIRECTIONS[direction]) for direction in what.directions]
    if what.duration_s and what.duration_s.min is not None:
        parts.append(gettext("at least %(n)s seconds", n=_plain(what.duration_s.min)))
    if what.duration_s and what.duration_s.max is not None:
        parts.append(gettext("at most %(n)s seconds", n=_plain(what.duration_s.max)))
    return ", ".join(parts) if parts else gettext("All interactions")


def _every(plan: PlanDocument) -> str:
    if plan.every.unit == "week":
        return gettext("Every week, Monday to Sunday")
    if plan.every.unit == "month":
        return gettext("Every month")
    return gettext("Every %(n)s days", n=plan.every.days)


def _amount(plan: PlanDocument) -> str:
    amount = plan.amount
    if amount.per_agent is not None:
        return gettext("%(n)s per agent", n=amount.per_agent)
    if amount.share is not None:
        return gettext("%(n)s %% of each agent's", n=_percent(amount.share))
    return gettext("%(n)s in all", n=amount.total)


def _strata(plan: PlanDocument) -> str:
    return ", ".join(str(STRATA[key]) for key in plan.strata) or gettext("Nothing: simple random")


def _risk(plan: PlanDocument) -> str:
    if not plan.risk_share:
        return gettext("None: all at random")
    return gettext("Up to %(n)s %%, once a model is in use", n=_percent(plan.risk_share))


def _double(plan: PlanDocument) -> str:
    return gettext("%(n)s %% of the random part, unseen", n=_percent(plan.double_share))


def _reviewers(plan: PlanDocument) -> str:
    names = [
        entry.reviewer if entry.share == 1 else f"{entry.reviewer} × {_plain(entry.share)}"
        for entry in plan.reviewers
    ]
    text = ", ".join(names) or gettext("Everybody who reviews, equally")
    return f"{text}; {gettext('never their own team')}" if plan.never_own_team else text


def _percent(share: float) -> str:
    return _plain(round(share * 100, 6))


def _plain(value: Any) -> str:
    return f"{value:g}"


def gettext(text: str, **values: Any) -> str:
    """The translation as plain text."""
    return str(translated(text, **values))
