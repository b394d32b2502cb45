"""Uploads that wait for a decision, mappings, and answers without an interaction, for tests."""

from __future__ import annotations

from io import BytesIO
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.people.models import User
from tests.factories.interactions import make_batch
from tests.factories.people import AT
from transcription.intake.companions.joining import store_companions
from transcription.intake.companions.models import Companion
from transcription.intake.companions.records import CompanionRecord
from transcription.intake.mapping.document import read_mapping
from transcription.intake.mapping.keeping import remove, save
from transcription.intake.options import Hints
from transcription.intake.preview.deciding import files_of, hand_in
from transcription.intake.preview.models import WaitingFile, WaitingUpload
from transcription.intake.receiving import Upload

_number = count(1)
TABLE = b"Ticket,Opened,Agent,Notes\n1,2026-05-04 09:30,Jo,Hello\n"


def make_waiting(session: Session, owner: User) -> tuple[WaitingUpload, WaitingFile]:
    """A table of this person that nobody has mapped yet."""
    upload = Upload("tickets.csv", BytesIO(TABLE))
    waiting = hand_in(session, [upload], hints=Hints(), by=owner.id, at=clock.now())
    (file,) = files_of(session, waiting)
    return waiting, file


def make_mapping(session: Session, *, removed: bool = False) -> int:
    """The id of a saved mapping."""
    number = next(_number)
    document = {"name": f"Mapping {number}", "header": ["a"], "columns": {"a": "external_id"}}
    row = save(session, read_mapping(document), by=None, at=AT, actor="test")
    if removed:
        remove(session, row, by=None, at=AT, actor="test")
    return row.id


def make_companion(session: Session) -> int:
    """The id of an answer whose interaction is not here."""
    key = f"answer-{next(_number)}"
    row = CompanionRecord("survey", "poll", key, AT, external_id="none", values={"csat": 4})
    batch = make_batch(session)
    store_companions(session, [row], batch, region="US", at=AT, written=set())
    return session.scalars(select(Companion.id).where(Companion.key == key)).one()
