"""A desk of its own for browser tests: an instance folder, and the product's own web process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from flask import Flask
from sqlalchemy.orm import Session

from qa_app.config import load_settings
from qa_app.core.db import db, reading
from qa_app.factory import build
from qa_app.installation import installation
from qa_app.processes.upgrade import upgrade
from tests.servers import free_port, stop, wait_for_port

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")


class ServedDesk:
    """An instance on SQLite that `qa web` serves: real processes, real policy, real tokens.

    The test writes to the same database through `app`. The database is never replaced under the
    server; tests keep apart by making their own people and items.
    """

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "QA_INSTANCE_PATH": str(folder), "QA_DEMO": "0", "QA_LOG_LEVEL": "error",
            "QA_WEB_WORKERS": "1", "QA_WEB_THREADS": "8", **environment,
        }  # fmt: skip
        self.app: Flask = build(load_settings(self.environment), testing=True)
        upgrade(self.app)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ServedDesk:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qa_app.cli", "web", "--port", str(self.port)],
            env={**os.environ, **self.environment},
            cwd=ROOT,
        )
        wait_for_port(self.port, 60)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self.process is not None
        stop(self.process)
        with self.app.app_context():
            db.engine.dispose()

    @contextmanager
    def opened(self) -> Iterator[Session]:
        """A session to prepare with; commit before the browser looks, or the server waits."""
        with self.app.app_context():
            session = db.session()
            try:
                yield session
            finally:
                session.rollback()
                db.session.remove()

    def read(self, look: Callable[[Session], T]) -> T:
        """What `look` finds in the database now; nothing stays locked."""
        with self.app.app_context(), reading(), installation(self.app).open_session() as session:
            return look(session)
