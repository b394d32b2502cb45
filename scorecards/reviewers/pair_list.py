"""The list of pairs: filters of the address, what a viewer may not see yet, interactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.people.actor import Actor
from scorecards.reviewers.pairs import AT_ONCE, Doubled
from scorecards.reviews.models import Assignment, AssignmentState
from transcription.interactions.models import Interaction


@dataclass(frozen=True, slots=True)
class PairFilter:
    """Only pairs that differ on a question, or that a reviewer is in; nothing limits nothing."""

    question: str = ""
    reviewer_id: int | None = None

    @property
    def is_set(self) -> bool:
        """Whether it limits anything."""
        return self != PairFilter()

    def address(self) -> dict[str, str]:
        """The same as parts of an address."""
        parts = {"question": self.question, "reviewer": str(self.reviewer_id or "")}
        return {name: value for name, value in parts.items() if value}

    def keeps(self, pair: Doubled) -> bool:
        """Whether the pair is asked for."""
        if self.question and self.question not in pair.differing:
            return False
        return self.reviewer_id is None or self.reviewer_id in (pair.first_by, pair.second_by)


def read_pair_filter(sent: Mapping[str, str]) -> PairFilter:
    """The filter of an address; what it does not know is left out."""
    number = sent.get("reviewer", "")
    known = int(number) if number.isdecimal() and len(number) < 19 else None
    return PairFilter(sent.get("question", "")[:200], known)


def listed(
    session: Session, actor: Actor, pairs: Sequence[Doubled], wanted: PairFilter
) -> list[Doubled]:
    """The pairs asked for, without those that the actor still has to score themselves."""
    open_ids = set(
        session.scalars(
            select(Assignment.interaction_id).where(
                Assignment.reviewer_id == actor.id, Assignment.state == AssignmentState.OPEN
            )
        )
    )
    return [pair for pair in pairs if pair.interaction_id not in open_ids and wanted.keeps(pair)]


def names_of(session: Session, pairs: Sequence[Doubled]) -> dict[int, Interaction]:
    """The interactions of the pairs, by id."""
    ids = [pair.interaction_id for pair in pairs]
    found: dict[int, Interaction] = {}
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        rows = session.scalars(select(Interaction).where(Interaction.id.in_(part)))
        found |= {row.id: row for row in rows}
    return found
