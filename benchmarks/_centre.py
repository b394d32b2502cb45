"""A centre to measure reviewing on: chats of many lengths, a card, a reviewer's long queue."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.import_chats import AGENT, CUSTOMER
from qa_app.config import load_settings
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Role
from qa_app.factory import build
from qa_app.people.accounts import add_user, set_password
from qa_app.people.models import User
from qa_app.processes.foreground import work_until_idle
from qa_app.processes.upgrade import upgrade
from scorecards.design.document import ScorecardDocument, parse
from scorecards.design.drafting import create
from scorecards.design.models import Version
from scorecards.design.publishing import publish
from scorecards.design.shipped import shipped_documents
from scorecards.reviews.models import Assignment, AssignmentState, Pool
from transcription.intake.batches import Edge, create_batch, run_batch
from transcription.intake.options import ImportOptions
from transcription.intake.parcels import folder_parcel
from transcription.interactions.models import Interaction

AGENTS, TEAMS, TURNS = 40, 4, (8, 30)
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
PASSWORD = "a long word for measuring"
REVIEWER, MANAGER = "reviewer@example.org", "manager@example.org"
GOODS = ("kettle", "lamp", "mirror", "shelf", "chair", "carpet", "clock", "curtain")
RARE_EVERY = 200
"""One chat in so many holds the rare word that the text filter looks for."""


@dataclass(frozen=True)
class Centre:
    """What was made: the scorecard version to score with."""

    version_id: int
    document: ScorecardDocument


def chats(count: int, seed: int = 7) -> Iterator[str]:
    """JSON lines of made chats of 8 to 30 turns; one turn in six holds something to mask."""
    chance = random.Random(seed)
    for number in range(count):
        agent = chance.randrange(AGENTS)
        began = BEGIN + timedelta(minutes=7 * number)
        turns = [
            {
                "speaker": "agent" if turn % 2 else "customer",
                "at": (began + timedelta(seconds=40 * turn)).isoformat(),
                "text": chance.choice(AGENT if turn % 2 else CUSTOMER),
            }
            for turn in range(chance.randint(*TURNS))
        ]
        rare = " It is the zinc one." if number % RARE_EVERY == 0 else ""
        turns[0]["text"] = f"{turns[0]['text']} It is about my {chance.choice(GOODS)}.{rare}"
        yield json.dumps(
            {
                "source": "benchmark",
                "external_id": f"chat-{number}",
                "channel": "chat",
                "topic": chance.choice(("delivery", "billing", "damage", "refund")),
                "started_at": began.isoformat(),
                "agent": {"id": f"agent-{agent}", "team": f"Team {agent % TEAMS}"},
                "customer": {"id": f"customer-{chance.randrange(count // 2 + 1)}"},
                "turns": turns,
            }
        )


def make(folder: Path, count: int, open_items: int) -> Centre:
    """Fill an instance below `folder`: `count` chats, `open_items` of them in one queue.

    One that was filled before is taken as it is.
    """
    app = build(
        load_settings(
            {
                "QA_INSTANCE_PATH": str(folder / "instance"),
                "QA_DEMO": "0",
                "QA_LOG_LEVEL": "error",
            }
        )
    )
    upgrade(app)
    with app.app_context():
        session = db.session()
        made = session.scalars(select(Version)).first() or _fill(session, folder, count, open_items)
        centre = Centre(made.id, parse(made.document))
        session.rollback()
    _settle(app)
    return centre


def _fill(session: Session, folder: Path, count: int, open_items: int) -> Version:
    at = clock.now()
    _import(session, folder, count)
    reviewer = _person(session, "Reviewer", REVIEWER, Role.REVIEWER, at)
    _person(session, "Manager", MANAGER, Role.QA_MANAGER, at)
    cards = shipped_documents().values()
    document = next(card for card in cards if card.channel == "chat")
    version = create(session, document, by=None, at=at, actor="benchmark")
    publish(session, version, by=None, at=at, actor="benchmark")
    _queue(session, reviewer.id, open_items, at)
    session.commit()
    return version


def _settle(app: Flask) -> None:
    work_until_idle(app, wait=False)
    with app.app_context():
        db.engine.dispose()


def _import(session: Session, folder: Path, count: int) -> None:
    path = folder / "chats.jsonl"
    path.write_text("\n".join(chats(count)), encoding="utf-8")
    parcel, _ = folder_parcel(path)
    batch = create_batch(session, path.name, by=None, at=clock.now(), actor="cli")
    run_batch(session, batch, parcel, ImportOptions(), Edge(session.commit, clock.now))
    assert (batch.accepted, batch.rejected) == (count, 0)


def _person(session: Session, name: str, email: str, role: Role, at: datetime) -> User:
    found = add_user(
        session,
        name=name,
        email=email,
        roles=((role, None),),
        by=None,
        at=at,
        actor="benchmark",
    )
    set_password(session, found, PASSWORD, by=None, at=at)
    return found


def _queue(session: Session, reviewer_id: int, count: int, at: datetime) -> None:
    ids = session.scalars(select(Interaction.id).order_by(Interaction.id).limit(count)).all()
    session.execute(
        insert(Assignment),
        [
            {
                "interaction_id": number,
                "reviewer_id": reviewer_id,
                "pool": Pool.RANDOM,
                "inclusion_probability": 0.05,
                "stratum": "chat",
                "is_second": False,
                "due_at": at + timedelta(days=7, seconds=place),
                "state": AssignmentState.OPEN,
                "created_at": at,
            }
            for place, number in enumerate(ids)
        ],
    )
