"""A program of the demo hands in over the API: what it sends is known, but for one faulty item."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.api.handing import Handed
from qa_app.api.scopes import Scope
from qa_app.api.taking import Sender, take_at_once
from qa_app.api.tokens import count_use, make_integration
from qa_app.demo.interactions import SOURCE, Made
from qa_app.demo.models import DemoState
from qa_app.demo.people import ADMIN, mail_of
from qa_app.people.models import User

NAME = "Web chat"


def arrive(session: Session, made: Sequence[Made], at: datetime) -> None:
    """Make the integration and hand in three items as it would; commits, as an import does.

    Nothing is added to the demo's conversations: two of the items are here already, and the third
    names a channel that does not exist, so that the page of an import shows what is refused.
    """
    admin = session.scalars(select(User).where(User.email == mail_of(ADMIN))).one()
    known, _token = make_integration(
        session, NAME, scopes=list(Scope), source=SOURCE, days=365, by=admin.id, at=at
    )
    items = [_item(one) for one in made[-2:]]
    items.append(_item(made[-1]) | {"external_id": "web-1", "channel": "webchat"})
    lines = b"".join(json.dumps(item).encode() + b"\n" for item in items)
    handed = Handed(BytesIO(lines), len(items), items=items)
    count_use(session, known, at)
    batch, _ = take_at_once(session, handed, Sender(known.id, known.name), at=at)
    state = session.scalars(select(DemoState)).one()
    owned: dict[str, Any] = dict(state.figures["owned"])
    owned["batches"] = [*owned["batches"], batch.id]
    owned["integrations"] = [known.id]
    state.figures = {**state.figures, "owned": owned}
    session.commit()


def _item(one: Made) -> dict[str, Any]:
    record = one.record
    return {
        "source": record.source,
        "external_id": record.external_id,
        "channel": record.channel,
        "started_at": record.started_at.isoformat(),
        "agent": {"id": record.agent.id},
        "turns": [{"speaker": turn.speaker, "text": turn.text} for turn in record.turns],
    }
