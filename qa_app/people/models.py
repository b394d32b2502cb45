"""Teams, people, their roles, and how they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference, text_enum
from qa_app.core.permissions import Role


class Team(Base):
    """A group of agents with their leads."""

    __tablename__ = "team"

    id: Mapped[Id]
    name: Mapped[Short] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class User(Base):
    """A person: agent, reviewer, lead, manager or admin, with or without a way to sign in."""

    __tablename__ = "user"

    id: Mapped[Id]
    external_id: Mapped[Short | None] = mapped_column(unique=True)
    """The agent's id in the systems that interactions come from."""
    name: Mapped[Short]
    email: Mapped[Short | None] = mapped_column(unique=True)
    """Lower case; what one signs in with."""
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    """An inactive person cannot sign in and receives no work; their history stays."""
    team_id: Mapped[int | None] = mapped_column(reference("team.id"), index=True)
    """The team an agent works in now."""
    is_bot: Mapped[bool] = mapped_column(default=False)
    time_zone: Mapped[Short | None]
    keys: Mapped[dict[str, Any] | None]
    """The person's own keys by action (see key_map.py), where not the delivered ones."""
    created_at: Mapped[datetime]

    team: Mapped[Team | None] = relationship()
    grants: Mapped[list[Grant]] = relationship(
        cascade="all, delete-orphan", foreign_keys="Grant.user_id"
    )

    @property
    def initials(self) -> str:
        """Up to two letters for the round badge."""
        words = self.name.split()
        letters = [words[0][0], words[-1][0]] if len(words) > 1 else [self.name[:2]]
        return "".join(letters).upper()


class Grant(Base):
    """A role held by a person, for one team or (team null) for all."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "team_id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(reference("user.id", on_delete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(text_enum(Role))
    team_id: Mapped[int | None] = mapped_column(reference("team.id"), index=True)


class SignInSession(Base):
    """A signed-in browser; the cookie carries a token of which only the digest is stored."""

    __tablename__ = "sign_in_session"

    id: Mapped[Id]
    digest: Mapped[Short] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(reference("user.id", on_delete="CASCADE"), index=True)
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInAttempt(Base):
    """A failed sign-in, kept for the throttle."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[Id]
    key: Mapped[Short] = mapped_column(index=True)
    """`account:<digest>` or `address:<digest>`; never the typed text itself."""
    at: Mapped[datetime] = mapped_column(index=True)


class OneTimeLink(Base):
    """A link that lets a person set their password once."""

    __tablename__ = "one_time_link"

    id: Mapped[Id]
    digest: Mapped[Short] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(reference("user.id", on_delete="CASCADE"))
    """None: the link makes the first QA manager."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
