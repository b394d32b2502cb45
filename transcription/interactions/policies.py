"""Who sees which interactions and may hear which recordings."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from transcription.interactions.models import Interaction, Recording, RecordingState

HeardBecause = Callable[[Actor], ColumnElement[bool]]
_also_heard: list[HeardBecause] = []


def interactions_in_scope(
    actor: Actor, permission: Permission = Permission.INTERACTIONS_READ
) -> Select[Interaction]:
    """The interactions of the teams in which the actor holds the permission."""
    return select(Interaction).where(_in_teams(actor, permission))


def also_heard_by(condition: HeardBecause) -> None:
    """Let a room above open recordings to more people, such as the agent of released feedback.

    The condition is one on Interaction; registering the same function again changes nothing.
    """
    if condition not in _also_heard:
        _also_heard.append(condition)


def recordings_in_hearing(actor: Actor) -> Select[Recording]:
    """The recordings that the actor may hear where playing is on at all (see may_play)."""
    reasons = [_in_teams(actor, Permission.RECORDINGS_PLAY)]
    reasons += [condition(actor) for condition in _also_heard]
    return (
        select(Recording)
        .join(Recording.interaction)
        .where(Recording.state != RecordingState.QUARANTINED, or_(*reasons))
    )


def may_play(play_recordings: bool, is_demo: bool) -> bool:
    """Whether muted recordings are played at all: by setting, or since it is the demo."""
    return play_recordings or is_demo


def playing_is_on(session: Session, is_demo: bool) -> bool:
    """The same for the installation that `session` belongs to."""
    return may_play(session.info["settings"].play_recordings, is_demo)


def _in_teams(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    teams = actor.teams_with(permission)
    if teams is None:
        return Interaction.id.is_not(None)
    return Interaction.team_id.in_(teams) if teams else false()
