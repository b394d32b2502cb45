"""Which round of a dispute an agent may open now, until when, about what; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from qa_app.core.errors import Conflict
from scorecards.reviews.dispute_words import DisputeState, Verdict
from scorecards.reviews.models import Dispute, DisputeItem


@dataclass(frozen=True)
class Turn:
    """The round that the agent may open, its last moment, and its questions (None: all)."""

    round: int
    until: datetime
    questions: frozenset[str] | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether there is still time."""
        return at <= self.until


def standing(disputes: Sequence[Dispute]) -> Dispute | None:
    """The newest that was not withdrawn; one that was withdrawn leaves its round open."""
    live = [each for each in disputes if each.state is not DisputeState.WITHDRAWN]
    return max(live, key=lambda each: (each.round, each.id), default=None)


def turn_of(until: datetime | None, disputes: Sequence[Dispute]) -> Turn | None:
    """The agent's turn; None before release, while one is being decided, and after the last round.

    `until` is the end of the first window. A later round is about what was not accepted whole.
    """
    newest = standing(disputes)
    if newest is None:
        return None if until is None else Turn(1, until)
    if newest.state is DisputeState.OPEN or newest.appeal_until is None:
        return None
    left = frozenset(item.question_key for item in newest.items if not is_whole(item))
    return Turn(newest.round + 1, newest.appeal_until, left) if left else None


def is_whole(item: DisputeItem) -> bool:
    """Whether the agent got all that they asked for on this question."""
    return bool(item.accepted) and item.verdict is not Verdict.PART


def check_open(dispute: Dispute) -> None:
    """Conflict when the dispute is decided or withdrawn."""
    if dispute.state is not DisputeState.OPEN:
        raise Conflict(_("This dispute is closed already; reload the page."))
