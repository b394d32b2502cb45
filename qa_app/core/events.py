"""Stages announce what happened; whoever listens gets a job in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from qa_app.core.jobs.queue import enqueue

_subscriptions: dict[str, tuple[str, ...]] = {}


def set_subscriptions(table: Mapping[str, Sequence[str]]) -> None:
    """Install the table of event name → task names (see qa_app/pipeline.py)."""
    _subscriptions.clear()
    _subscriptions.update({name: tuple(tasks) for name, tasks in table.items()})


def emit(session: Session, event: str, **payload: object) -> None:
    """Write one job per subscriber of `event` with `payload` (JSON values) as its arguments.

    LookupError for an event that the pipeline does not know.
    """
    if event not in _subscriptions:
        raise LookupError(f"the pipeline knows no event {event!r}")
    for task in _subscriptions[event]:
        enqueue(session, task, dict(payload))
