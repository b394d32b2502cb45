"""Lists second opinions and puts both reviews beside each other once both are final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from qa_app.core.paging import Page, page_of
from qa_app.people.actor import Actor
from scorecards.design.models import Version
from scorecards.opinions.policies import readable_opinions
from scorecards.reviewers.side_by_side import Beside, beside
from scorecards.reviews.models import FINAL, Assignment, AssignmentState, Evaluation
from scorecards.reviews.models_acts import SecondOpinion
from transcription.interactions.models import Interaction

STATES = ("waiting", "both", "withdrawn", "nobody")


@dataclass(frozen=True)
class Stand:
    """A second opinion with both final reviews; None for one that is not final yet."""

    opinion: SecondOpinion
    first: Evaluation | None
    second: Evaluation | None

    @property
    def state(self) -> str:
        """One of `STATES`, or `yours` where only the asker's own review is missing, or `skipped`
        where they passed their own item on."""
        if self.opinion.withdrawn_at is not None:
            return "withdrawn"
        if self.first is not None and self.second is not None:
            return "both"
        if self.opinion.second_id is None:
            return "nobody"
        if self.second is not None:
            own = self.opinion.first.state
            return "yours" if own is AssignmentState.OPEN else "skipped"
        return "waiting"

    @property
    def is_comparable(self) -> bool:
        """Whether both were scored with one version, so that answers can be set side by side."""
        if self.first is None or self.second is None:
            return False
        return self.first.version_id == self.second.version_id

    @property
    def gap(self) -> float | None:
        """Points between both scores as they stand; None without two scores."""
        if self.first is None or self.second is None:
            return None
        if self.first.percent is None or self.second.percent is None:
            return None
        return float(abs(self.first.percent - self.second.percent))


def opinions_page(
    session: Session, actor: Actor, before: str | None, after: str | None
) -> tuple[Page[SecondOpinion], list[Stand]]:
    """One page of what the actor may see, the newest first, with how each stands."""
    query = readable_opinions(actor).options(
        joinedload(SecondOpinion.interaction).joinedload(Interaction.agent),
        joinedload(SecondOpinion.asker),
        joinedload(SecondOpinion.first),
        joinedload(SecondOpinion.second).joinedload(Assignment.reviewer),
    )
    page = page_of(session, query, [SecondOpinion.id], before=before, after=after)
    return page, stands(session, page.items)


def stands(session: Session, opinions: Sequence[SecondOpinion]) -> list[Stand]:
    """How each stands."""
    ids = {number for each in opinions for number in (each.first_id, each.second_id) if number}
    found = session.scalars(
        select(Evaluation)
        .where(Evaluation.assignment_id.in_(ids), Evaluation.state.in_(FINAL))
        .options(
            joinedload(Evaluation.reviewer),
            joinedload(Evaluation.agent),
            joinedload(Evaluation.interaction),
            joinedload(Evaluation.version).joinedload(Version.scorecard),
        )
    )
    by_item = {each.assignment_id: each for each in found}
    return [
        Stand(each, by_item.get(each.first_id), by_item.get(each.second_id)) for each in opinions
    ]


def compared(session: Session, stand: Stand) -> Beside | None:
    """Both reviews question by question; None until both are final on one version."""
    if not stand.is_comparable or stand.first is None or stand.second is None:
        return None
    return beside(session, stand.first, stand.second)
