"""Scorecards for tests, through the verbs that people use."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from scorecards.design.document import parse
from scorecards.design.drafting import create
from scorecards.design.models import Version
from scorecards.design.publishing import publish

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_number = count(1)


def card_json(title: str, **others: Any) -> dict[str, Any]:
    """Two sections, three questions (weights 10, 30 and 20), one of them critical."""
    return {
        "format": 1,
        "title": title,
        "channel": "chat",
        "pass_percent": 80,
        "sections": [
            {
                "key": "opening",
                "title": "Opening",
                "questions": [
                    {
                        "key": "greeting",
                        "text": "Did the agent greet the customer?",
                        "guidance": "Yes: a greeting in the first message.",
                        "type": "yes_no",
                        "weight": 10,
                    },
                    {
                        "key": "identity",
                        "text": "Was the customer verified before account data was named?",
                        "guidance": "N/A: no account was opened.",
                        "type": "yes_no",
                        "weight": 30,
                        "critical": "evaluation",
                        "fatal_values": ["no"],
                        "comment_required_for": ["no"],
                    },
                ],
            },
            {
                "key": "resolution",
                "title": "Resolution",
                "questions": [
                    {
                        "key": "solved",
                        "text": "Was the request solved?",
                        "guidance": "Partly: the customer has to come back.",
                        "type": "choice",
                        "weight": 20,
                        "options": [
                            {"value": "solved", "label": "Solved", "score": 1},
                            {"value": "partly", "label": "Partly", "score": 0.5},
                            {"value": "open", "label": "Left open", "score": 0},
                        ],
                    }
                ],
            },
        ],
        **others,
    }


def make_draft(session: Session, title: str | None = None, **others: Any) -> Version:
    """A draft of a new scorecard."""
    document = parse(card_json(title or f"Scorecard {next(_number)}", **others))
    return create(session, document, by=None, at=AT, actor="test")


def make_published(session: Session, title: str | None = None, **others: Any) -> Version:
    """A published version of a new scorecard."""
    return publish(session, make_draft(session, title, **others), by=None, at=AT, actor="test")
