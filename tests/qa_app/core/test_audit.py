"""Audit rows are signed, and a changed one is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow, is_intact, record
from qa_app.core.keys import keyring
from tests.factories.people import AT


def make_row(session: Session) -> AuditRow:
    row = record(
        session,
        "user.roles",
        ("user", 7),
        by=3,
        at=AT,
        before={"roles": ["agent"]},
        after={"roles": ["reviewer"]},
    )
    session.commit()
    session.expire_all()
    return session.scalars(select(AuditRow).where(AuditRow.id == row.id)).one()


def test_row_read_back_is_intact(session: Session) -> None:
    assert is_intact(make_row(session), keyring(session).audit)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("at", AT + timedelta(microseconds=1)),
        ("actor_id", 4),
        ("actor", "worker"),
        ("act", "user.add"),
        ("subject_type", "team"),
        ("subject_id", 8),
        ("before", None),
        ("after", {"roles": ["admin"]}),
    ],
)
def test_any_changed_column_is_found(session: Session, name: str, value: object) -> None:
    row = make_row(session)
    setattr(row, name, value)
    assert not is_intact(row, keyring(session).audit)


def test_other_key_is_found(session: Session) -> None:
    assert not is_intact(make_row(session), b"another key")
