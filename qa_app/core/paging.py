"""Keyset paging: a page is asked for by the key of its neighbour, never by an offset."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from qa_app.core.errors import Refused

T = TypeVar("T")
PAGE_SIZE = 50
READ = {"t": datetime.fromisoformat, "d": date.fromisoformat}


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows of one page, newest first, and the tokens of its neighbours (None at an end)."""

    items: Sequence[T]
    older: str | None
    newer: str | None


def encode_key(values: Sequence[Any]) -> str:
    """A URL-safe token for a sort key of datetimes, days, numbers and text."""
    plain = [_written(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _written(value: Any) -> list[Any]:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    return ["d", value.isoformat()] if isinstance(value, date) else ["v", value]


def decode_key(token: str, length: int) -> list[Any]:
    """The values of a token made by `encode_key`; Refused when it was not."""
    try:
        padded = token + "=" * (-len(token) % 4)
        plain = json.loads(base64.urlsafe_b64decode(padded.encode()))
        values = [READ[kind](value) if kind in READ else value for kind, value in plain]
    except (ValueError, TypeError, binascii.Error) as error:
        raise Refused("This page link is damaged; start again at the first page.") from error
    if len(values) != length:
        raise Refused("This page link belongs to another list; start at the first page.")
    return values


def page_of(
    session: Session,
    query: Select[Any],
    keys: Sequence[InstrumentedAttribute[Any]],
    *,
    before: str | None = None,
    after: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Any]:
    """One page of `query` sorted by `keys` descending.

    `before` gives the rows older than a token, `after` the newer ones. The query selects one
    entity, a row whose first element is the entity that carries the keys, or columns with the keys
    among them. The keys must be non-null and end in a unique column.
    """
    columns = tuple_(*keys)
    if after:
        query = query.where(columns > tuple_(*_bound(keys, after)))
        query = query.order_by(*[key.asc() for key in keys])
    else:
        if before:
            query = query.where(columns < tuple_(*_bound(keys, before)))
        query = query.order_by(*[key.desc() for key in keys])
    result = session.execute(query.limit(size + 1))
    rows: list[Any] = [row[0] if len(row) == 1 else row for row in result.all()]
    more = len(rows) > size
    rows = rows[:size]
    if after:
        rows.reverse()
    if not rows:
        return Page([], None, None)
    first, last = _token(rows[0], keys), _token(rows[-1], keys)
    if after:
        return Page(rows, older=last, newer=first if more else None)
    return Page(rows, older=last if more else None, newer=first if before else None)


def _bound(keys: Sequence[InstrumentedAttribute[Any]], token: str) -> list[Any]:
    values = decode_key(token, len(keys))
    return [literal(value, key.type) for value, key in zip(values, keys, strict=True)]


def _token(row: Any, keys: Sequence[InstrumentedAttribute[Any]]) -> str:
    is_entity = not isinstance(row, Row) or keys[0].key in row._fields
    entity = row if is_entity else row[0]
    return encode_key([getattr(entity, key.key) for key in keys])
