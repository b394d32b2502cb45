"""Exports of help desks become letters and chats, notes among agents left out."""

import dataclasses

import pytest

from tests.transcription.intake.vendors.telling import (
    GIVEN,
    OPTIONS,
    all_told,
    fixture,
    opened,
    records,
)
from transcription.intake.records import FactsRecord, SurveyRecord
from transcription.intake.refusals import Refusal

WITH_AGENT = dataclasses.replace(OPTIONS, **GIVEN)

EXPECTED = {
    "zendesk.json": """\
zendesk 3501 email 04. 09:30:00 12 (most_active) beside 11
09:30:00 customer: My parcel has not arrived. [label.png]
09:42:00 agent 11: I am looking into it.
09:44:00 bot: Your request is being worked on.
10:00:00 customer: I live at the same address.
08:00:00 agent 12: It is on its way.
Sorry!
08:05:00 agent 12: It comes today.
zendesk 3502 portal 04. 11:00:00 given (given)
11:00:00 customer: Where is my invoice?
""",
    "intercom.json": """\
intercom 471 chat 04. 09:30:00 991 (only)
09:30:00 customer: Can I change my plan?
09:30:10 bot: I am Fin. Plans are under Billing.
09:34:00 agent 991: Of course. Which one? [plans.pdf]
""",
    "helpscout.json": """\
helpscout 10 email 04. 09:30:00 256 (only)
09:30:00 customer: The handle is broken.
10:30:00 agent 256: A new one is on its way.
Bye [receipt.pdf]
""",
    "freshdesk.json": """\
freshdesk 20 portal 04. 09:30:00 60001 (only)
09:30:00 customer: I want my money back.
09:50:00 agent 60001: Here it is. [voucher.pdf]
10:00:00 customer: Thanks.
""",
    "zoho-desk.json": """\
zoho-desk 1892000000143237 email 04. 09:30:00 1892000000056007 (only)
09:30:00 customer: There is no signal. [lamp.jpg]
09:45:00 agent 1892000000056007: Please restart it.
""",
    "hubspot-tickets.json": """\
hubspot-tickets 500123 email 04. 09:30:00 3001 (only)
09:30:00 customer: My lamp flickers.
09:45:00 agent 3001: Please change the bulb.
10:30:00 customer: That helped.
""",
    "hubspot.json": """\
hubspot 2401 chat 04. 09:30:00 A-3001 (only)
09:30:10 customer: Can I get a quote? [list.xlsx]
09:31:00 agent A-3001: Sure, which one?
""",
    "front.json": """\
front cnv_55c8c149 email 04. 09:30:00 tea_7 (only)
09:30:00 customer: It is late. [order.pdf]
09:35:00 agent tea_7: It comes tomorrow.
""",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_fixture_is_taken_whole(name: str) -> None:
    assert "\n".join(all_told(name, WITH_AGENT)) == EXPECTED[name].rstrip("\n")


def test_zendesk_says_what_was_measured_and_answered() -> None:
    first = records("zendesk.json", WITH_AGENT)[0]
    assert first.facts == FactsRecord(first_response_s=720.0)
    assert first.survey == SurveyRecord(comment="Quick.")
    assert (first.agent.name, first.agent.email) == ("Agent Twelve", "agent-12@example.com")
    assert first.turns[0].subject == "Parcel has not arrived"


def test_intercom_brings_its_rating_and_its_statistics() -> None:
    (row,) = records("intercom.json")
    assert row.survey == SurveyRecord(csat=4, comment="Good")
    assert (row.facts.first_response_s, row.facts.reopened, row.topic) == (
        240,
        True,
        "Change of plan",
    )


def test_ticket_that_nobody_answered_is_refused_by_name() -> None:
    taken, refused = opened_rows()
    assert taken == "3501"
    assert refused == (
        "line 16, column 3: entry 2 names no agent and no bot who took part: say whose it is, as "
        "Agent id or --agent, or leave it out, since there is nobody to score"
    )


def opened_rows() -> tuple[str, str]:
    first, second = opened(fixture("zendesk.json"), "zendesk.json").rows
    assert isinstance(second, Refusal)
    assert not isinstance(first, Refusal)
    return first.external_id, str(second)


@pytest.mark.parametrize(
    ("rule", "agent", "why"),
    [
        ("most_active", "12", "most_active"),
        ("first", "11", "first"),
        ("last", "12", "last"),
        ("assignee", "12", "assignee"),
    ],
)
def test_who_is_scored_follows_the_rule(rule: str, agent: str, why: str) -> None:
    options = dataclasses.replace(WITH_AGENT, scored=rule)
    first = records("zendesk.json", options)[0]
    assert (first.agent.id, first.scored_why) == (agent, why)
    assert {first.agent.id, *(each.id for each in first.others)} == {"11", "12"}


def test_refusal_says_where_in_the_export() -> None:
    data = fixture("zendesk.json").replace(b'"2026-05-05T08:05:00Z"', b'"yesterday at 8"')
    first = next(opened(data, "zendesk.json").rows)
    assert str(first) == (
        "line 14, column 68: entry 1, comments[6].created_at is not an ISO 8601 time such as "
        "2026-05-04T09:30:00+02:00"
    )
