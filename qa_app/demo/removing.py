"""Removes the demo: its people, conversations and everything that hangs on them, files too.

What a person brought in themselves stays, unless it names one of the demo's people. Rows are found
by following the foreign keys from the demo's own rows, so that a new table needs no line here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, and_, bindparam, delete, or_, select, text, update
from sqlalchemy.orm import Session

from qa_app.api.models import Integration
from qa_app.core.audit import AuditRow, record
from qa_app.core.errors import Refused
from qa_app.core.jobs.models import Job
from qa_app.core.orm import Base
from qa_app.core.storage import storage
from qa_app.demo.calls import SOURCE as CALLS
from qa_app.demo.interactions import SOURCE
from qa_app.demo.models import DemoState
from qa_app.demo.surveying import REMOTE, SURVEY
from qa_app.people.models import Team, User
from qa_app.search.indexing import TABLE as SEARCH_TABLE
from scorecards.design.models import Scorecard, Version
from scorecards.flagging.models import FlaggingSwitch, FlagModel, WorkerNotice
from scorecards.keywords.models import KeywordList
from scorecards.reviewers.models import SeverityFit
from scorecards.reviews.models import Evaluation
from scorecards.reviews.models_templates import CommentTemplate
from scorecards.sampling.models import Plan
from transcription.intake.companions.models import Companion
from transcription.intake.mapping.models import SavedMapping
from transcription.intake.models import Batch, BatchRemainder
from transcription.interactions.models import Interaction, Recording

WORD = "remove"
"""What is typed to confirm."""
AT_ONCE = 500

Doomed = dict[Table, set[int]]


def remove(session: Session, *, by: int | None, at: datetime) -> dict[str, int]:
    """Remove everything that the demo made; returns how many rows went, by table.

    Flushes; files are deleted at once, since nothing refers to them any more. Refused where no
    demo is loaded.
    """
    state = session.scalar(select(DemoState).where(DemoState.removed_at.is_(None)))
    if state is None:
        raise Refused("There is no demo here to remove.")
    doomed = _with_dependents(session, _roots(session, state))
    keys = _files(session, doomed)
    _forget_searches(session, sorted(doomed.get(_table(Interaction), ())))
    _forget_traces(session, doomed)
    counts = {}
    session.expunge_all()
    for table in reversed(Base.metadata.sorted_tables):
        ids = doomed.get(table)
        if ids:
            _delete(session, table, ids)
            counts[table.name] = len(ids)
    session.execute(
        update(DemoState).values(removed_at=at, figures={"removed_rows": sum(counts.values())})
    )
    stays = None if by in doomed.get(_table(User), set()) else by
    after: dict[str, Any] = dict(counts)
    record(session, "demo.remove", ("demo", None), by=stays, actor="demo", at=at, after=after)
    session.flush()
    for key in keys:
        storage(session).delete(key)
    return counts


def _roots(session: Session, state: DemoState) -> Doomed:
    """The demo's own rows, and what the model learnt from them."""
    owned = state.figures.get("owned", {})
    kinds = (
        (User, "users"), (Team, "teams"), (Plan, "plans"), (Batch, "batches"),
        (CommentTemplate, "comment_templates"), (Integration, "integrations"),
        (KeywordList, "keyword_lists"), (SavedMapping, "mappings"),
    )  # fmt: skip
    found: Doomed = {_table(model): set(owned.get(key, ())) for model, key in kinds}
    found[_table(Interaction)] = set(
        session.scalars(select(Interaction.id).where(Interaction.source.in_((SOURCE, CALLS))))
    )
    found[_table(Companion)] = set(
        session.scalars(select(Companion.id).where(Companion.source.in_((SURVEY, REMOTE))))
    )
    found[_table(Scorecard)] = _unused_scorecards(session, owned, found)
    users = found[_table(User)]
    for model, condition in (
        (FlagModel, FlagModel.trained_at >= state.loaded_at),
        (FlaggingSwitch, FlaggingSwitch.at >= state.loaded_at),
        (WorkerNotice, WorkerNotice.recorded_by.in_(users)),
        (SeverityFit, SeverityFit.made_at >= state.loaded_at),
    ):
        found[_table(model)] = set(session.scalars(select(model.id).where(condition)))
    return found


def _unused_scorecards(session: Session, owned: dict[str, Any], found: Doomed) -> set[int]:
    """A scorecard with which somebody scored a conversation of their own stays."""
    kept = (
        select(Version.scorecard_id)
        .join(Evaluation)
        .join(Interaction)
        .where(
            Interaction.source.not_in((SOURCE, CALLS)),
            Interaction.agent_id.not_in(found[_table(User)]),
            Evaluation.reviewer_id.not_in(found[_table(User)]),
        )
    )
    return set(owned.get("scorecards", ())) - set(session.scalars(kept))


def _with_dependents(session: Session, found: Doomed) -> Doomed:
    """The rows that cannot be without these, all the way down; what can is cut loose."""
    doomed: Doomed = defaultdict(set, {table: set(ids) for table, ids in found.items()})
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                target = key.column.table
                if target is table or not doomed.get(target):
                    continue
                if column.nullable and key.ondelete != "CASCADE":
                    _cut_loose(session, column, doomed[target])
                else:
                    doomed[table] |= _pointing(session, column, doomed[target])
    return doomed


def _pointing(session: Session, column: Column[Any], ids: Iterable[int]) -> set[int]:
    identity = column.table.c.id
    found: set[int] = set()
    for part in _parts(ids):
        found |= set(session.scalars(select(identity).where(column.in_(part))))
    return found


def _cut_loose(session: Session, column: Column[Any], targets: Iterable[int]) -> None:
    """Clear a reference that may be empty, so that the row can stay."""
    for part in _parts(targets):
        session.execute(update(column.table).where(column.in_(part)).values({column: None}))


def _files(session: Session, doomed: Doomed) -> list[str]:
    """Keys in the file store that only the doomed rows know."""
    keys: list[str | None] = []
    for part in _parts(doomed.get(_table(Recording), ())):
        rows = session.execute(
            select(Recording.storage_key, Recording.peaks_key, Recording.playback_key).where(
                Recording.id.in_(part)
            )
        )
        keys += [key for row in rows for key in row]
    for part in _parts(doomed.get(_table(BatchRemainder), ())):
        kept = select(BatchRemainder.storage_key).where(BatchRemainder.id.in_(part))
        keys += session.scalars(kept)
    for part in _parts(doomed.get(_table(FlagModel), ())):
        keys += session.scalars(select(FlagModel.storage_key).where(FlagModel.id.in_(part)))
    return sorted({key for key in keys if key})


def _forget_searches(session: Session, interaction_ids: Sequence[int]) -> None:
    key = "rowid" if session.get_bind().dialect.name == "sqlite" else "interaction_id"
    statement = text(f"DELETE FROM {SEARCH_TABLE} WHERE {key} IN :ids")  # noqa: S608 - our names
    for part in _parts(interaction_ids):
        session.execute(statement.bindparams(bindparam("ids", expanding=True)), {"ids": part})


def _forget_traces(session: Session, doomed: Doomed) -> None:
    """Audit rows and jobs name rows by number only; a later row may get the same number."""
    users = doomed.get(_table(User), set())
    session.execute(
        delete(AuditRow).where(or_(AuditRow.actor_id.in_(users), AuditRow.actor == "demo"))
    )
    for table, ids in doomed.items():
        for part in _parts(ids):
            named = and_(AuditRow.subject_type == table.name, AuditRow.subject_id.in_(part))
            session.execute(delete(AuditRow).where(named))
            about = and_(Job.subject_type == table.name, Job.subject_id.in_(part))
            session.execute(delete(Job).where(about))
    rows = session.execute(select(Job.id, Job.args)).all()
    _delete(session, _table(Job), (number for number, args in rows if _is_about(args, doomed)))


def _is_about(args: dict[str, Any], doomed: Doomed) -> bool:
    """Whether a job's arguments name doomed rows: `evaluation_id`, `interaction_ids`, `by` …"""
    by_name = {table.name: ids for table, ids in doomed.items()}
    for key, value in args.items():
        named = "user" if key == "by" else key.removesuffix("s").removesuffix("_id")
        ids = by_name.get(named, set())
        if (isinstance(value, int) and value in ids) or (
            isinstance(value, list) and value and ids.issuperset(value)
        ):
            return True
    return False


def _delete(session: Session, table: Table, ids: Iterable[int]) -> None:
    for part in _parts(ids):
        session.execute(delete(table).where(table.c.id.in_(part)))


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE))


def _table(model: Any) -> Table:
    found: Table = model.__table__
    return found
