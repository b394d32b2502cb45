"""Exports of chats and chatbots become chats, with bots and the system apart from people."""

import dataclasses

import pytest

from tests.transcription.intake.vendors.telling import GIVEN, OPTIONS, all_told, records
from transcription.intake.records import SurveyRecord

WITH_AGENT = dataclasses.replace(OPTIONS, **GIVEN)

EXPECTED = {
    "zendesk-chat.json": """\
zendesk-chat 2605.10414779.T6EMGPZqQ1yBR chat 04. 09:30:00 22 (most_active) beside 21
09:30:02 customer: Is anybody there?
09:30:05 bot: Somebody will be here soon.
09:30:16 agent 21: Hello, how can I help?
09:31:00 customer: I want to return shoes.
09:33:00 agent 22: I take over from my colleague.
09:34:00 agent 22: Here is the label.
09:35:00 agent 22:  [label.pdf]
""",
    "tawk.json": """\
tawk 70fe3290-99ad-11e9-a30a-51567162179f chat 04. 09:30:00 5afd (only)
09:30:00 system: Agent Seven joined the conversation
09:30:10 customer: Do you ship to islands?
09:30:40 agent 5afd: Yes, we do. [rates.pdf]
""",
    "livechat.json": """\
livechat PJ0MRSHTDG_K600PKZON8 chat 04. 09:30:00 agent-07@example.com (only)
09:30:01 bot: Hi, I am a bot.
09:30:10 customer: A person, please.
09:30:11 system: Chat assigned
09:30:20 agent agent-07@example.com: Here I am.
09:30:30 agent agent-07@example.com:  [map.png]
""",
    "chatwoot.json": """\
chatwoot 31 chat 04. 09:30:00 7 (only)
09:30:00 customer: Where is my order?
09:30:05 system: Conversation was assigned
09:31:00 agent 7: On its way. [track.pdf]
09:31:40 bot: Please rate us
""",
    "genesys-recordings.json": """\
genesys-recordings 9a1e6c1e-0000-4000-8000-000000000002 chat 04. 09:30:00 u-7 (only)
09:30:01 customer: Are you open?
09:31:00 agent u-7: Until six.
genesys-recordings 9a1e6c1e-0000-4000-8000-000000000003_r2 phone 04. 09:50:00 u-8 (assigned_only)
""",
    "dialogflow-cx.json": """\
dialogflow-cx d-1 chat 04. 09:30:00 bot:a-1 (bot)
09:30:00 customer: hi
09:30:00 bot: Hello.
What do you need?
09:30:20 customer: A person!
09:30:20 bot: One moment.
""",
    "abcd.json": """\
abcd 1 chat 04. 00:00:00 given (given)
None-None agent: Hi!
None-None customer: Where is my refund?
None-None system: The account was pulled up.
None-None agent: On its way.
""",
    "ccai.json": """\
ccai ccai chat 04. 09:30:00 2 (only)
09:30:00 customer: I call about a parcel.
09:30:05 bot: Please hold.
09:30:09 agent 2: I can help.
""",
    "ccai-insights.json": """\
ccai-insights 881 chat 04. 09:30:00 agent-07 (only)
09:30:01 customer: Hi
09:30:09 agent agent-07: Hello
""",
    "azure.json": """\
azure c-1 phone 04. 00:00:00 given (given)
0.1-0.6 agent: Hello.
1.0-1.8 customer: I need ink.
""",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_fixture_is_taken_whole(name: str) -> None:
    assert "\n".join(all_told(name, WITH_AGENT)) == EXPECTED[name].rstrip("\n")


def test_chatwoot_brings_the_answer_to_its_survey() -> None:
    (row,) = records("chatwoot.json")
    assert row.survey == SurveyRecord(csat=5, comment="Great")
    assert (row.agent.name, row.agent.team, row.customer_id) == ("Agent Seven", "Blue", "81")


def test_zendesk_chat_keeps_who_handed_over() -> None:
    (row,) = records("zendesk-chat.json")
    assert [each.name for each in row.others] == ["Agent 21"]
    assert (row.agent.team, row.facts.first_response_s) == ("Blue", 14.0)


def test_handoff_of_a_bot_is_an_escalation() -> None:
    (row,) = records("dialogflow-cx.json")
    assert (row.agent.name, row.facts.escalated) == ("Dialogflow CX", True)
