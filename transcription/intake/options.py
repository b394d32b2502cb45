"""Carries what the person who imports says about a file whose rows do not say it themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from transcription.intake.records import Basis, Channel

DEFAULT_SOURCE = "import"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Answers for missing cells and keys; what a row says itself always wins."""

    source: str = DEFAULT_SOURCE
    channel: Channel | None = None
    agent_id: str | None = None
    team: str | None = None
    language: str | None = None
    started_at: datetime | None = None
    basis: Basis | None = None

    def complete(self, data: dict[str, Any], channel: Channel) -> dict[str, Any]:
        """Return the data of a row with these answers, and `channel` where none is given."""
        agent = {"id": self.agent_id, "team": self.team} | data.get("agent", {})
        answers = {
            "source": self.source,
            "channel": self.channel or channel,
            "language": self.language,
            "started_at": self.started_at,
        }
        known = {key: value for key, value in answers.items() if value is not None}
        given = {key: value for key, value in agent.items() if value is not None}
        return known | data | ({"agent": given} if given else {})
