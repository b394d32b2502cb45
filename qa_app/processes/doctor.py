"""Looks at settings, database, store, queue, model and workers, and says how to mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import func, select

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.jobs.models import Job, JobState, Queue
from qa_app.core.keys import load_keyring
from qa_app.installation import Installation, installation
from qa_app.people.links import needs_first_manager
from qa_app.processes.upgrade import MIGRATIONS
from transcription.transcripts.engine import ModelUnavailable
from transcription.transcripts.engines import check as check_model
from transcription.transcripts.engines import is_on_disk, profile_of

PROBE = "doctor/probe"


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is well, what was found, how to mend it."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def examine(app: Flask) -> list[Check]:
    """All checks; one that breaks becomes a finding, not an error."""
    installed = installation(app)
    looks: list[tuple[str, Callable[[Installation], Check]]] = [
        ("settings", _settings),
        ("keys", _keys),
        ("database", _database),
        ("people", _people),
        ("file store", _store),
        ("queue", _queue),
        ("speech model", _model),
        ("workers", _workers),
    ]
    with app.app_context():
        return [_careful(name, look, installed) for name, look in looks]


def _careful(name: str, look: Callable[[Installation], Check], installed: Installation) -> Check:
    try:
        return look(installed)
    except QualityDeskError as error:
        return Check(name, False, error.message)
    except Exception as error:  # noqa: BLE001 - a doctor reports every illness
        return Check(name, False, f"{type(error).__name__}: {error}".splitlines()[0])


def _settings(installed: Installation) -> Check:
    return Check("settings", True, f"instance {installed.settings.instance}")


def _keys(installed: Installation) -> Check:
    folder = installed.settings.instance
    settings = installed.settings
    load_keyring(
        folder,
        reveal_key=settings.reveal_key or None,
        holding_key=settings.holding_key or None,
    )
    open_to_others = [p.name for p in folder.glob("*.key") if p.stat().st_mode & 0o077]
    if open_to_others:
        names = ", ".join(open_to_others)
        return Check("keys", False, f"{names} can be read by others", f"chmod 600 {names}")
    return Check("keys", True, "present, readable by their owner only")


def _database(installed: Installation) -> Check:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    head = ScriptDirectory.from_config(config).get_current_head()
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    kind = db.engine.dialect.name
    if current != head:
        return Check("database", False, f"{kind}, schema {current}, needs {head}", "qa db upgrade")
    return Check("database", True, f"{kind}, schema {head}")


def _people(installed: Installation) -> Check:
    with installed.open_session() as session:
        if needs_first_manager(session):
            mend = "start `qa serve` and open the link that it prints"
            return Check("people", True, "nobody can sign in by password yet", mend)
    return Check("people", True, "somebody can sign in")


def _store(installed: Installation) -> Check:
    installed.storage.put(PROBE, b"probe")
    read = installed.storage.get(PROBE)
    installed.storage.delete(PROBE)
    return Check("file store", read == b"probe", installed.storage.url, "check QA_STORAGE_URL")


def _queue(installed: Installation) -> Check:
    counts = {queue.value: installed.carrier.waiting(queue) for queue in Queue}
    return Check("queue", True, ", ".join(f"{n} waiting in {q}" for q, n in counts.items()))


def _model(installed: Installation) -> Check:
    engine, name = installed.settings.engine, installed.settings.whisper_model
    try:
        check_model(engine, name)
    except ModelUnavailable as error:
        return Check("speech model", False, str(error), "set QA_WHISPER_MODEL or QA_ENGINE")
    shown = profile_of(engine, name).name if engine != "whisper" else name
    if not is_on_disk(engine, name):
        # Recordings wait for it, and every page of theirs says so: no illness of the installation.
        return Check("speech model", True, f"{shown}, downloaded when a recording first needs it")
    return Check("speech model", True, shown)


def _workers(installed: Installation) -> Check:
    late = clock.now() - timedelta(minutes=2)
    with installed.open_session() as session:
        stuck = session.scalar(
            select(func.count(Job.id)).where(
                Job.state == JobState.WAITING, Job.run_after < late, Job.queue == Queue.FAST
            )
        )
        parked = session.scalar(select(func.count(Job.id)).where(Job.state == JobState.PARKED))
    if stuck:
        return Check("workers", False, f"{stuck} jobs wait for over two minutes", "run `qa serve`")
    return Check("workers", True, f"nothing waits too long; {parked} jobs parked after errors")
