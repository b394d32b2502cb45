"""Makes small valid files for the tests of the importers."""

import json
from io import BytesIO
from typing import Any

from transcription.intake.importers import OpenedFile, open_interactions
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal


def interaction(**changes: Any) -> dict[str, Any]:
    """Return a small chat as the interchange has it; a change to None leaves the key out."""
    data = {
        "format": 1,
        "source": "desk",
        "external_id": "chat-1",
        "channel": "chat",
        "started_at": "2026-05-04T09:30:00+02:00",
        "agent": {"id": "agent-07"},
        "turns": [{"speaker": "customer", "text": "Hello"}],
    } | changes
    return {key: value for key, value in data.items() if value is not None}


def jsonl(*rows: dict[str, Any] | str) -> bytes:
    """Return rows as JSON lines; text stands as it is."""
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def opened(data: bytes, name: str = "file.csv", **options: Any) -> OpenedFile:
    """Open bytes as a file."""
    return open_interactions(BytesIO(data), name=name, options=ImportOptions(**options))


def rows(data: bytes, name: str = "file.csv", **options: Any) -> list[InteractionRecord | Refusal]:
    """Return all rows of a file."""
    return list(opened(data, name, **options).rows)


def accepted(found: list[InteractionRecord | Refusal]) -> list[InteractionRecord]:
    """Return what was taken."""
    return [row for row in found if isinstance(row, InteractionRecord)]


def refused(found: list[InteractionRecord | Refusal]) -> list[Refusal]:
    """Return what was not."""
    return [row for row in found if isinstance(row, Refusal)]
