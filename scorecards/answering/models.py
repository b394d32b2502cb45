"""How evaluations are released and disputed: policies, and the calendars that clocks follow."""

from __future__ import annotations

import enum
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference, text_enum
from qa_app.people.models import Team, User
from scorecards.design.models import Scorecard


class ReleaseMode(enum.Enum):
    """When a final evaluation reaches its agent."""

    NOW = "now"
    AT = "at"
    APPROVAL = "approval"


class SecondBy(enum.Enum):
    """Who chooses the independent reviewer of a later round."""

    LOAD = "load"
    MANAGER = "manager"


class AnswerPolicy(Base):
    """What holds for one scorecard, or (scorecard null) for all without a policy of their own."""

    __tablename__ = "answer_policy"

    id: Mapped[Id]
    key: Mapped[Short] = mapped_column(unique=True)
    """`all`, or `card:` and the scorecard's id: unique also where the scorecard is null."""
    scorecard_id: Mapped[int | None] = mapped_column(
        reference("scorecard.id", on_delete="CASCADE"), index=True
    )
    release: Mapped[ReleaseMode] = mapped_column(text_enum(ReleaseMode))
    release_weekday: Mapped[int | None]
    """0 is Monday; null: every working day. For ReleaseMode.AT."""
    release_time: Mapped[time]
    """In the zone of the team's calendar."""
    dispute_days: Mapped[int]
    decide_days: Mapped[int]
    appeal_days: Mapped[int]
    remind_days: Mapped[int]
    rounds: Mapped[int]
    second_by: Mapped[SecondBy] = mapped_column(text_enum(SecondBy))
    changed_by: Mapped[int | None] = mapped_column(reference("user.id"))
    changed_at: Mapped[datetime]

    scorecard: Mapped[Scorecard | None] = relationship()
    editor: Mapped[User | None] = relationship()


class TeamCalendar(Base):
    """The weekdays on which a team works and its zone; team null: of teams without their own."""

    __tablename__ = "team_calendar"

    id: Mapped[Id]
    key: Mapped[Short] = mapped_column(unique=True)
    """`all`, or `team:` and the team's id."""
    team_id: Mapped[int | None] = mapped_column(
        reference("team.id", on_delete="CASCADE"), index=True
    )
    weekdays: Mapped[list[Any]]
    zone: Mapped[Short | None]
    changed_by: Mapped[int | None] = mapped_column(reference("user.id"))
    changed_at: Mapped[datetime]


class Holiday(Base):
    """A day without work, of one team or (team null) of all."""

    __tablename__ = "holiday"
    __table_args__ = (UniqueConstraint("key", "day"),)

    id: Mapped[Id]
    key: Mapped[Short]
    """As in TeamCalendar."""
    team_id: Mapped[int | None] = mapped_column(
        reference("team.id", on_delete="CASCADE"), index=True
    )
    day: Mapped[date]
    name: Mapped[Short]

    team: Mapped[Team | None] = relationship()
