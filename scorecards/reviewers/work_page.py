"""The reviewers' dashboard: work, time, agreement, severity of each, or of one beside the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.queries import people_with_role
from scorecards.calibration import double_agreement
from scorecards.calibration.double_agreement import Beside
from scorecards.calibration.rows import Figure, Undefined
from scorecards.calibration.strictness import NotEstimable, Strictness
from scorecards.reviewers.agreement_page import newest_document
from scorecards.reviewers.beside import Hidden, Others, middle_of, share_of
from scorecards.reviewers.fitting import latest_fit
from scorecards.reviewers.grading_page import Graded, graded_of
from scorecards.reviewers.keeping import read
from scorecards.reviewers.levels import levels_of
from scorecards.reviewers.models import Basis
from scorecards.reviewers.pairs import pairs_of, scorecards_with_pairs
from scorecards.reviewers.severity_page import names_by_id
from scorecards.reviewers.span import Span
from scorecards.reviewers.work import Work, work_of

NOTHING = Undefined("no_rows")
UNFITTED = NotEstimable("no_scores")
Key = Literal["done", "open", "seconds", "agreement", "severity", "na", "commented", "skipped"]


@dataclass(frozen=True)
class ReviewerRow:
    """One reviewer's line."""

    reviewer_id: int
    name: str
    work: Work
    agreement: Figure | Undefined
    """Share of verdicts that were those of the other reviewer, on hidden second reviews."""
    pairs: int
    severity: Strictness | NotEstimable
    graded: Graded


@dataclass(frozen=True)
class Measure:
    """One measure of a reviewer beside the others'."""

    key: Key
    own: float | None
    others: Others | Hidden


def reviewer_rows(session: Session, span: Span, zone: ZoneInfo) -> list[ReviewerRow]:
    """Everybody with the role of reviewer or with work in the period, by name.

    With the span's team: who may review it or did, by its work alone. Severity is of all teams.
    """
    work, beside = work_of(session, span), agreement_of(session, span, zone)
    severity, graded = _severity(session, span), graded_of(session, span)
    ids = {*work, *beside, *_with_role(session, span)}
    names = names_by_id(session, ids)
    rows = [
        ReviewerRow(
            number,
            names[number],
            work.get(number, Work()),
            beside[number].percent if number in beside else NOTHING,
            beside[number].n if number in beside else 0,
            severity.get(number, UNFITTED),
            graded.get(number, Graded(0)),
        )
        for number in ids
        if number in names
    ]
    return sorted(rows, key=lambda row: (row.name, row.reviewer_id))


def agreement_of(session: Session, span: Span, zone: ZoneInfo) -> dict[int, Beside]:
    """How each reviewer stands to the others on all scorecards together, by id."""
    pairs = []
    for card, _count in scorecards_with_pairs(session, until=span.until):
        levels = levels_of(newest_document(session, card.id))
        found = pairs_of(
            session, card.id, levels, since=span.since, until=span.until, team=span.team
        )
        pairs += [pair.as_pair(zone) for pair in found]
    return {int(one.reviewer): one for one in double_agreement.by_reviewer(pairs)}


SORTS: dict[str, Callable[[ReviewerRow], tuple[bool, float]]] = {
    "name": lambda row: (False, 0.0),
    "overdue": lambda row: (False, -row.work.overdue),
    "open": lambda row: (False, -row.work.open),
    "time": lambda row: (row.work.seconds is None, -(row.work.seconds or 0.0)),
    "agreement": lambda row: (not row.pairs, _value(row.agreement)),
    "severity": lambda row: (
        isinstance(row.severity, NotEstimable),
        -abs(row.severity.points) if isinstance(row.severity, Strictness) else 0.0,
    ),
    "skipped": lambda row: (False, -row.work.skipped),
}
"""How the table may be sorted; each puts first what a manager would look at."""


def in_order(rows: Sequence[ReviewerRow], sort: str) -> list[ReviewerRow]:
    """The rows by one of `SORTS`, equals by name."""
    return sorted(rows, key=SORTS.get(sort, SORTS["name"]))


def measures(rows: Sequence[ReviewerRow], reviewer_id: int) -> list[Measure]:
    """One reviewer's figures beside the middle of all others who worked in the period."""
    own = next((row for row in rows if row.reviewer_id == reviewer_id), None)
    others = [row for row in rows if row.reviewer_id != reviewer_id and row.work.done]
    return [
        Measure(key, None if own is None else read_one(own), middle_of([*map(read_one, others)]))
        for key, read_one in READERS.items()
    ]


def _points(row: ReviewerRow) -> float | None:
    return row.severity.points if isinstance(row.severity, Strictness) else None


READERS: Mapping[Key, Callable[[ReviewerRow], float | None]] = {
    "done": lambda row: float(row.work.done),
    "open": lambda row: float(row.work.open),
    "seconds": lambda row: row.work.seconds,
    "agreement": lambda row: _value(row.agreement) if row.pairs else None,
    "severity": _points,
    "na": lambda row: share_of(row.work.na, row.work.answers),
    "commented": lambda row: share_of(row.work.commented, row.work.answers),
    "skipped": lambda row: share_of(row.work.skipped, row.work.skipped + row.work.done),
}


def _value(figure: Figure | Undefined) -> float:
    return figure.value if isinstance(figure, Figure) else 0.0


def _severity(session: Session, span: Span) -> Mapping[int, Strictness | NotEstimable]:
    fit = latest_fit(session, Basis.SCORES, span.weeks)
    return {} if fit is None or fit.why_not else read(fit.result).reviewers


def _with_role(session: Session, span: Span) -> set[int]:
    return {user.id for user in people_with_role(session, Role.REVIEWER, team_id=span.team)}
