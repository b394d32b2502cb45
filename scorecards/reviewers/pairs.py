"""Reads hidden second reviews beside the first ones, as both were submitted.

An answer that was restated later counts as the reviewer gave it: a dispute that was decided says
what is right, not that two reviewers agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from scorecards.calibration.double_agreement import Pair
from scorecards.calibration.rows import Level, Value, plain_value
from scorecards.design.models import Scorecard, Version
from scorecards.reviewers.levels import levels_of
from scorecards.reviews.models import FINAL, Answer, Assignment, Evaluation, EvaluationRevision
from scorecards.reviews.models_acts import is_asked_for
from scorecards.reviews.results import document_of

AT_ONCE = 5_000
"""So many ids go into one query; SQLite takes 32,766 values."""


@dataclass(frozen=True, slots=True)
class Doubled:
    """Two reviews of one interaction, each by its evaluation's id, complete `at` the later one.

    `answers` holds what both answered, by question: (first's, second's).
    """

    first_id: int
    second_id: int
    interaction_id: int
    version_id: int
    first_by: int
    second_by: int
    at: datetime
    scores: tuple[float, float] | None
    answers: Mapping[str, tuple[Value, Value]]

    @property
    def differing(self) -> tuple[str, ...]:
        """Keys of the questions that were answered differently."""
        return tuple(key for key, (one, other) in self.answers.items() if one != other)

    @property
    def gap(self) -> float | None:
        """How many points the scores lie apart; None where one has no score."""
        return None if self.scores is None else abs(self.scores[0] - self.scores[1])

    def as_pair(self, zone: tzinfo) -> Pair:
        """The same as calibration takes it."""
        return Pair(
            str(self.interaction_id),
            str(self.first_by),
            str(self.second_by),
            self.at.astimezone(zone).date(),
            self.answers,
            self.scores,
        )


def pairs_of(
    session: Session,
    scorecard_id: int,
    levels: Mapping[str, Level],
    *,
    since: datetime,
    until: datetime,
    team: int | None = None,
) -> list[Doubled]:
    """All pairs on a scorecard whose later review came in from `since` to before `until`, newest
    first. Both on the same version; of several second reviews the first one submitted.

    Answers are of the questions in `levels`, where that version measures them alike; `team` keeps
    the interactions of one team.
    """
    rows = session.execute(_complete(scorecard_id, until, team)).all()
    found = {}
    for row in rows:
        at = max(row.first_at, row.second_at)
        if since <= at < until and row.interaction_id not in found:
            found[row.interaction_id] = (row, at)
    return _with_answers(session, list(found.values()), levels)


def scorecards_with_pairs(session: Session, *, until: datetime) -> list[tuple[Scorecard, int]]:
    """The scorecards on which there is a pair at all, with how many, by title."""
    counts: dict[int, set[int]] = {}
    for row in session.execute(_complete(None, until)):
        counts.setdefault(row.scorecard_id, set()).add(row.interaction_id)
    cards = session.scalars(
        select(Scorecard).where(Scorecard.id.in_(counts)).order_by(Scorecard.title)
    )
    return [(card, len(counts[card.id])) for card in cards]


def _complete(
    scorecard_id: int | None, until: datetime, team: int | None = None
) -> Select[*tuple[Any, ...]]:
    """Counting reviews with a final hidden second one of the same version."""
    first, second = aliased(Evaluation), aliased(Evaluation)
    query: Select[*tuple[Any, ...]] = (
        select(
            first.id.label("first_id"),
            second.id.label("second_id"),
            first.interaction_id,
            first.version_id,
            Version.scorecard_id,
            first.reviewer_id.label("first_by"),
            second.reviewer_id.label("second_by"),
            first.submitted_at.label("first_at"),
            second.submitted_at.label("second_at"),
        )
        .join(
            second,
            (second.interaction_id == first.interaction_id)
            & (second.version_id == first.version_id)
            & (second.reviewer_id != first.reviewer_id),
        )
        .join(Assignment, Assignment.id == second.assignment_id)
        .join(Version, Version.id == first.version_id)
        .where(
            first.counts.is_(True),
            first.state.in_(FINAL),
            first.submitted_at < until,
            second.state.in_(FINAL),
            second.submitted_at < until,
            Assignment.is_second.is_(True),
            ~is_asked_for(Assignment.id),
        )
        .order_by(second.submitted_at, second.id)
    )
    if team is not None:
        query = query.where(first.team_id == team)
    return query if scorecard_id is None else query.where(Version.scorecard_id == scorecard_id)


@dataclass(frozen=True, slots=True)
class Submitted:
    """What an evaluation said when it was submitted: its score and its answers by question."""

    percent: float | None
    answers: Mapping[str, Value]


def submitted(session: Session, ids: Sequence[int]) -> dict[int, Submitted]:
    """Evaluations as they were submitted, by id; hidden and empty answers are left out."""
    found: dict[int, Submitted] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= _submitted(session, ids[start : start + AT_ONCE])
    return found


def _submitted(session: Session, ids: Sequence[int]) -> dict[int, Submitted]:
    values: dict[int, dict[str, Any]] = {number: {} for number in ids}
    for number, key, value in session.execute(
        select(Answer.evaluation_id, Answer.question_key, Answer.value).where(
            Answer.evaluation_id.in_(ids)
        )
    ):
        values[number][key] = value.get("value")
    found = {
        number: Submitted(_figure(percent), _shown(values[number], result or {}))
        for number, percent, result in session.execute(
            select(Evaluation.id, Evaluation.percent, Evaluation.result).where(
                Evaluation.id.in_(ids)
            )
        )
    }
    first = select(EvaluationRevision).where(
        EvaluationRevision.evaluation_id.in_(ids), EvaluationRevision.number == 1
    )
    for old in session.scalars(first):
        given = {key: entry.get("value") for key, entry in old.answers.items()}
        found[old.evaluation_id] = Submitted(_figure(old.percent), _shown(given, old.result))
    return found


def _shown(values: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Value]:
    states = result.get("questions", {})
    shown = {}
    for key, value in values.items():
        if value in (None, "", []) or states.get(key, {}).get("state") == "hidden":
            continue
        shown[key] = plain_value(value)
    return shown


def _with_answers(
    session: Session, rows: Sequence[tuple[Any, datetime]], levels: Mapping[str, Level]
) -> list[Doubled]:
    ids = [number for row, _ in rows for number in (row.first_id, row.second_id)]
    said = submitted(session, ids)
    versions = _versions(session, {row.version_id for row, _ in rows}, levels)
    pairs = [_doubled(row, at, said, versions[row.version_id]) for row, at in rows]
    return sorted(pairs, key=lambda pair: (pair.at, pair.second_id), reverse=True)


def _versions(
    session: Session, ids: Iterable[int], levels: Mapping[str, Level]
) -> dict[int, frozenset[str]]:
    """The keys that can be compared, by version."""
    found = session.scalars(select(Version).where(Version.id.in_(ids)))
    return {
        one.id: frozenset(
            key for key, level in levels_of(document_of(one)).items() if levels.get(key) == level
        )
        for one in found
    }


def _doubled(
    row: Any, at: datetime, said: Mapping[int, Submitted], keys: frozenset[str]
) -> Doubled:
    one, other = said[row.first_id], said[row.second_id]
    scores = None
    if one.percent is not None and other.percent is not None:
        scores = (one.percent, other.percent)
    return Doubled(
        first_id=row.first_id,
        second_id=row.second_id,
        interaction_id=row.interaction_id,
        version_id=row.version_id,
        first_by=row.first_by,
        second_by=row.second_by,
        at=at,
        scores=scores,
        answers={
            key: (value, other.answers[key])
            for key, value in one.answers.items()
            if key in keys and key in other.answers
        },
    )


def _figure(percent: Any) -> float | None:
    return None if percent is None else float(percent)
