"""The declarative base every table stands on: naming convention, column types, keys."""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes only, stored in UTC; a naive one is a programming error (ValueError)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite gives back naive values; they were stored in UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows itself only for a column that is exactly INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")

Id = Annotated[int, mapped_column(RowId, primary_key=True, autoincrement=True)]
Short = Annotated[str, mapped_column(String(200))]
Long = Annotated[str, mapped_column(Text())]


class Base(DeclarativeBase):
    """Base of all models; its metadata carries the naming convention of constraints."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime(),
        int: RowId,
        str: Text(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def text_enum(kind: type[enum.Enum]) -> Enum:
    """A column type that stores an enum's values as text of at most 32 characters."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


def reference(target: str, *, on_delete: str = "RESTRICT") -> ForeignKey:
    """A foreign key to `table.column`; deletes are refused unless the caller says otherwise."""
    return ForeignKey(target, ondelete=on_delete)
