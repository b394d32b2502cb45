"""Hands in a survey and a log of remote sessions as they come: most joined, some waiting."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.demo.interactions import SOURCE
from qa_app.demo.staffing import Staff
from transcription.intake.companions.joining import store_companions
from transcription.intake.companions.records import CompanionRecord
from transcription.intake.mapping.document import read_mapping
from transcription.intake.mapping.keeping import save
from transcription.intake.models import Batch, BatchState
from transcription.interactions.models import Interaction

SURVEY, REMOTE = "demo-survey", "demo-remote-support"
SAID = (
    (5, 10, "Quick, and the answer was right."),
    (4, 8, ""),
    (2, 3, "I had to say it twice."),
    (5, 9, ""),
    (3, 6, "Friendly, but it took long."),
    (4, 7, ""),
)
MAPPING = {
    "name": "Satisfaction survey",
    "source": SURVEY,
    "reads": "surveys",
    "header": [
        "respondent", "submitted", "conversation", "satisfied", "recommend", "anything_else",
    ],
    "columns": {
        "respondent": "answer_id", "submitted": "answered_at", "conversation": "external_id",
        "satisfied": "csat", "recommend": "nps", "anything_else": "comment",
    },
    "zone": "UTC",
}  # fmt: skip


def add_surveys(session: Session, staff: Staff, at: datetime) -> tuple[list[Batch], list[int]]:
    """Answers to recent conversations, two whose conversation is not here, two remote sessions.

    Gives the batches, and the ids of the mapping by which such a survey is read.
    """
    mapping = save(session, read_mapping(MAPPING), by=staff.manager.id, at=at - timedelta(days=9))
    recent = session.scalars(
        select(Interaction)
        .where(Interaction.source == SOURCE, Interaction.csat.is_(None))
        .where(Interaction.started_at < at - timedelta(days=2))
        .order_by(Interaction.started_at.desc(), Interaction.id)
        .limit(len(SAID))
    ).all()
    answers = [
        _answer(number, each.external_id, each.started_at + timedelta(hours=5), said)
        for number, (each, said) in enumerate(zip(recent, SAID, strict=True))
    ]
    answers += [
        _answer(90 + number, f"desk-{990 + number}", at - timedelta(days=3, hours=number), said)
        for number, said in enumerate(SAID[:2])
    ]
    sessions = [_session(number, each) for number, each in enumerate(recent[:2])]
    batches = [
        _bring(session, "satisfaction-survey.csv", SURVEY, answers, staff, at),
        _bring(session, "remote-sessions.csv", REMOTE, sessions, staff, at),
    ]
    return batches, [mapping.id]


def _answer(
    number: int, external_id: str, at: datetime, said: tuple[int, int, str]
) -> CompanionRecord:
    csat, nps, comment = said
    values = {"csat": csat, "nps": nps} | ({"comment": comment} if comment else {})
    return CompanionRecord(
        "survey", SURVEY, f"r-{700 + number}", at, external_id=external_id, values=values
    )


def _session(number: int, each: Interaction) -> CompanionRecord:
    began = each.started_at + timedelta(minutes=3)
    ended = began + timedelta(minutes=7)
    return CompanionRecord(
        "session", REMOTE, f"s-{40 + number}", began, ended_at=ended,
        external_id=each.external_id, values={"seconds": 420.0, "device": f"Laptop {number + 1}"},
    )  # fmt: skip


def _bring(
    session: Session,
    name: str,
    source: str,
    rows: list[CompanionRecord],
    staff: Staff,
    at: datetime,
) -> Batch:
    received = at - timedelta(days=1, hours=2)
    batch = Batch(
        name=name, format="mapped", source=source, state=BatchState.DONE, total=len(rows),
        accepted=len(rows), created_by=staff.manager.id, created_at=received, finished_at=received,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    region = session.info["settings"].redaction_region
    store_companions(session, rows, batch, region=region, at=received, written=set())
    return batch
