"""Saves mappings by name, version after version; renames, deletes and looks them up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Missing, Refused
from qa_app.core.text import clean
from transcription.intake.mapping.document import TableMapping, read_mapping
from transcription.intake.mapping.models import SavedMapping
from transcription.intake.mapping.shipped import shipped_named

MOST_MAPPINGS = 500


def mapping_query(mapping_id: int) -> Select[SavedMapping]:
    """One mapping in use; mappings belong to the programme, so there is no narrower scope."""
    return select(SavedMapping).where(
        SavedMapping.id == mapping_id, SavedMapping.removed_at.is_(None)
    )


def saved_rows(session: Session) -> Sequence[SavedMapping]:
    """The mappings in use, by name."""
    query = select(SavedMapping).where(SavedMapping.removed_at.is_(None))
    return session.scalars(query.order_by(SavedMapping.name)).all()


def saved_mappings(session: Session) -> tuple[TableMapping, ...]:
    """The same as documents, the newest first: of two that fit alike the newer one is used."""
    rows = sorted(saved_rows(session), key=lambda row: (row.created_at, row.id), reverse=True)
    return tuple(read_mapping(row.document) for row in rows)


def mapping_named(session: Session, name: str) -> TableMapping | None:
    """The mapping of a name: one that was saved here, else one that is shipped."""
    row = _in_use(session, name)
    return read_mapping(row.document) if row else shipped_named(name)


def save(
    session: Session,
    mapping: TableMapping,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> SavedMapping:
    """Save a mapping as the next version of its name; Refused for a name of nothing."""
    name = clean(mapping.name, lines=False)
    if not name:
        raise Refused("Give the mapping a name.", field="name")
    mapping = mapping.model_copy(update={"name": name})
    found = _in_use(session, name)
    if found is None and len(saved_rows(session)) >= MOST_MAPPINGS:
        raise Refused(f"There are {MOST_MAPPINGS} mappings already: delete some first.")
    if found is not None and found.document == mapping.as_data():
        return found
    if found is not None:
        found.removed_at = at
    made = SavedMapping(
        name=name,
        version=_last_version(session, name) + 1,
        source=mapping.source,
        signature=mapping.signature,
        document=mapping.as_data(),
        created_by=by,
        created_at=at,
    )
    session.add(made)
    session.flush()
    after = {"name": name, "version": made.version}
    record(session, "mapping.save", ("mapping", made.id), by=by, at=at, actor=actor, after=after)
    return made


def rename(
    session: Session, row: SavedMapping, name: str, *, by: int, at: datetime
) -> SavedMapping:
    """Give a mapping another name, which must be free; its versions begin anew under it."""
    name = clean(name, lines=False)
    if name == row.name:
        return row
    if _in_use(session, name) is not None:
        raise Refused("Another mapping has this name.", field="name")
    mapping = read_mapping(row.document).model_copy(update={"name": name})
    remove(session, row, by=by, at=at)
    return save(session, mapping, by=by, at=at)


def remove(
    session: Session,
    row: SavedMapping,
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> None:
    """Take a mapping out of use; what was imported by it stays, and its versions are kept."""
    row.removed_at = at
    session.flush()
    before = {"name": row.name, "version": row.version}
    record(session, "mapping.remove", ("mapping", row.id), by=by, at=at, actor=actor, before=before)


def bring_back(session: Session, mapping_id: int, *, by: int, at: datetime) -> SavedMapping:
    """Take back a removal; Missing for none, Refused where its name was given to another."""
    row = session.get(SavedMapping, mapping_id)
    if row is None or row.removed_at is None:
        raise Missing
    if _in_use(session, row.name) is not None:
        raise Refused("Another mapping has this name now.")
    row.removed_at = None
    session.flush()
    record(session, "mapping.restore", ("mapping", row.id), by=by, at=at)
    return row


def _in_use(session: Session, name: str) -> SavedMapping | None:
    return session.scalar(
        select(SavedMapping).where(SavedMapping.name == name, SavedMapping.removed_at.is_(None))
    )


def _last_version(session: Session, name: str) -> int:
    query = select(func.max(SavedMapping.version)).where(SavedMapping.name == name)
    return session.scalar(query) or 0
