"""Says who took part in an interaction: each agent with their turns, bots, and who is scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.people.models import User
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Speaker, Turn


@dataclass(frozen=True, slots=True)
class Part:
    """One agent of an interaction; `name` None where the turn's agent is not known here."""

    name: str | None
    turns: int
    is_scored: bool = False
    id: int | None = None


@dataclass(frozen=True, slots=True)
class TakingPart:
    """The agents of an interaction, who said most first, and how many turns bots said."""

    agents: tuple[Part, ...]
    bot_turns: int
    names: Mapping[int, str] | None = None
    """Names by id, to stand at the turns; None where only one agent spoke."""

    @property
    def are_several(self) -> bool:
        """Whether more than the one who is scored took part."""
        return len(self.agents) > 1 or bool(self.bot_turns and self.agents)


def taking_part(session: Session, interaction: Interaction, turns: Sequence[Turn]) -> TakingPart:
    """Who took part; turns that name no agent are of the one who is scored."""
    counts = Counter(
        turn.agent_id or interaction.agent_id for turn in turns if turn.speaker is Speaker.AGENT
    )
    rows = session.execute(select(User.id, User.name).where(User.id.in_(counts)))
    names = {row.id: row.name for row in rows}
    agents = tuple(
        Part(names.get(number), count, is_scored=number == interaction.agent_id, id=number)
        for number, count in counts.most_common()
    )
    bot_turns = sum(turn.speaker is Speaker.BOT for turn in turns)
    return TakingPart(agents, bot_turns, names if len(counts) > 1 else None)
