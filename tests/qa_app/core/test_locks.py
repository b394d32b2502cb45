"""The write lock: reading and computing leave it free, and who holds it long is named."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import locks
from qa_app.core.locks import looking
from qa_app.people.models import Team
from tests.factories.people import make_team
from tests.locks import write_lock_is_free


def test_a_transaction_outside_holds_the_lock_while_it_only_reads(session: Session) -> None:
    session.scalars(select(Team.id)).all()
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    assert write_lock_is_free() is not is_sqlite
    session.commit()
    assert write_lock_is_free()


def test_looking_leaves_the_lock_free_and_keeps_what_was_loaded(session: Session) -> None:
    team = make_team(session)
    name = team.name
    session.commit()
    session.expire_all()
    with looking(session):
        found = session.get_one(Team, team.id)
        assert write_lock_is_free()
    assert not session.in_transaction()
    assert found.name == name
    assert not session.in_transaction()


def test_looking_wants_the_transaction_before_to_be_ended(session: Session) -> None:
    make_team(session)
    with pytest.raises(RuntimeError, match="commit before looking"), looking(session):
        pass


def test_nothing_is_written_while_looking(session: Session) -> None:
    session.commit()
    with pytest.raises(RuntimeError, match="nothing may be written"), looking(session):
        session.add(Team(name="A"))
    assert session.scalars(select(Team.id)).all() == []


def fail_while_looking(session: Session) -> None:
    with looking(session):
        session.scalars(select(Team.id)).all()
        raise LookupError


def test_an_error_while_looking_ends_the_transaction(session: Session) -> None:
    session.commit()
    with pytest.raises(LookupError):
        fail_while_looking(session)
    assert not session.in_transaction()


class Ear:
    """Stands in for the log, which tests keep quiet."""

    def __init__(self) -> None:
        self.heard: list[dict[str, object]] = []

    def warning(self, event: str, **facts: object) -> None:
        """Note a line."""
        self.heard.append({"event": event, **facts})


def test_a_long_write_transaction_is_named(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("only SQLite has one lock for all")
    session.commit()
    ear = Ear()
    monkeypatch.setattr(locks, "LONG_S", -1.0)
    monkeypatch.setattr(locks, "log", ear)
    with looking(session):
        session.scalars(select(Team.id)).all()
    assert ear.heard == []
    with locks.alone():
        make_team(session)
        session.commit()
    assert ear.heard == []
    make_team(session)
    session.commit()
    assert [(line["event"], line["seconds"]) for line in ear.heard] == [
        ("write lock held long", 0.0)
    ]
