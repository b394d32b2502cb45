"""What the model card says, worked out from a stored card: sentences, tables and short facts."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _

from qa_app.web.formatting import when
from scorecards.flagging.wording import said
from transcription.interactions.labels import CHANNELS
from transcription.interactions.models import Channel

Held = Mapping[str, Any]
MOST_REASONS = 10

MEASURED = {
    "repeated": _("The customer says the same in other words"),
    "no_next_step": _("No learned phrase for time, channel or follow-up"),
    "wait": _("Pauses, silence and holds, against what is typical"),
    "late": _("Time to the first answer or to the solution"),
    "repeat_contact": _("The same customer came within seven days before"),
    "escalation": _("Supervisor, complaint, cancel or close to it"),
    "handed_over": _("Imported: transferred or escalated"),
    "reopened": _("Imported: opened again"),
    "overlap": _("Both speak at the same time"),
    "customer_no": _("Turns of the customer that refuse or object"),
    "no_thanks": _("Turns of the customer that agree or thank"),
    "cannot": _("Turns of the agent that say what is not possible"),
    "agent_repeated": _("The agent says the same in other words"),
    "no_greeting": _("No learned phrase of greeting at the start"),
    "questions": _("Share of the customer's turns that ask"),
    "agent_questions": _("Share of the agent's turns that ask"),
    "share": _("The agent's part of all words"),
    "agent_turns": _("Words in a turn of the agent"),
    "customer_turns": _("Words in a turn of the customer"),
    "unanswered": _("Nobody answered the customer's last turn"),
    "exclaims": _("Exclamation marks of the customer"),
    "length": _("Outside the usual length of its channel"),
    "words_customer": _("Words that are said more often where handling was low"),
    "words_agent": _("Words that are said more often where handling was low"),
    "channel": _("Imported channel"),
    "topic": _("Imported topic"),
}


@dataclass(frozen=True)
class GroupRow:
    """One row of the group table, shares in percent; `first` begins a new kind of group."""

    kind: str
    name: str
    n: int
    value: float
    low: float
    high: float
    low_when_reviewed: float | None
    look: bool
    first: bool


def tested_on(card: Held, zone: str) -> str:
    """On what the figures were measured, and that they hold for no more than that."""
    days = _days(card["test_from"], card["test_to"], zone)
    figures = card["figures"]
    values = {"days": days, "n": figures["n"], "lows": figures["lows"]}
    if card["arm"] == "random":
        return str(
            gettext("Random arm only, %(days)s: %(n)s reviewed, %(lows)s of them low", **values)
        )
    return str(
        gettext(
            "Cross-validated over all labels, %(days)s: %(n)s reviewed, %(lows)s of them low",
            **values,
        )
    )


def caution(card: Held) -> str | None:
    """What must be said where there was no random arm to measure on."""
    if card["arm"] == "random":
        return None
    return str(
        gettext(
            "There is no random arm yet, so these figures hold for the interactions that were "
            "chosen, not for all of them. Draw at random and train again."
        )
    )


def split_in_words(card: Held) -> str:
    """How tested and learned-from interactions were kept apart."""
    apart = gettext("agents kept apart") if card["agents_apart"] else gettext("same agents in both")
    if card["by_time"]:
        return str(gettext("By time, %(apart)s", apart=apart))
    return str(gettext("Cross-validated in %(n)s parts, %(apart)s", n=card["parts"], apart=apart))


def trained_on(card: Held, zone: str) -> str:
    """From when to when the interactions are that it learned from."""
    return _days(card["trained_from"], card["trained_to"], zone)


def calibration_in_words(card: Held) -> str:
    """How many bins say what reviewers found."""
    bins = card["calibration"]
    met = sum(meets(one) for one in bins)
    if met == len(bins):
        return str(gettext("All %(n)s intervals meet the diagonal.", n=met))
    return str(gettext("%(met)s of %(n)s intervals meet the diagonal.", met=met, n=len(bins)))


def high_chances(card: Held) -> str | None:
    """A warning where few were reviewed above a chance of 60 %, so that it is no exact chance."""
    high = [one["n"] for one in card["calibration"] if one["predicted"] >= 0.6]
    if not high or sum(high) >= 100:
        return None
    return str(
        gettext(
            "Above 60 %% only %(n)s were reviewed: read such a chance as “likely”, not as exact.",
            n=sum(high),
        )
    )


def low_means(card: Held, low_below: float) -> str:
    """What counted as low."""
    if "pass mark" in card["low_means"]:
        return str(gettext("Under the pass mark of its scorecard, or a critical fail"))
    return str(gettext("Under %(mark)s %%, or a critical fail", mark=f"{low_below:g}"))


def pools_in_words(card: Held) -> str:
    """How the reviewed interactions had been chosen, with counts."""
    names = {
        "random": gettext("random"),
        "targeted": gettext("targeted"),
        "manual": gettext("by choice"),
        "calibration": gettext("second reviews"),
    }
    return ", ".join(f"{n} {names[pool]}" for pool, n in card["pools"].items())


def lift_rows(card: Held) -> list[tuple[object, ...]]:
    """Share reviewed, share of the low ones found, lift, each with its interval, as fractions."""
    return [
        (
            top["share"],
            *(top["recall"][name] for name in ("value", "low", "high")),
            *(top["lift"][name] for name in ("value", "low", "high")),
        )
        for top in card["figures"]["tops"]
    ]


def calibration_rows(card: Held) -> list[tuple[object, ...]]:
    """Number, predicted chance, share found low and its interval, per bin, as fractions."""
    return [
        (one["n"], one["predicted"], *(one["observed"][k] for k in ("value", "low", "high")))
        for one in card["calibration"]
    ]


def meets(one: Held) -> bool:
    """Whether a calibration bin's interval holds the predicted chance."""
    return bool(one["observed"]["low"] <= one["predicted"] <= one["observed"]["high"])


def group_rows(card: Held, teams: Collection[str] | None = None) -> list[GroupRow]:
    """Flag rates of the groups that are compared, in percent; of teams only those in `teams`."""
    rows: list[GroupRow] = []
    for one in card["groups"]:
        kind, _colon, name = one["group"].partition(": ")
        if kind == "Team" and teams is not None and name not in teams:
            continue
        reviewed = one["low_when_reviewed"]
        rows.append(
            GroupRow(
                kind=said(kind),
                name=_group_name(kind, name),
                n=one["n"],
                value=100 * one["flagged"]["value"],
                low=100 * one["flagged"]["low"],
                high=100 * one["flagged"]["high"],
                low_when_reviewed=reviewed and reviewed["value"],
                look=one["look"],
                first=not rows or rows[-1].kind != said(kind),
            )
        )
    return rows


def moment(text: str) -> datetime:
    """A time of the card."""
    return datetime.fromisoformat(text)


def signed(difference: float) -> str:
    """A difference with its sign, to two decimals."""
    return f"{difference:+.2f}".replace("-", "−")


def axis_end(rows: Sequence[GroupRow]) -> int:
    """The end of the axis of flag rates: a multiple of 20 that holds every interval."""
    return max(20, 20 * math.ceil(max((row.high for row in rows), default=0.0) / 20))


def _group_name(kind: str, name: str) -> str:
    if kind == "Channel" and name in {each.value for each in Channel}:
        return str(CHANNELS[Channel(name)][0])
    if kind == "Language":
        try:
            return Locale.parse(name, sep="-").get_display_name(get_locale()) or name
        except (UnknownLocaleError, ValueError):
            return name
    return name


def _days(first: str, last: str, zone: str) -> str:
    begin, end = moment(first), moment(last)
    style = "date" if begin.year == end.year else "day"
    return str(
        gettext(
            "%(first)s to %(last)s", first=when(begin, zone, style), last=when(end, zone, "day")
        )
    )
