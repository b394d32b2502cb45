"""The full-text index over interactions: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    TextClause,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    not_,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from qa_app.search.terms import Term, read_terms, words_of
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Transcript, Turn

TABLE = "interaction_search"
# A tsvector holds at most 1 MB; of longer conversations PostgreSQL indexes the beginning.
POSTGRES_BYTES = 300_000
_BATCH = 500
_search = table(TABLE, column("interaction_id"), column("document"))


def create_index(connection: Connection) -> None:
    """Make the index's table where it is not there yet; for migrations and tests."""
    if connection.dialect.name == "sqlite":
        connection.execute(
            text(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5("
                'document, tokenize = "unicode61 remove_diacritics 2")'
            )
        )
        return
    connection.execute(
        text(
            f"CREATE TABLE IF NOT EXISTS {TABLE} (interaction_id BIGINT PRIMARY KEY"
            " REFERENCES interaction (id) ON DELETE CASCADE, document TSVECTOR NOT NULL)"
        )
    )
    connection.execute(
        text(f"CREATE INDEX IF NOT EXISTS ix_{TABLE}_document ON {TABLE} USING gin (document)")
    )


def drop_index(connection: Connection) -> None:
    """Remove the index's table."""
    connection.execute(text(f"DROP TABLE IF EXISTS {TABLE}"))


def is_search_table(name: str | None) -> bool:
    """Whether a table belongs to the index (FTS5 keeps four of its own beside it)."""
    return bool(name) and str(name).startswith(TABLE)


def index_interactions(session: Session, ids: Iterable[int]) -> int:
    """Bring the index up to date for these interactions; returns how many have text."""
    wanted = sorted(set(ids))
    indexed = 0
    for at in range(0, len(wanted), _BATCH):
        part = wanted[at : at + _BATCH]
        documents = _documents(session, part)
        forget_interactions(session, part)
        if session.get_bind().dialect.name != "sqlite":
            for each in documents:
                each["document"] = _for_postgres(each["document"])
        if documents:
            session.execute(_insertion(session), documents)
        indexed += len(documents)
    return indexed


def matching(session: Session, words: str) -> Select[int] | None:
    """The ids of interactions whose text fits; None where the words ask for nothing.

    Every term must be there (excluded ones must not); use the answer as a subquery.
    """
    terms = read_terms(words)
    if not terms:
        return None
    if session.get_bind().dialect.name == "sqlite":
        return _matching_fts5(terms)
    document: ColumnElement[Any] = literal_column(f"{TABLE}.document")
    conditions = []
    for term in terms:
        fits = document.op("@@")(_tsquery(term))
        conditions.append(not_(fits) if term.is_excluded else fits)
    return select(_search.c.interaction_id).where(and_(*conditions))


def _matching_fts5(terms: Sequence[Term]) -> Select[int]:
    rowid: ColumnElement[int] = literal_column(f"{TABLE}.rowid", type_=BigInteger())
    document: ColumnElement[Any] = literal_column(TABLE)
    wanted = " AND ".join(_fts5(term) for term in terms if not term.is_excluded)
    unwanted = " OR ".join(_fts5(term) for term in terms if term.is_excluded)
    if wanted:
        expression = f"({wanted}) NOT ({unwanted})" if unwanted else wanted
        return select(rowid).select_from(_search).where(document.op("MATCH")(expression))
    # FTS5 knows no query of exclusions alone.
    found = select(rowid).select_from(_search).where(document.op("MATCH")(unwanted))
    return select(Interaction.id).where(Interaction.id.not_in(found))


def _fts5(term: Term) -> str:
    # Words are letters and digits only, so nothing in them can leave the quotes.
    return '"' + " ".join(term.words) + '"' + ("*" if term.is_prefix else "")


def _tsquery(term: Term) -> ColumnElement[Any]:
    if not term.is_prefix:
        return func.phraseto_tsquery("simple", " ".join(term.words))
    *whole, last = term.words
    return func.to_tsquery("simple", " <-> ".join([*whole, f"{last}:*"]))


def _documents(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Topic, ids and all turns of the current transcripts, one text an interaction."""
    heads = session.execute(
        select(
            Interaction.id, Interaction.topic, Interaction.external_id, Interaction.customer_ref
        ).where(Interaction.id.in_(ids))
    ).all()
    parts: dict[int, list[str]] = {row[0]: [word for word in row[1:] if word] for row in heads}
    turns = session.execute(
        select(Transcript.interaction_id, Turn.text)
        .join(Turn, Turn.transcript_id == Transcript.id)
        .where(Transcript.interaction_id.in_(ids), Transcript.is_current.is_(True))
        .order_by(Transcript.interaction_id, Turn.position)
    )
    for interaction_id, said in turns:
        parts[interaction_id].append(said)
    return [{"id": number, "document": "\n".join(said)} for number, said in parts.items()]


def forget_interactions(session: Session, ids: Sequence[int]) -> None:
    """Take interactions out of the index."""
    key = "rowid" if session.get_bind().dialect.name == "sqlite" else "interaction_id"
    statement = text(f"DELETE FROM {TABLE} WHERE {key} IN :ids")  # noqa: S608 - our own names
    session.execute(statement.bindparams(bindparam("ids", expanding=True)), {"ids": list(ids)})


def _insertion(session: Session) -> TextClause:
    if session.get_bind().dialect.name == "sqlite":
        return text(f"INSERT INTO {TABLE} (rowid, document) VALUES (:id, :document)")  # noqa: S608
    return text(
        f"INSERT INTO {TABLE} (interaction_id, document)"  # noqa: S608 - our own names
        " VALUES (:id, to_tsvector('simple', :document))"
    )


def _for_postgres(document: str) -> str:
    """The words alone: PostgreSQL would keep `example.com` and `49.90` as one word each."""
    plain = " ".join(words_of(document)).encode()
    return plain[:POSTGRES_BYTES].decode(errors="ignore")
