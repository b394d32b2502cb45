"""Finds the people and teams that imported rows name, and makes those who are not known yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.accounts import add_team, add_user, find_team, normal_email
from qa_app.people.models import User
from transcription.intake.records import AgentRecord


@dataclass(frozen=True, slots=True)
class KnownAgent:
    """A person by their ids; `team_id` is the team they work in now."""

    id: int
    team_id: int | None


class UnknownAgentError(Exception):
    """A row names an agent who is not known, and settings say to refuse that."""


class Roster:
    """People by agent id and teams by name, remembered over the chunks of one import."""

    def __init__(
        self,
        session: Session,
        *,
        create: bool,
        by: int | None,
        at: datetime,
        actor: str | None = None,
    ) -> None:
        """`create`: whether unknown agents are made (without sign-in) or refused."""
        self._session = session
        self._create = create
        self._by, self._at, self._actor = by, at, actor
        self._agents: dict[str, KnownAgent] = {}
        self._teams: dict[str, int] = {}

    def forget(self) -> None:
        """Forget everything, since a rollback may have unmade it."""
        self._agents.clear()
        self._teams.clear()

    def load(self, agent_ids: Iterable[str]) -> None:
        """Look up many at once."""
        missing = sorted(set(agent_ids) - self._agents.keys())
        if missing:
            rows = self._session.execute(
                select(User.external_id, User.id, User.team_id).where(User.external_id.in_(missing))
            )
            for key, number, team in rows:
                self._agents[str(key)] = KnownAgent(number, team)

    def known(self, agent_id: str | None) -> KnownAgent | None:
        """The person, if they were looked up or made before."""
        return self._agents.get(agent_id) if agent_id else None

    def agent(self, named: AgentRecord) -> KnownAgent:
        """The person that a row names, made if need be; raises UnknownAgentError."""
        found = self._agents.get(named.id) or self._by_email(named)
        if found is None and not self._create:
            raise UnknownAgentError(named.id)
        found = found or self._make(named)
        self._agents[named.id] = found
        return found

    def team(self, name: str | None) -> int | None:
        """The id of the team of that name, made if need be."""
        if not name or not name.strip():
            return None
        if name not in self._teams:
            team = find_team(self._session, name) or add_team(
                self._session, name, by=self._by, at=self._at
            )
            self._teams[name] = team.id
        return self._teams[name]

    def _by_email(self, named: AgentRecord) -> KnownAgent | None:
        """Somebody who was added by address alone gets the agent id that the source knows."""
        if not named.email or "@" not in named.email:
            return None
        user = self._session.scalar(
            select(User).where(User.email == normal_email(named.email), User.external_id.is_(None))
        )
        if user is None:
            return None
        user.external_id = named.id
        user.team_id = user.team_id or self.team(named.team)
        self._session.flush()
        return KnownAgent(user.id, user.team_id)

    def _make(self, named: AgentRecord) -> KnownAgent:
        team_id = self.team(named.team)
        user = add_user(
            self._session,
            name=(named.name or "").strip() or named.id,
            email=self._free_email(named.email),
            external_id=named.id,
            roles=((Role.AGENT, team_id),),
            active=False,
            by=self._by,
            at=self._at,
            actor=self._actor,
        )
        user.team_id = team_id
        self._session.flush()
        return KnownAgent(user.id, team_id)

    def _free_email(self, email: str | None) -> str | None:
        """The address, unless it is none or belongs to somebody who has another agent id."""
        if not email or "@" not in email or len(email) > 200:
            return None
        address = normal_email(email)
        taken = self._session.scalar(select(User.id).where(User.email == address))
        return None if taken else address
