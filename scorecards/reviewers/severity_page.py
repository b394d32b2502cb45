"""The page of severity: reviewers with their interval, what makes scores differ, agents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.calibration.strictness import NotEstimable, Strictness
from scorecards.calibration.words import (
    not_estimable_in_words,
    strictness_in_words,
)
from scorecards.reviewers.adjusted import AdjustedScore, adjusted_scores
from scorecards.reviewers.fitting import latest_fit
from scorecards.reviewers.keeping import Component, Kept, read
from scorecards.reviewers.models import Basis, SeverityFit
from scorecards.reviewers.pairs import AT_ONCE
from scorecards.reviewers.span import Span
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence
from scorecards.sampling.scores import team_table


@dataclass(frozen=True)
class ReviewerLine:
    """A reviewer with what may be said, in figures and in words."""

    reviewer_id: int
    name: str
    figure: Strictness | NotEstimable
    words: str


@dataclass(frozen=True)
class AgentLine:
    """An agent's score with and without their reviewers' strictness; `adjusted` is None where
    there is no score, or not all of the reviewers can be compared."""

    agent_id: int
    name: str
    score: Estimate | NotEnoughEvidence
    adjusted: AdjustedScore | None


@dataclass(frozen=True)
class SeverityPage:
    """Everything on the page. `fit` is None before the first one; `missing` says in words why
    nothing can be said at all; `components` and `answers` are of the fit to single answers."""

    fit: SeverityFit | None
    missing: str
    reviewers: tuple[ReviewerLine, ...]
    spread: tuple[float, float, float] | None
    groups: int
    components: tuple[Component, ...]
    answers: SeverityFit | None
    reach: float
    """Half of the axis on which reviewers stand, in points."""


def severity_page(session: Session, weeks: int) -> SeverityPage:
    """Read the page of the newest fits of a period."""
    fit = latest_fit(session, Basis.SCORES, weeks)
    answers = latest_fit(session, Basis.ANSWERS, weeks)
    parts = read(answers.result).components if answers and not answers.why_not else ()
    found = read(fit.result) if fit and not fit.why_not else None
    if found is None:
        missing = missing_of(fit) if fit else ""
        return SeverityPage(fit, missing, (), None, 0, parts, answers, 5.0)
    names = names_by_id(session, found.reviewers)
    return SeverityPage(
        fit,
        "",
        reviewer_lines(found, names),
        found.spread,
        len(found.groups),
        parts,
        answers,
        reach_of(found),
    )


def missing_of(fit: SeverityFit) -> str:
    """Why a fit says nothing of anybody, in words; empty where it does."""
    if not fit.why_not:
        return ""
    found = NotEstimable(
        fit.why_not,  # type: ignore[arg-type]  # a text column that only holds values of this Literal
        fit.result.get("n", 0),
        fit.result.get("needed", 0),
    )
    return not_estimable_in_words(found)


def reviewer_lines(found: Kept, names: Mapping[int, str]) -> tuple[ReviewerLine, ...]:
    """The strictest first, then those of whom nothing can be said, by name."""
    lines = [
        ReviewerLine(number, names.get(number, f"#{number}"), one, words_of_reviewer(one))
        for number, one in found.reviewers.items()
    ]
    return tuple(sorted(lines, key=_strictest_first))


def agent_lines(session: Session, team_id: int, span: Span) -> tuple[AgentLine, ...]:
    """The agents of a team by name, with the score that its page shows."""
    rows = team_table(session, team_id, span.since, span.until).rows
    scores = {row.agent_id: row.score for row in rows}
    adjusted = adjusted_scores(session, scores, since=span.since, until=span.until)
    lines = [
        AgentLine(row.agent_id, row.name, row.score, adjusted.get(row.agent_id)) for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: (line.name, line.agent_id)))


def words_of_reviewer(one: Strictness | NotEstimable) -> str:
    """What may be said of a reviewer, or why nothing may."""
    if isinstance(one, NotEstimable):
        return not_estimable_in_words(one)
    return strictness_in_words(one)


def reach_of(found: Kept) -> float:
    """Half an axis in whole fives that holds every interval, at most 30 points."""
    ends = [
        abs(side)
        for one in found.reviewers.values()
        if isinstance(one, Strictness)
        for side in (one.low, one.high)
    ]
    return float(min(30, max(5, -(-max(ends, default=5.0) // 5) * 5)))


def names_by_id(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Names of people by id; whoever was removed since is left out."""
    wanted, found = list(ids), dict[int, str]()
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        found |= dict(session.execute(select(User.id, User.name).where(User.id.in_(part))).all())
    return found


def _strictest_first(line: ReviewerLine) -> tuple[bool, float, str]:
    if isinstance(line.figure, Strictness):
        return False, -line.figure.points, line.name
    return True, 0.0, line.name
