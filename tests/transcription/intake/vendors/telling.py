"""Reads the fixtures of the importers and tells in short lines what came out of them."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from transcription.intake.importers import OpenedFile, open_interactions
from transcription.intake.options import Hints, ImportOptions
from transcription.intake.records import InteractionRecord, TurnRecord
from transcription.intake.refusals import Refusal

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = tuple(sorted(each.name for each in FIXTURES.iterdir()))
SPEAKERS = ("spk_0", "Speaker 0", "Speaker A", "SPEAKER_00")
OPTIONS = ImportOptions(
    written_at=datetime(2026, 5, 4, tzinfo=UTC), hints=Hints(SPEAKERS, ("example.com",), "UTC")
)
GIVEN: dict[str, Any] = {"agent_id": "given"}


def opened(data: bytes, name: str, options: ImportOptions = OPTIONS, **more: Any) -> OpenedFile:
    """Open bytes as a file of that name."""
    return open_interactions(BytesIO(data), name=name, options=options, **more)


def fixture(name: str) -> bytes:
    """The bytes of a fixture."""
    return (FIXTURES / name).read_bytes()


def told(row: InteractionRecord | Refusal) -> str:
    """An interaction as lines: its head, then a line a turn. A refusal as people read it."""
    if isinstance(row, Refusal):
        return str(row)
    others = f" beside {','.join(each.id for each in row.others)}" if row.others else ""
    head = (
        f"{row.source} {row.external_id} {row.channel} {row.started_at:%d. %H:%M:%S}"
        f" {row.agent.id} ({row.scored_why}){others}"
    )
    return "\n".join([head, *map(_turn, row.turns)])


def _turn(turn: TurnRecord) -> str:
    at = f"{turn.at:%H:%M:%S}" if turn.at else f"{turn.start}-{turn.end}"
    who = f"{turn.speaker} {turn.agent_id}" if turn.agent_id else turn.speaker
    files = f" [{', '.join(each.name for each in turn.attachments)}]" if turn.attachments else ""
    return f"{at} {who}: {turn.text}{files}"


def all_told(name: str, options: ImportOptions = OPTIONS) -> list[str]:
    """All rows of a fixture, told."""
    return [told(row) for row in opened(fixture(name), name, options).rows]


def records(name: str, options: ImportOptions = OPTIONS) -> list[InteractionRecord]:
    """The interactions of a fixture, all of which are taken."""
    rows = list(opened(fixture(name), name, options).rows)
    assert all(isinstance(row, InteractionRecord) for row in rows), rows
    return [row for row in rows if isinstance(row, InteractionRecord)]
