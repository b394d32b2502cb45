"""Lists every scored interaction of the version in use, for export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scorecards.flagging.models import RiskFlag
from scorecards.flagging.queries import model_in_use
from transcription.interactions.models import Interaction

COLUMNS = ("source", "external_id", "probability", "flagged", "version", "reasons")
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Scored:
    """One scored interaction; `reasons` in words."""

    source: str
    external_id: str
    probability: float
    flagged: bool
    version: int
    reasons: tuple[str, ...]

    @property
    def cells(self) -> tuple[object, ...]:
        """The row of a CSV, in the order of COLUMNS."""
        flagged = "yes" if self.flagged else "no"
        chance = f"{self.probability:.6f}"
        return (
            self.source, self.external_id, chance, flagged, self.version, "; ".join(self.reasons)
        )  # fmt: skip


def scored(session: Session) -> Iterator[Scored]:
    """Everything that the version in use has scored, by source and external id."""
    version = model_in_use(session)
    if version is None:
        return
    query = (
        select(
            Interaction.source,
            Interaction.external_id,
            RiskFlag.probability,
            RiskFlag.flagged,
            RiskFlag.reasons,
        )
        .join(Interaction, RiskFlag.interaction_id == Interaction.id)
        .where(RiskFlag.model_id == version.id)
        .order_by(Interaction.source, Interaction.external_id)
    )
    rows = session.execute(query.execution_options(yield_per=CHUNK))
    for source, name, chance, flagged, reasons in rows:
        said = tuple(reason_in_words(reason) for reason in reasons)
        yield Scored(source, name, chance, flagged, version.number, said)


def reason_in_words(reason: dict[str, str]) -> str:
    """A stored reason as one line: "Long wait without a word (95 s, typically 12 s)"."""
    detail = reason.get("detail")
    return f"{reason['text']} ({detail})" if detail else reason["text"]
