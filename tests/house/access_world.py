"""The people around an object, and what a kind of object is, for the access matrix."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.notifications.inbox import mark_all_read
from qa_app.people.models import Team, User
from scorecards.flagging.training import train_version
from scorecards.reviews.models import Evaluation
from tests.factories.feedback import Desk, make_evaluation, make_released
from tests.factories.flagging import give_notice, make_labelled
from tests.factories.people import make_team, make_user
from tests.factories.scorecards import make_published

Values = Mapping[str, int | str]
OTHERS_NAME = "Zzyzx"
"""Part of the name of every person and team that a team's people may not see."""


class Whose(enum.Enum):
    """Whose object it is, as seen by the actor."""

    OWN = "own"
    TEAM = "of the team"
    OTHER = "of another team"


NUMBER = count(1)
ALL = frozenset(Whose)
OWN = frozenset({Whose.OWN})
TEAM = frozenset({Whose.OWN, Whose.TEAM})
Reach = Mapping[Role, frozenset[Whose]]
OF_TEAMS: Reach = {Role.REVIEWER: TEAM, Role.TEAM_LEAD: TEAM, Role.QA_MANAGER: ALL}
LED: Reach = {Role.TEAM_LEAD: TEAM, Role.QA_MANAGER: ALL}
SCORED_OR_LED: Reach = {**LED, Role.REVIEWER: OWN}
AGENTS_OWN: Reach = {Role.AGENT: OWN}
SCORED_BLIND: Reach = dict.fromkeys((Role.REVIEWER, Role.TEAM_LEAD, Role.QA_MANAGER), OWN)
CALIBRATED: Reach = {**SCORED_BLIND, Role.QA_MANAGER: ALL}
COACHED: Reach = {**LED, Role.AGENT: OWN}


@dataclass
class World:
    """Two teams, the actor in the first, and people who are not the actor in both."""

    session: Session
    role: Role

    def __post_init__(self) -> None:
        self.team = make_team(self.session)
        self.actor = make_user(self.session, self.role, self._team_of_role())
        self.colleague = self.agent(self.team)
        self.reviewer = make_user(self.session, Role.REVIEWER)
        self.manager = make_user(self.session, Role.QA_MANAGER)
        self.version = make_published(self.session)
        self.other_team = make_team(self.session, f"{OTHERS_NAME} team")
        self.other_lead = make_user(
            self.session, Role.TEAM_LEAD, self.other_team, name=f"{OTHERS_NAME} lead"
        )
        self.stranger = self.agent(self.other_team)
        self.session.commit()

    def _team_of_role(self) -> Team | None:
        """Managers and admins work for all teams; everybody else is bound to the first."""
        return None if self.role in {Role.QA_MANAGER, Role.ADMIN} else self.team

    def agent(self, team: Team) -> User:
        """Another agent of a team."""
        name = f"{OTHERS_NAME} agent" if team.name.startswith(OTHERS_NAME) else None
        return make_user(self.session, Role.AGENT, team, name=name)

    def agent_of(self, whose: Whose) -> User:
        """The agent of an object: the actor, a colleague in the team, or a stranger."""
        if whose is Whose.OTHER:
            return self.stranger
        is_own = whose is Whose.OWN and self.role is Role.AGENT
        return self.actor if is_own else self.colleague

    def member_of(self, whose: Whose) -> User:
        """Who made an object: the actor, or somebody else of the same team or of another."""
        if whose is Whose.OWN:
            return self.actor
        return self.reviewer if whose is Whose.TEAM else self.other_lead

    def reviewer_of(self, whose: Whose) -> User:
        """Who scored: the actor where that is a reviewer, else somebody else."""
        scores = self.role in {Role.REVIEWER, Role.QA_MANAGER}
        return self.actor if whose is Whose.OWN and scores else self.reviewer

    def desk(self, whose: Whose) -> Desk:
        """People around one evaluation."""
        agent = self.agent_of(whose)
        assert agent.team is not None
        return Desk(
            agent.team,
            agent,
            self.other_lead,
            self.reviewer_of(whose),
            self.manager,
            self.stranger,
            self.version,
        )

    @cached_property
    def trained(self) -> int:
        """The number of a trained version of the flagging model."""
        give_notice(self.session)
        make_labelled(self.session, 80)
        version = train_version(
            self.session, by=None, at=clock.now(), pause=self.session.commit, actor="test"
        )
        return version.number


@dataclass(frozen=True)
class Kind:
    """How to make an object, as the values of its ids, and whose are in reach of which role."""

    make: Callable[[World, Whose], Values]
    reach: Reach
    others_act: Reach = field(default_factory=dict)
    """By role, whose are only to be read, because somebody else must act on them."""


def scored(world: World, whose: Whose) -> Evaluation:
    return make_evaluation(world.session, world.desk(whose), at=clock.now())


def released(world: World, whose: Whose) -> Evaluation:
    return make_released(world.session, world.desk(whose), at=clock.now())


def read_all(world: World) -> None:
    """Let the bell show nothing: it is on every page, also on that of what is not there."""
    mark_all_read(world.session, world.actor.id, at=clock.now())
    world.session.commit()


def anybodys(make: Callable[[World], Values]) -> Kind:
    """A kind that belongs to no team: whoever may use the route reaches all of them."""
    return Kind(lambda world, _whose: make(world), dict.fromkeys(Role, ALL))
