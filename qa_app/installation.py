"""One installation put together from its settings: engine, keys, files, carrier, sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, SessionTransaction

from qa_app.config import Settings
from qa_app.core.db import EXTENSION
from qa_app.core.jobs.carrier import Carrier
from qa_app.core.jobs.queue import OUTBOX
from qa_app.core.keys import Keyring
from qa_app.core.storage import Storage

log = structlog.get_logger()


@dataclass(frozen=True)
class Installation:
    """What belongs to one instance of the product."""

    settings: Settings
    engine: Engine
    keyring: Keyring
    storage: Storage
    carrier: Carrier

    def info(self) -> dict[str, Any]:
        """What verbs find in `session.info`."""
        return {
            "keyring": self.keyring,
            "storage": self.storage,
            "carrier": self.carrier,
            "settings": self.settings,
        }

    def open_session(self) -> Session:
        """A session outside the request's own, for jobs and sign-in sessions."""
        return Session(self.engine, expire_on_commit=False, info=self.info())


def installation(app: Flask | None = None) -> Installation:
    """The installation of an app, by default of the present one."""
    found: Installation = (app or current_app).extensions[EXTENSION]
    return found


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(OUTBOX, None)


@event.listens_for(Session, "after_transaction_end")
def _send(session: Session, transaction: SessionTransaction) -> None:
    """Hand committed jobs to the carrier; what it does not take, the sweeper sends again."""
    if transaction.parent is not None:
        return
    waiting = session.info.pop(OUTBOX, [])
    carrier: Carrier | None = session.info.get("carrier")
    if carrier is None:
        return
    try:
        carrier.send_some(waiting)
    except Exception as error:  # noqa: BLE001 - the rows are the truth; the sweeper sends again
        log.warning("jobs not handed over yet", jobs=len(waiting), error=str(error))
