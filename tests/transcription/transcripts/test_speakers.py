"""Which channel is the agent, and that doubt is told rather than guessed away."""

import pytest

from transcription.transcripts.speakers import (
    SENTENCES,
    ChannelFacts,
    ChannelOrder,
    ChannelSpeaker,
    Doubt,
    Side,
    speakers,
)

SOUND, SILENT = ChannelFacts(is_silent=False), ChannelFacts(is_silent=True)


def test_the_setting_says_where_the_agent_is() -> None:
    assert [one.side for one in speakers([SOUND, SOUND], ChannelOrder.AGENT_LEFT)] == [
        Side.AGENT,
        Side.CUSTOMER,
    ]
    assert [one.side for one in speakers([SOUND, SOUND], ChannelOrder.AGENT_RIGHT)] == [
        Side.CUSTOMER,
        Side.AGENT,
    ]


def test_a_silent_channel_is_said_to_be_silent_and_keeps_its_side() -> None:
    assert speakers([SILENT, SOUND], ChannelOrder.AGENT_LEFT) == (
        ChannelSpeaker(0, Side.AGENT, is_silent=True),
        ChannelSpeaker(1, Side.CUSTOMER, is_silent=False),
    )


@pytest.mark.parametrize(
    ("channels", "order", "doubt"),
    [
        ([SOUND], ChannelOrder.AGENT_LEFT, Doubt.MONO),
        ([SOUND] * 3, ChannelOrder.AGENT_LEFT, Doubt.MANY_CHANNELS),
        ([SOUND, ChannelFacts(False, repeats=True)], ChannelOrder.AGENT_LEFT, Doubt.SAME_SOUND),
        ([SOUND, SOUND], ChannelOrder.UNKNOWN, Doubt.ORDER_UNKNOWN),
    ],
)
def test_doubt_is_told_and_nobody_is_guessed(
    channels: list[ChannelFacts], order: ChannelOrder, doubt: Doubt
) -> None:
    found = speakers(channels, order)
    assert {(one.side, one.doubt) for one in found} == {(Side.UNKNOWN, doubt)}
    assert SENTENCES[doubt].startswith("Speakers uncertain")
