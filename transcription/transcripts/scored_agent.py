"""Changes for whom an interaction of several agents is scored, before anybody has judged it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow, record
from qa_app.core.errors import Refused
from qa_app.core.orm import Base
from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from qa_app.people.models import User
from transcription.interactions.models import Interaction
from transcription.transcripts.taking_part import TakingPart

ACT = "interaction.scored_agent"
CHOSEN = "chosen"
_JUDGED: dict[str, Any] = {
    "evaluation": lambda: _("It is being reviewed or has been: a review is of one agent."),
    "self_evaluation": lambda: _("Its agent scores it themselves."),
    "calibration_item": lambda: _("It is part of a calibration session."),
    "second_opinion": lambda: _("A second opinion on it was asked for."),
    "kudos": lambda: _("Somebody was thanked for it."),
}
HeldBy = Callable[[Session, Interaction], Sequence[str]]
_held: list[HeldBy] = []


@dataclass(frozen=True)
class Choice:
    """What a page offers: who may be chosen, what stands in the way, who chose it last and when."""

    agents: Sequence[User]
    obstacles: Sequence[str]
    chosen_by: str | None = None
    chosen_at: datetime | None = None


def hold_scored_by(held: HeldBy) -> None:
    """Let a higher room name what is in the way, such as a draw that rests on who is scored."""
    if held not in _held:
        _held.append(held)


def choice_of(
    session: Session, actor: Actor, interaction: Interaction, part: TakingPart
) -> Choice | None:
    """For whom the actor may have it scored; None where only one agent took part or they may not.

    A lead chooses among the agents of their own teams alone.
    """
    teams = actor.teams_with(Permission.SCORED_AGENT)
    if not part.are_several or not actor.can(Permission.SCORED_AGENT):
        return None
    if teams is not None and interaction.team_id not in teams:
        return None
    ids = [each.id for each in part.agents if each.id != interaction.agent_id]
    query = select(User).where(User.id.in_(ids), User.is_bot.is_(False)).order_by(User.name)
    found = session.scalars(query).all()
    agents = [each for each in found if teams is None or each.team_id in teams]
    by, at = _last_choice(session, interaction)
    return Choice(agents, obstacles_of(session, interaction) if agents else (), by, at)


def choose_scored(
    session: Session,
    interaction: Interaction,
    agent_id: int | None,
    choice: Choice | None,
    *,
    by: int,
    at: datetime,
) -> None:
    """Have it scored for another agent who took part, with an audit row; flushes.

    Refused where the choice does not offer that agent, and, with every reason, where somebody has
    judged the interaction already.
    """
    agents = {each.id: each for each in choice.agents} if choice else {}
    if choice is None or agent_id is None or agent_id not in agents:
        raise Refused(_("Choose one of the other agents who took part."))
    if choice.obstacles:
        raise Refused(" ".join(choice.obstacles))
    agent = agents[agent_id]
    before = {"agent": interaction.agent_id, "team": interaction.team_id}
    interaction.agent_id, interaction.team_id = agent.id, agent.team_id
    interaction.scored_why = CHOSEN
    after = {"agent": agent.id, "team": agent.team_id}
    subject = ("interaction", interaction.id)
    record(session, ACT, subject, by=by, at=at, before=before, after=after)
    session.flush()
    session.expire(interaction, ["agent", "team"])


def obstacles_of(session: Session, interaction: Interaction) -> list[str]:
    """Why it may not be scored for somebody else any more, a sentence each."""
    found = [
        str(why())
        for name, why in _JUDGED.items()
        if _names(session, Base.metadata.tables[name], interaction.id)
    ]
    return found + [reason for held in _held for reason in held(session, interaction)]


def _names(session: Session, table: Any, interaction_id: int) -> bool:
    query = select(func.count()).select_from(table).where(table.c.interaction_id == interaction_id)
    return bool(session.scalar(query))


def _last_choice(session: Session, interaction: Interaction) -> tuple[str | None, datetime | None]:
    if interaction.scored_why != CHOSEN:
        return None, None
    row = session.execute(
        select(User.name, AuditRow.at)
        .join(User, User.id == AuditRow.actor_id)
        .where(
            AuditRow.subject_type == "interaction",
            AuditRow.subject_id == interaction.id,
            AuditRow.act == ACT,
        )
        .order_by(AuditRow.id.desc())
        .limit(1)
    ).first()
    return (row.name, row.at) if row else (None, None)
