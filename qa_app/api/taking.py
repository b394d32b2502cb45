"""Takes what a request handed in: at once, with a result for each item, or in the background."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.api.handing import ITEMS_NAME, Handed
from qa_app.api.models import ApiBatch
from qa_app.api.pointers import errors_of
from qa_app.core import clock
from qa_app.core.errors import QualityDeskError
from qa_app.web.problems import Problem
from transcription.intake.batches import Edge, create_batch, give_up, run_batch
from transcription.intake.interchange import InvalidInteraction, read_interaction
from transcription.intake.models import Batch, BatchRefusal, Way
from transcription.intake.options import ImportOptions
from transcription.intake.parcels import PacketFile
from transcription.intake.receiving import Came, receive
from transcription.intake.storing import known_interactions

ACTOR = "api"


@dataclass(frozen=True)
class Sender:
    """Which integration hands in."""

    id: int
    name: str

    @property
    def came(self) -> Came:
        """How the batch came in."""
        return Came(Way.API, self.name, ACTOR)


@dataclass(frozen=True)
class Item:
    """What became of one item; `status` is created, known or refused."""

    index: int
    status: str
    id: int | None = None
    source: str | None = None
    external_id: str | None = None
    errors: Sequence[dict[str, str]] = ()

    def body(self) -> dict[str, Any]:
        """The item as the answer tells it."""
        told = {
            "index": self.index,
            "status": self.status,
            "id": self.id,
            "source": self.source,
            "external_id": self.external_id,
            "errors": list(self.errors) or None,
        }
        return {name: value for name, value in told.items() if value is not None}


class RequestParcel:
    """The files of one request, read where they lie."""

    def __init__(self, handed: Handed) -> None:
        self._files = {ITEMS_NAME: handed.stream} | {
            each.name: each.stream for each in handed.recordings
        }

    def files(self) -> Sequence[PacketFile]:
        """The items; recordings are read as these name them."""
        return [PacketFile(ITEMS_NAME, _size(self._files[ITEMS_NAME]))]

    def find(self, beside: str, path: str) -> str | None:
        """The recording that was sent under that name."""
        return path if path in self._files and path != ITEMS_NAME else None

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """The file from its beginning."""
        stream = self._files[name]
        stream.seek(0)
        yield cast(BinaryIO, stream)


def take_at_once(
    session: Session, handed: Handed, sender: Sender, *, at: datetime
) -> tuple[Batch, list[Item]]:
    """Store the items; commits in between, as an import does.

    Problem 422 for recordings that no item names; StorageFull and others leave the batch failed.
    """
    _check_names(handed)
    came = sender.came
    batch = create_batch(
        session, _name(handed, sender), format="jsonl", size_bytes=_size(handed.stream),
        by=None, at=at, actor=ACTOR, way=came.way, came_from=came.name,
    )  # fmt: skip
    session.add(ApiBatch(integration_id=sender.id, batch_id=batch.id))
    session.commit()
    edge = Edge(session.commit, clock.now, actor=ACTOR)
    try:
        run_batch(session, batch, RequestParcel(handed), ImportOptions(), edge)
    except QualityDeskError as error:
        session.rollback()
        give_up(session, session.get_one(Batch, batch.id), error.message, at=clock.now())
        session.commit()
        raise
    return batch, _items(session, batch, handed)


def take_later(session: Session, handed: Handed, sender: Sender, *, at: datetime) -> Batch:
    """Store the files and enqueue the batch that reads them; the caller commits."""
    batch = receive(
        session, handed.uploads(), name=_name(handed, sender), came=sender.came, by=None, at=at
    )
    session.add(ApiBatch(integration_id=sender.id, batch_id=batch.id))
    session.flush()
    return batch


def _name(handed: Handed, sender: Sender) -> str:
    noun = "item" if handed.count == 1 else "items"
    return f"{handed.count:,} {noun} from {sender.name}"


def _check_names(handed: Handed) -> None:
    named = {item.get("recording") for item in handed.items if isinstance(item, dict)}
    strays = [each.name for each in handed.recordings if each.name not in named]
    if strays:
        raise Problem(
            422, f"No item names the recording “{strays[0][:100]}”.", kind="recording-not-named"
        )


def _items(session: Session, batch: Batch, handed: Handed) -> list[Item]:
    rows = session.scalars(select(BatchRefusal).where(BatchRefusal.batch_id == batch.id))
    refused = {row.line: row for row in rows}
    keys = [_key(item) for item in handed.items]
    known = known_interactions(session, [key for key in keys if key is not None])
    found = []
    for index, (item, key) in enumerate(zip(handed.items, keys, strict=True)):
        refusal = refused.get(index + 1)
        if refusal is not None:
            errors = errors_of(item, refusal.field, refusal.message)
            if item is None:
                errors = [{"pointer": "", "detail": refusal.message}]
            found.append(Item(index, "refused", errors=errors))
            continue
        source, external_id = key or (None, None)
        number, owner = known.get(key, (None, None)) if key else (None, None)
        status = "created" if owner == batch.id else "known"
        found.append(Item(index, status, number, source, external_id))
    return found


def _key(item: Any) -> tuple[str, str] | None:
    try:
        return read_interaction(item).key
    except InvalidInteraction:
        return None


def _size(stream: Any) -> int:
    here = stream.tell()
    size = int(stream.seek(0, 2))
    stream.seek(here)
    return size
