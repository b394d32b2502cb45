"""Where one reviewer says N/A more or less often than the others do, question by question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scorecards.design.models import Version
from scorecards.flagging.metrics import wilson
from scorecards.reviewers.span import Span
from scorecards.reviewers.work import NaUse, na_use
from scorecards.reviews.results import document_of

LEAST = 10
"""Answers of oneself, and of the others, below which nothing is compared."""
MOST = 8


@dataclass(frozen=True, slots=True)
class NaLine:
    """A question with both shares of N/A (0 to 1), one's own with its interval.

    `apart` where the others' share lies outside of that interval.
    """

    text: str
    own: float
    low: float
    high: float
    n: int
    others: float

    @property
    def apart(self) -> bool:
        """Whether chance would hardly do it."""
        return not self.low <= self.others <= self.high


def na_lines(session: Session, span: Span, reviewer_id: int) -> list[NaLine]:
    """The questions on which one's use of N/A differs most, at most eight."""
    uses = na_use(session, span, reviewer_id)
    return compared(uses, _texts(session) if uses else {})


def compared(uses: Iterable[NaUse], texts: dict[str, str]) -> list[NaLine]:
    """The lines with enough answers on both sides, the furthest apart first; pure."""
    lines = []
    for use in uses:
        if min(use.own_n, use.others_n) < LEAST or not use.own + use.others:
            continue
        own = use.own / use.own_n
        within = wilson(own, use.own_n)
        others = use.others / use.others_n
        text = texts.get(use.key, use.key)
        lines.append(NaLine(text, own, within.low, within.high, use.own_n, others))
    return sorted(lines, key=lambda line: (-abs(line.own - line.others), line.text))[:MOST]


def _texts(session: Session) -> dict[str, str]:
    """The words of each question key, of the newest version that asks it."""
    query = select(Version).where(Version.published_at.is_not(None)).order_by(Version.published_at)
    return {
        question.key: question.text
        for version in session.scalars(query)
        for question in document_of(version).questions()
    }
