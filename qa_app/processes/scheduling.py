"""The scheduler: periodic tasks, and the sweeper that no job escapes."""

from __future__ import annotations

import signal
import threading
from datetime import datetime, timedelta
from types import FrameType

import structlog
from flask import Flask

from qa_app.core import clock
from qa_app.core.jobs.clockwork import mend_clock
from qa_app.core.jobs.queue import sweep
from qa_app.core.jobs.schedule import enqueue_due, forget_old
from qa_app.installation import Installation, installation
from qa_app.pipeline import TIMETABLE
from transcription.intake.watching import look_into_folder

log = structlog.get_logger()
TICK_S = 2.0
KEEP_SLOTS = timedelta(days=60)


def run(app: Flask) -> None:
    """Tick until a signal ends the process; an error of one tick does not end the next."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    installed = installation(app)
    log.info("scheduler ready")
    while not stop.wait(TICK_S):
        try:
            with app.app_context():
                tick(installed, clock.now())
                watch(installed, clock.now())
        except Exception as error:  # noqa: BLE001 - the next tick tries again
            log.error("tick failed", error=str(error))


def watch(installed: Installation, at: datetime) -> None:
    """Look into the watched folder, where one is set and it is time."""
    if installed.settings.watch_folder:
        with installed.open_session() as session:
            look_into_folder(session, at)
            session.commit()


def tick(installed: Installation, at: datetime) -> None:
    """Enqueue what is due and hand over what nobody took or whose worker died."""
    with installed.open_session() as session:
        mend_clock(session, at)
        enqueue_due(session, TIMETABLE, at)
        forget_old(session, at - KEEP_SLOTS)
        session.commit()
    with installed.open_session() as session:
        waiting = sweep(session, at)
        session.commit()
    installed.carrier.send_some(waiting)
