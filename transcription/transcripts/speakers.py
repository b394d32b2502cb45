"""Says who speaks on which channel of a recording, and when that can't be known."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ChannelOrder(StrEnum):
    """The setting of a source of recordings: on which channel of two the agent is."""

    AGENT_LEFT = "agent-left"
    AGENT_RIGHT = "agent-right"
    UNKNOWN = "unknown"


class Side(StrEnum):
    """Who is on a channel, in the words of the interchange format and of Turn.speaker."""

    AGENT = "agent"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


class Doubt(StrEnum):
    """Why speakers are uncertain."""

    MONO = "mono"
    SAME_SOUND = "same-sound"
    MANY_CHANNELS = "many-channels"
    ORDER_UNKNOWN = "order-unknown"


SENTENCES = {
    Doubt.MONO: "Speakers uncertain: the recording has one channel.",
    Doubt.SAME_SOUND: "Speakers uncertain: both channels carry the same sound.",
    Doubt.MANY_CHANNELS: "Speakers uncertain: the recording has more than two channels.",
    Doubt.ORDER_UNKNOWN: "Speakers uncertain: it is not set which channel is the agent's.",
}


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What the sound says of one channel; `repeats`: it carries the first channel's sound."""

    is_silent: bool
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class ChannelSpeaker:
    """Who speaks on a channel; where `side` is unknown, `doubt` says why."""

    channel: int
    side: Side
    is_silent: bool
    doubt: Doubt | None = None


def speakers(channels: Sequence[ChannelFacts], order: ChannelOrder) -> tuple[ChannelSpeaker, ...]:
    """Who is on each channel.

    A silent channel keeps its side: that the agent's side was not recorded is worth saying,
    and its silence says nothing about who is on the other one.
    """
    doubt = _doubt(channels, order)
    sides = [Side.AGENT, Side.CUSTOMER]
    if order is ChannelOrder.AGENT_RIGHT:
        sides.reverse()
    return tuple(
        ChannelSpeaker(index, Side.UNKNOWN if doubt else sides[index], facts.is_silent, doubt)
        for index, facts in enumerate(channels)
    )


def _doubt(channels: Sequence[ChannelFacts], order: ChannelOrder) -> Doubt | None:
    if len(channels) == 1:
        return Doubt.MONO
    if len(channels) > 2:
        return Doubt.MANY_CHANNELS
    if any(facts.repeats for facts in channels):
        return Doubt.SAME_SOUND
    return Doubt.ORDER_UNKNOWN if order is ChannelOrder.UNKNOWN else None
