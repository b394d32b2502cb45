"""The facts of an interaction that a condition can ask for, their kinds and their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from flask_babel import lazy_gettext as _

from scorecards.design.document import Channel

FactKind = Literal["text", "number", "flag"]


@dataclass(frozen=True)
class Fact:
    """One fact: how it is compared, its name for people, and its only values where there are few.

    Text is compared without regard to case and outer spaces.
    """

    kind: FactKind
    label: Any
    values: tuple[str, ...] = ()


DIRECTIONS = ("inbound", "outbound")
FACTS: dict[str, Fact] = {
    "channel": Fact("text", _("Channel"), get_args(Channel)),
    "direction": Fact("text", _("Direction"), DIRECTIONS),
    "topic": Fact("text", _("Topic")),
    "team": Fact("text", _("Team of the agent")),
    "language": Fact("text", _("Language")),
    "source": Fact("text", _("Source system")),
    "duration_s": Fact("number", _("Duration, in seconds")),
    "first_response_s": Fact("number", _("First response, in seconds")),
    "resolution_s": Fact("number", _("Time to resolution, in seconds")),
    "hold_s": Fact("number", _("Hold, in seconds")),
    "silence_s": Fact("number", _("Silence, in seconds")),
    "longest_pause_s": Fact("number", _("Longest pause, in seconds")),
    "overlap_s": Fact("number", _("Talking over each other, in seconds")),
    "agent_talk_share": Fact("number", _("Agent's share of talk, 0 to 1")),
    "transfers": Fact("number", _("Transfers")),
    "cost": Fact("number", _("Cost")),
    "escalated": Fact("flag", _("Escalated")),
    "reopened": Fact("flag", _("Reopened")),
    "resolved": Fact("flag", _("Resolved")),
}
KNOWN_FACTS = tuple(FACTS)
NUMBER_FACTS = tuple(name for name, fact in FACTS.items() if fact.kind == "number")
FLAG_FACTS = tuple(name for name, fact in FACTS.items() if fact.kind == "flag")
