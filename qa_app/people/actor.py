"""The person who acts, reduced to what scopes need: id, roles and the teams of each."""

from __future__ import annotations

from dataclasses import dataclass

from qa_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from qa_app.people.models import User


@dataclass(frozen=True)
class Actor:
    """Somebody's id and grants as (role, team id or None for all teams)."""

    id: int
    name: str
    grants: frozenset[tuple[Role, int | None]]

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, wherever they hold."""
        return frozenset(role for role, _ in self.grants)

    def has(self, role: Role) -> bool:
        """Whether the role is held anywhere."""
        return role in self.roles

    def can(self, permission: Permission) -> bool:
        """Whether any role held carries the permission."""
        return any(permission in ROLE_PERMISSIONS[role] for role in self.roles)

    def teams_with(self, permission: Permission) -> frozenset[int] | None:
        """Team ids in which the permission holds; None means all teams, empty means nowhere."""
        teams = [team for role, team in self.grants if permission in ROLE_PERMISSIONS[role]]
        if None in teams:
            return None
        return frozenset(team for team in teams if team is not None)


def actor_of(user: User) -> Actor:
    """The actor for a loaded user. An inactive person holds nothing."""
    grants = [(grant.role, grant.team_id) for grant in user.grants] if user.active else []
    return Actor(user.id, user.name, frozenset(grants))
