"""Files of the product (recordings, peaks, models) in a local folder or an S3-like store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url
from sqlalchemy.orm import Session

from qa_app.core.errors import Missing, QualityDeskError

log = structlog.get_logger()


class StorageFull(QualityDeskError):
    """The store could not take the file; nothing of it was kept."""

    status = 507


class Storage:
    """Put, get and delete by key; keys are made by the product, never by a file's name."""

    def __init__(self, url: str) -> None:
        """`url`: a `file:///folder` (made if missing) or a store URL that obstore knows."""
        self.url = url
        if url.startswith("file://"):
            folder = Path(url.removeprefix("file://"))
            folder.mkdir(parents=True, exist_ok=True)
            self._store: ObjectStore = LocalStore(folder, mkdir=True)
        else:
            self._store = from_url(url)

    def put(self, key: str, data: bytes | IO[bytes]) -> None:
        """Store bytes or an open file whole or not at all; StorageFull says what to do."""
        try:
            obstore.put(self._store, key, data)
        except (OSError, BaseError) as error:
            # The reason names folders and addresses: it is for the log, not for the page.
            log.error("file not stored", key=key, error=str(error))
            raise StorageFull(_why(str(error))) from error

    def get(self, key: str) -> bytes:
        """All bytes under `key`; Missing when there are none."""
        try:
            return bytes(obstore.get(self._store, key).bytes())
        except (FileNotFoundError, BaseError) as error:
            raise Missing("The file is no longer in the store.") from error

    def size(self, key: str) -> int:
        """Bytes under `key`; Missing when there are none."""
        try:
            return int(obstore.head(self._store, key)["size"])
        except (FileNotFoundError, BaseError) as error:
            raise Missing("The file is no longer in the store.") from error

    def get_range(self, key: str, start: int, end: int) -> bytes:
        """Bytes `start` (included) to `end` (excluded) of the file under `key`."""
        try:
            return bytes(obstore.get_range(self._store, key, start=start, end=end))
        except (FileNotFoundError, BaseError) as error:
            raise Missing("The file is no longer in the store.") from error

    def delete(self, key: str) -> None:
        """Remove the file; nothing happens when it is already gone."""
        try:
            obstore.delete(self._store, key)
        except FileNotFoundError:
            return

    def listing(self, prefix: str = "") -> Iterator[str]:
        """All keys below `prefix`."""
        for chunk in obstore.list(self._store, prefix or None):
            for item in chunk:
                yield item["path"]


def _why(reason: str) -> str:
    if "no space" in reason.lower() or "quota" in reason.lower():
        return "The disk of the file store is full: nothing of this was kept. Make room, try again."
    return (
        "The file store does not take files now: nothing of this was kept. "
        "Whoever runs this installation finds the reason in its log and by `qa doctor`."
    )


def storage(session: Session) -> Storage:
    """The file store of the installation that `session` writes to."""
    found: Storage = session.info["storage"]
    return found
