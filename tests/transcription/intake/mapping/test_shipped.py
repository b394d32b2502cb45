"""Shipped mappings: each export is recognised by its header and read, by fixtures made by hand."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.transcription.intake.mapping.tables import BERLIN
from transcription.intake.companions.records import CompanionRecord
from transcription.intake.importers import open_interactions
from transcription.intake.mapping.document import read_mapping
from transcription.intake.mapping.shipped import shipped_mappings
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord

FIXTURES = Path(__file__).parent / "exports"
SAYS = {
    "salesforce-cases": ("00001026", "phone", "2026-05-04T07:30:00+00:00", "Jo Park", 1),
    "salesforce-case-object": ("00001027", "email", "2026-05-04T09:30:00+00:00", "005A1", 1),
    "salesforce-emails": ("500A1", "email", "2026-05-04T09:30:00+00:00", "jo@example.com", 2),
    "salesforce-live-chat": ("k-1", "chat", "2026-05-04T09:30:00+00:00", "005A1", 5),
    "hubspot-tickets": ("881", "chat", "2026-05-04T07:30:00+00:00", "Jo Park", 1),
    "zoho-desk-tickets": ("9001", "social", "2026-05-04T07:30:00+00:00", "Jo Park", 2),
    "freshdesk-tickets": ("51", "portal", "2026-05-04T07:30:00+00:00", "Jo Park", 1),
    "help-scout-conversations": ("611", "email", "2026-05-04T07:30:00+00:00", "Jo Park", 1),
    "livechat-chats": ("PR1", "chat", "2026-05-04T07:30:00+00:00", "jo@example.com", 2),
    "genesys-interactions": ("c-9", "phone", "2026-05-04T07:30:00+00:00", "Jo Park", 0),
    "twilio-calls": ("CA1", "phone", "2026-05-04T09:30:00+00:00", "line-1", 0),
    "manychat-contacts": (
        "17@2026-05-04 09:30:00", "social", "2026-05-04T07:30:00+00:00", "manychat-bot", 1,
    ),
    "chatfuel-people": (
        "18@2026-05-04T09:30:00Z", "social", "2026-05-04T09:30:00+00:00", "chatfuel-bot", 1,
    ),
}  # fmt: skip
SESSIONS = {
    "teamviewer-report": (
        "Jo Park", "2026-05-04T09:35:00+00:00", {"seconds": 600.0, "device": "PC-7"},
    ),
    "teamviewer-connections": (
        "Jo Park", "2026-05-04T09:35:00+00:00",
        {"seconds": 600.0, "device": "PC-7", "note": "Printer set up"},
    ),
    "anydesk-sessions": (
        "jo@example", "2026-05-04T09:35:00+00:00", {"seconds": 600.0, "device": "pc7@example"},
    ),
}  # fmt: skip


def rows_of(name: str) -> tuple[str, list[Any]]:
    """(mapping that was found, rows) of a fixture."""
    data = (FIXTURES / f"{name}.csv").read_bytes()
    options = ImportOptions(agent_id="line-1", hints=BERLIN.hints) if "twilio" in name else BERLIN
    opened = open_interactions(BytesIO(data), name=f"{name}.csv", options=options)
    return opened.notes[0], list(opened.rows)


@pytest.mark.parametrize("name", sorted(SAYS))
def test_an_export_of_interactions_is_recognised_and_read(name: str) -> None:
    note, (row,) = rows_of(name)
    assert isinstance(row, InteractionRecord), row
    said = (row.external_id, row.channel, row.started_at.isoformat(), row.agent.id, len(row.turns))
    assert said == SAYS[name]
    title = read_mapping(_shipped_text(name)).name
    assert note == f'mapping: "{title}"'


@pytest.mark.parametrize("name", sorted(SESSIONS))
def test_a_log_of_remote_sessions_is_recognised_and_read(name: str) -> None:
    _, (row,) = rows_of(name)
    assert isinstance(row, CompanionRecord), row
    assert (row.agent, row.at.isoformat(), dict(row.values)) == SESSIONS[name]


def test_every_shipped_mapping_has_a_fixture_and_none_stands_in_anothers_way() -> None:
    assert len(shipped_mappings()) == len({each.name for each in shipped_mappings()})
    fixtures = {path.stem for path in FIXTURES.glob("*.csv")}
    assert fixtures == set(SAYS) | set(SESSIONS)
    assert len(fixtures) == len(shipped_mappings())


def test_a_mapping_survives_its_own_export() -> None:
    for each in shipped_mappings():
        assert read_mapping(each.as_json()) == each


def _shipped_text(name: str) -> str:
    folder = Path(__file__).parents[4] / "transcription/intake/mapping/shipped"
    return (folder / f"{name}.json").read_text()
