"""What the model learns from: conversations and labels as plain data, without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from qa_app.core.errors import Refused

AGENT, CUSTOMER = "agent", "customer"
# Fewer labels, or fewer of either kind, teach nothing that could be tested.
LEAST_LABELS = 50
LEAST_OF_EACH = 8
Fact = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Line:
    """One turn: who spoke, what, and when (seconds into a call, or a time of day for text).

    `speaker` is "agent", "customer", "bot" or "system".
    """

    speaker: str
    text: str
    start_s: float | None = None
    end_s: float | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One interaction as the model sees it.

    `agent` and `team` keep agents apart when the model is tested; they are never features.
    """

    id: str
    agent: str
    team: str | None
    channel: str
    topic: str | None
    language: str | None
    started_at: datetime
    turns: tuple[Line, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """What a reviewer found; `pool` and `inclusion_probability` say how it came to be reviewed."""

    low: bool
    pool: str = "manual"
    inclusion_probability: float | None = None

    @property
    def in_random_arm(self) -> bool:
        """Whether it was drawn at random with a known probability in (0, 1]."""
        return self.pool == "random" and self.inclusion_probability is not None


class TooFewLabels(Refused):
    """Not enough reviewed interactions to learn from; `message` says how many are needed."""

    def __init__(self, n: int, lows: int) -> None:
        self.n = n
        self.lows = lows
        self.needed = LEAST_LABELS
        super().__init__(
            f"There are {n} reviewed interactions, {lows} of them low. Flagging needs at least "
            f"{LEAST_LABELS}, with at least {LEAST_OF_EACH} low and {LEAST_OF_EACH} not low. "
            "Nothing is flagged until then."
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to look: the turn's position, and the characters [start, end) where known."""

    turn: int
    start: int | None = None
    end: int | None = None


def sides(turns: Sequence[Line]) -> tuple[str | None, ...]:
    """Whose side each turn is on; a bot counts as the agent only where no person answered."""
    bot = AGENT if not any(t.speaker == AGENT for t in turns) else None
    by = {AGENT: AGENT, CUSTOMER: CUSTOMER, "bot": bot}
    return tuple(by.get(t.speaker) for t in turns)
