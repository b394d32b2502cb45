"""Takes a whole batch out again while nothing of it has been scored.

First everything is counted and what stands in the way is named; then, in one transaction, nobody
can work with it any more; then it is removed piece by piece, so that no lock is held for long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, delete, func, select, update
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import cancel, enqueue
from qa_app.core.orm import Base
from transcription.intake.companions.leaving import count_of, let_wait, withdraw
from transcription.intake.models import Batch, BatchState
from transcription.interactions.models import Interaction, InteractionState, Recording

TASK = "intake.undo"
AT_ONCE = 200
LEAVING = "The import that brought it is being undone."
ENDED = {BatchState.DONE, BatchState.FAILED, BatchState.CANCELLED}
Ids = Select[int]
HeldBy = Callable[[Session, Ids], Sequence[str]]
ClearedBy = Callable[[Session, Ids, int | None, datetime], None]
ForgottenBy = Callable[[Session, Sequence[int]], None]

# What goes with an interaction. Whatever else names one is somebody's work and is in the way, also
# in a table that does not exist yet.
GOING = ("draw_item", "assignment", "risk_flag", "masked_original", "transcript", "recording")
# What waits again when its interaction leaves.
WAITING = ("companion",)
_WORK = {
    "correction": "corrections of the text",
    "evaluation": "reviews begun or done",
    "self_evaluation": "self-evaluations",
    "calibration_item": "calibration sessions",
    "kudos": "kudos",
    "second_opinion": "second opinions",
}
_held: list[HeldBy] = []
_cleared: list[ClearedBy] = []
_forgotten: list[ForgottenBy] = []


@dataclass(frozen=True)
class Removal:
    """What undoing would remove, by table, and the reasons why it cannot be undone."""

    counts: Mapping[str, int]
    obstacles: Sequence[str]


def hold_undo_by(
    held: HeldBy | None = None,
    cleared: ClearedBy | None = None,
    forgotten: ForgottenBy | None = None,
) -> None:
    """Let a higher room name what is in the way, clear its own work, or forget interactions."""
    if held is not None and held not in _held:
        _held.append(held)
    if cleared is not None and cleared not in _cleared:
        _cleared.append(cleared)
    if forgotten is not None and forgotten not in _forgotten:
        _forgotten.append(forgotten)


def removal_of(session: Session, batch: Batch) -> Removal:
    """Count what the undoing of a batch would remove, and name what stands in its way."""
    ids = _of_batch(batch)
    counts = {"interaction": _count(session, Interaction.__table__, Interaction.id, ids)}
    for table in _pointing():
        if table.name in GOING:
            counts[table.name] = _count(session, table, table.c.interaction_id, ids)
    counts["companion"] = count_of(session, batch)
    obstacles = [] if batch.state in ENDED else ["It has not ended yet: cancel it first."]
    if not obstacles and not (counts["interaction"] or counts["companion"]):
        obstacles = ["Nothing is here that came by it: what it named had come before."]
    return Removal(counts, [*obstacles, *_obstacles(session, ids)])


def begin_undo(session: Session, batch: Batch, *, by: int | None, at: datetime) -> Removal:
    """Close the batch's interactions to all work and enqueue their removal; what that will be.

    Refused, with every reason by name, where somebody has worked with one of them.
    """
    removal = removal_of(session, batch)
    if removal.obstacles:
        raise Refused("This import cannot be undone. " + " ".join(removal.obstacles))
    ids = _of_batch(batch)
    for clear in _cleared:
        clear(session, ids, by, at)
    _cancel_jobs(session, ids, at)
    session.execute(
        update(Interaction)
        .where(Interaction.batch_id == batch.id)
        .values(state=InteractionState.WAITING, state_reason=LEAVING)
        .execution_options(synchronize_session=False)
    )
    batch.state = BatchState.UNDOING
    session.flush()
    after: dict[str, Any] = dict(removal.counts)
    record(session, "batch.undo", ("batch", batch.id), by=by, at=at, after=after)
    enqueue(session, TASK, {"batch_id": batch.id}, subject=("batch", batch.id), priority=5)
    return removal


def remove_some(session: Session, batch: Batch) -> list[str] | None:
    """Remove up to 200 interactions; the keys of files to delete after the commit, None at the end.

    Refused where somebody has begun to work with one of them after all.
    """
    ids = session.scalars(_of_batch(batch).order_by(Interaction.id).limit(AT_ONCE)).all()
    if not ids:
        return None
    these = select(Interaction.id).where(Interaction.id.in_(ids))
    obstacles = _obstacles(session, these)
    if obstacles:
        raise Refused(f"Only a part could be undone. {' '.join(obstacles)}")
    files = session.execute(
        select(Recording.storage_key, Recording.playback_key, Recording.peaks_key).where(
            Recording.interaction_id.in_(ids)
        )
    ).all()
    let_wait(session, ids)
    for forget in _forgotten:
        forget(session, ids)
    for name in GOING:
        table = Base.metadata.tables[name]
        session.execute(delete(table).where(table.c.interaction_id.in_(ids)))
    session.execute(delete(Interaction).where(Interaction.id.in_(ids)))
    return [key for row in files for key in row if key]


def left_of(session: Session, batch: Batch) -> int:
    """Interactions that came by a batch and are here."""
    return _count(session, Interaction.__table__, Interaction.id, _of_batch(batch))


def end_undo(session: Session, batch: Batch, *, at: datetime) -> None:
    """The interactions are gone: remove the answers and sessions, and close the books."""
    withdraw(session, batch)
    batch.state, batch.undone_at, batch.quarantined = BatchState.UNDONE, at, 0
    session.flush()


def _of_batch(batch: Batch) -> Ids:
    return select(Interaction.id).where(Interaction.batch_id == batch.id)


def _pointing() -> list[Table]:
    """The tables whose rows name an interaction."""
    target = Base.metadata.tables[Interaction.__tablename__]
    return [
        table
        for table in Base.metadata.sorted_tables
        if any(key.column.table is target for key in table.foreign_keys)
    ]


def _obstacles(session: Session, ids: Ids) -> list[str]:
    found = []
    for table in _pointing():
        is_free = table.name in (*GOING, *WAITING)
        count = 0 if is_free else _count(session, table, table.c.interaction_id, ids)
        if count:
            what = _WORK.get(table.name, table.name.replace("_", " "))
            found.append(f"There are {what} ({count:,}) of its interactions.")
    return found + [reason for held in _held for reason in held(session, ids)]


def _count(session: Session, table: Any, column: Any, ids: Ids) -> int:
    query = select(func.count()).select_from(table).where(column.in_(ids))
    return session.scalar(query) or 0


def _cancel_jobs(session: Session, ids: Ids, at: datetime) -> None:
    recordings = select(Recording.id).where(Recording.interaction_id.in_(ids))
    jobs = session.scalars(
        select(Job).where(
            Job.subject_type == "recording",
            Job.subject_id.in_(recordings),
            Job.state.in_((JobState.WAITING, JobState.RUNNING)),
        )
    ).all()
    for job in jobs:
        cancel(session, job, at)
