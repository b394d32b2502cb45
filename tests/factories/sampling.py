"""Interactions by the dozen and plans for tests of sampling."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.sampling.drawing import draw_period
from scorecards.sampling.models import Draw, Plan
from scorecards.sampling.plan_document import parse_plan
from scorecards.sampling.plans import create_plan
from transcription.interactions.models import Channel, Direction, Interaction, InteractionState

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NEXT_MONDAY = MONDAY + timedelta(days=7)
AT = NEXT_MONDAY + timedelta(hours=6)
_number = count(1)


def make_interactions(
    session: Session,
    agent: User,
    number: int,
    *,
    channel: Channel = Channel.CHAT,
    state: InteractionState = InteractionState.READY,
    since: datetime = MONDAY,
    **others: Any,
) -> list[Interaction]:
    """So many interactions of an agent, an hour apart, named by agent and number."""
    rows = [
        Interaction(
            source="desk",
            external_id=f"{agent.external_id}-{next(_number):05d}",
            channel=channel,
            direction=Direction.INBOUND,
            started_at=since + timedelta(hours=place),
            agent_id=agent.id,
            team_id=agent.team_id,
            facts={},
            state=state,
            created_at=since,
            **others,
        )
        for place in range(number)
    ]
    session.add_all(rows)
    session.flush()
    return rows


def make_plan(session: Session, **changes: Any) -> Plan:
    """A weekly plan of two per agent without hidden second reviews, with the changes."""
    document = {
        "format": 1,
        "title": f"Plan {next(_number)}",
        "every": "weekly",
        "amount": {"per_agent": 2},
        "double_share": 0,
    }
    return create_plan(session, parse_plan(json.dumps(document | changes)), by=None, at=AT)


def make_draw(session: Session, plan: Plan, *, seed: int = 7, **others: Any) -> Draw:
    """The plan's draw of the first week of March 2026."""
    return draw_period(
        session,
        plan,
        period_start=MONDAY,
        period_end=NEXT_MONDAY,
        seed=seed,
        by=None,
        at=AT,
        **others,
    )
