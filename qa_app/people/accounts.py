"""Verbs on people and teams: add, find or create, grant, deactivate, set a password."""

from __future__ import annotations

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.core.text import clean
from qa_app.people.models import Grant, SignInSession, Team, User

PASSWORD_MIN = 12
# OWASP ASVS 5 / argon2id: at least 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def add_team(session: Session, name: str, *, by: int | None, at: datetime) -> Team:
    """A new team; Refused when the name is empty or taken."""
    name = clean(name, lines=False)
    if not name:
        raise Refused("Give the team a name.", field="name")
    if find_team(session, name):
        raise Refused(f"There is already a team called {name}.", field="name")
    team = Team(name=name, created_at=at)
    session.add(team)
    session.flush()
    record(session, "team.add", ("team", team.id), by=by, at=at, after={"name": name})
    return team


def find_team(session: Session, name: str) -> Team | None:
    """The team of exactly that name."""
    return session.scalar(select(Team).where(Team.name == clean(name, lines=False)))


def add_user(
    session: Session,
    *,
    name: str,
    email: str | None = None,
    external_id: str | None = None,
    team: Team | None = None,
    roles: tuple[tuple[Role, int | None], ...] = (),
    active: bool = True,
    is_bot: bool = False,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> User:
    """A new person with their roles as (role, team id or None); Refused for a taken address."""
    name = clean(name, lines=False)[:200]
    email = normal_email(email)
    if not name:
        raise Refused("Give the person a name.", field="name")
    if email and session.scalar(select(User.id).where(User.email == email)):
        raise Refused(f"{email} belongs to somebody already.", field="email")
    if external_id and session.scalar(select(User.id).where(User.external_id == external_id)):
        raise Refused(f"The id {external_id} belongs to somebody already.", field="external_id")
    user = User(
        name=name,
        email=email,
        external_id=external_id,
        team_id=team.id if team else None,
        active=active,
        is_bot=is_bot,
        created_at=at,
    )
    user.grants = [Grant(role=role, team_id=team_id) for role, team_id in roles]
    session.add(user)
    session.flush()
    after = {"roles": [[role.value, team_id] for role, team_id in roles], "active": active}
    record(session, "user.add", ("user", user.id), by=by, at=at, actor=actor, after=after)
    return user


def set_grants(
    session: Session,
    user: User,
    roles: tuple[tuple[Role, int | None], ...],
    *,
    by: int | None,
    at: datetime,
) -> None:
    """Replace a person's roles and end their sessions, so that no old right lives on."""
    before = {"roles": [[grant.role.value, grant.team_id] for grant in user.grants]}
    user.grants = [Grant(role=role, team_id=team_id) for role, team_id in roles]
    session.flush()
    revoke_sessions(session, user)
    after = {"roles": [[role.value, team_id] for role, team_id in roles]}
    record(session, "user.roles", ("user", user.id), by=by, at=at, before=before, after=after)


def set_active(session: Session, user: User, active: bool, *, by: int | None, at: datetime) -> None:
    """Let a person in or keep them out; their sessions end when they are kept out."""
    before, user.active = user.active, active
    if not active:
        revoke_sessions(session, user)
    session.flush()
    record(
        session,
        "user.active",
        ("user", user.id),
        by=by,
        at=at,
        before={"active": before},
        after={"active": active},
    )


def set_password(
    session: Session, user: User, password: str, *, by: int | None, at: datetime
) -> None:
    """Store a new password (argon2id) and end all sessions; Refused when it is too short."""
    if len(password) < PASSWORD_MIN:
        raise Refused(f"Use at least {PASSWORD_MIN} characters.", field="password")
    if len(password) > 1000:
        raise Refused("Use at most 1,000 characters.", field="password")
    user.password_hash = _hasher.hash(password)
    revoke_sessions(session, user)
    session.flush()
    record(session, "user.password", ("user", user.id), by=by, at=at)


def password_fits(user: User | None, password: str) -> bool:
    """Whether the password is the person's; takes as long for a person who does not exist."""
    stored = user.password_hash if user and user.password_hash else _hasher.hash("nobody's")
    try:
        return _hasher.verify(stored, password) and bool(user and user.password_hash)
    except Argon2Error:
        return False


def revoke_sessions(session: Session, user: User) -> None:
    """Sign the person out everywhere."""
    session.execute(delete(SignInSession).where(SignInSession.user_id == user.id))


def normal_email(email: str | None) -> str | None:
    """The address as it is stored and compared; None when empty."""
    cleaned = clean(email, lines=False).replace(" ", "").lower() if email else ""
    if cleaned and ("@" not in cleaned or len(cleaned) > 200):
        raise Refused("That is not an e-mail address.", field="email")
    return cleaned or None


def find_agent(session: Session, external_id: str) -> User | None:
    """The person with that id in the source systems."""
    return session.scalar(select(User).where(User.external_id == external_id))
