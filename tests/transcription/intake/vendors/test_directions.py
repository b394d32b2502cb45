"""Who began is taken from what an export says, and is unknown where it says nothing."""

import json

import pytest

from tests.transcription.intake.vendors.telling import GIVEN, NAMES, OPTIONS, fixture, opened
from transcription.intake.exports.conversation import direction_by
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord

TOLD = {
    "chatwoot.json": ["inbound"],
    "connect.json": ["inbound"],
    "eml.eml": ["inbound"],
    "helpscout.json": ["inbound"],
    "hubspot.json": ["inbound"],
    "front.json": ["inbound"],
    "zoho-desk.json": ["inbound"],
}


def directions(data: bytes, name: str) -> list[str | None]:
    options = ImportOptions(written_at=OPTIONS.written_at, hints=OPTIONS.hints, **GIVEN)
    rows = opened(data, name, options).rows
    return [row.direction for row in rows if isinstance(row, InteractionRecord)]


@pytest.mark.parametrize("name", sorted(TOLD))
def test_what_the_export_says(name: str) -> None:
    assert directions(fixture(name), name) == TOLD[name]


@pytest.mark.parametrize(
    "name", ["tawk.json", "livechat.json", "deepgram.json", "twilio.json", "whisper.json",
             "ccai.json", "azure.json", "contact-lens.json"],
)  # fmt: skip
def test_what_it_does_not_say_stays_unknown(name: str) -> None:
    assert name in NAMES
    assert set(directions(fixture(name), name)) == {None}


@pytest.mark.parametrize(
    ("method", "direction"),
    [("OUTBOUND", "outbound"), ("CALLBACK", "outbound"), ("TRANSFER", None), ("API", None)],
)
def test_a_transfer_does_not_say_who_began(method: str, direction: str | None) -> None:
    text = fixture("connect.json").decode().replace('"INBOUND"', f'"{method}"')
    assert set(directions(text.encode(), "connect.json")) == {direction}


def test_an_outbound_email_begins_with_the_agents_words() -> None:
    data = json.loads(fixture("freshdesk.json"))
    ticket = data[0] if isinstance(data, list) else data
    ticket["source"] = 10
    (row,) = opened(json.dumps([ticket]).encode(), "f.json").rows
    assert isinstance(row, InteractionRecord)
    assert (row.direction, row.turns[0].speaker) == ("outbound", "agent")


def test_a_machine_begins_nothing() -> None:
    assert [direction_by(each) for each in ("customer", "agent", "bot", "system")] == [
        "inbound", "outbound", None, None,
    ]  # fmt: skip
