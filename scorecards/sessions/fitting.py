"""Which interactions of a session its scorecard is not meant for, and why; it may still be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scorecards.design.applies import verdict_on
from scorecards.design.document import ScorecardDocument
from scorecards.design.reach import subject_of
from transcription.interactions.models import Interaction


@dataclass(frozen=True)
class Misfit:
    """An interaction that does not fit the scorecard's channel, topic, team or direction."""

    interaction: Interaction
    reason: str
    """What the scorecard does and why, as the tester of the designer says it."""


def misfits(document: ScorecardDocument, interactions: Iterable[Interaction]) -> list[Misfit]:
    """Those that would not get this scorecard by what it applies to, in the order given."""
    judged = [(one, verdict_on(document, subject_of(one))) for one in interactions]
    return [Misfit(one, verdict.reason) for one, verdict in judged if not verdict.applies]


def token_of(version_id: int | None, found: Iterable[Misfit]) -> str:
    """What a person was warned of, to be sent back; empty where there was nothing."""
    ids = sorted(one.interaction.id for one in found)
    return f"{version_id}:{','.join(map(str, ids))}" if ids else ""
