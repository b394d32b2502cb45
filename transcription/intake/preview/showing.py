"""Shows imported rows as they would be stored, masked, as plain data for pages and commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from qa_app.core.text import clean, shorten
from transcription.intake.chunks import cleaned
from transcription.intake.companions.joining import masked_values
from transcription.intake.companions.records import CompanionRecord
from transcription.intake.masking import mask
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal

TURNS_SHOWN = 4
CHARACTERS = 240


def shown_row(row: InteractionRecord | CompanionRecord, *, region: str) -> dict[str, Any]:
    """One row as it would be stored: every text masked, long ones cut."""
    if isinstance(row, CompanionRecord):
        return _companion(row, region)
    masked = mask(cleaned(row), region=region).record
    facts = {name: value for name, value in asdict(masked.facts).items() if value is not None}
    survey = {name: value for name, value in asdict(masked.survey).items() if value is not None}
    return {
        "kind": "interaction",
        "line": masked.line,
        "source": masked.source,
        "external_id": masked.external_id,
        "channel": masked.channel,
        "direction": masked.direction,
        "topic": _short(masked.topic),
        "started_at": masked.started_at.isoformat(),
        "started_from": masked.started_from,
        "entry": masked.entry,
        "ended_at": masked.ended_at.isoformat() if masked.ended_at else None,
        "agent": _short(masked.agent.name) or _short(masked.agent.id),
        "agent_id": masked.agent.id,
        "team": _short(masked.agent.team),
        "customer_id": masked.customer_id,
        "facts": facts,
        "survey": {name: _short(value) if isinstance(value, str) else value
                   for name, value in survey.items()},
        "turns": [
            {"speaker": turn.speaker, "text": _short(turn.text)}
            for turn in masked.turns[:TURNS_SHOWN]
        ],
        "turn_count": len(masked.turns),
        "recording": masked.recording,
    }  # fmt: skip


def shown_refusal(row: Refusal) -> dict[str, Any]:
    """One row that would be refused."""
    return {
        "line": row.line,
        "column": row.column,
        "field": row.field,
        "message": row.message,
        "excerpt": row.excerpt or None,
    }


def _companion(row: CompanionRecord, region: str) -> dict[str, Any]:
    values = masked_values(row, region=region)
    return {
        "kind": row.kind,
        "line": row.line,
        "source": row.source,
        "id": row.id,
        "external_id": row.external_id,
        "customer_id": row.customer_id,
        "agent": row.agent,
        "at": row.at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "values": {
            name: _short(value) if isinstance(value, str) else value
            for name, value in values.items()
        },
    }


def _short(text: str | None) -> str | None:
    return shorten(clean(text), CHARACTERS) if text else None


def with_moments(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Shown rows with times as moments again, for pages that write them in the viewer's zone."""
    names = ("started_at", "ended_at", "at")
    return [
        row | {name: datetime.fromisoformat(row[name]) for name in names if row.get(name)}
        for row in rows
    ]
