"""Verdicts as rows of plain data: who answered which question about which interaction, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scorecards.design.document import NOT_APPLICABLE

Value = str | float | tuple[str, ...]

Said = Mapping[str, Mapping[str, Value]]
"""What each rater said, by subject; of one question."""

Level = Literal["nominal", "ordinal", "interval"]
Reason = Literal[
    "no_rows",
    "one_rater",
    "one_subject",
    "nothing_in_common",
    "no_variation",
    "too_few_subjects",
    "no_disagreement_seen",
    "resamples_without_variation",
]
"""Why there is no figure, or none with an interval; the words are in `words.py`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One verdict: a `rater` on a `question` about a `subject` (an interaction, by its id).

    `value` is the answer as in docs/scorecard-format.md; "N/A" is a verdict of its own. `points` is
    the share of the question's points that it earned, None where it earns none. A rater who did
    not answer has no row.
    """

    subject: str
    rater: str
    question: str
    value: Value
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with its 95 % interval, from `n` subjects.

    Without an interval `low` and `high` are None and `reason` says why.
    """

    value: float
    low: float | None
    high: float | None
    n: int
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Undefined:
    """There is no such figure for these `n` subjects, and why: never a 1.0 or a NaN instead."""

    reason: Reason
    n: int = 0


def plain_value(answer: object) -> Value:
    """A stored answer as a value that can be compared: 4 and 4.0 are one, lists have no order.

    Raises ValueError for an answer that says nothing (None, an empty list, blank text).
    """
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, int | float | Decimal):
        return float(answer)
    if isinstance(answer, str) and answer.strip():
        return answer
    if isinstance(answer, Sequence) and not isinstance(answer, str) and answer:
        return tuple(sorted({str(part) for part in answer}))
    raise ValueError(f"{answer!r} is no verdict.")


def applicable(value: Value) -> bool:
    """Whether the verdict is another than N/A, alone or within a list."""
    return value != NOT_APPLICABLE and value != (NOT_APPLICABLE,)


def by_question(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each question, questions in the order they first appear."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(row.question, []).append(row)
    return parts


def questions_as_subjects(rows: Iterable[Row]) -> list[Row]:
    """The rows of one or a few interactions as rows of one question, "points".

    Each question about each interaction becomes a subject, the share of its points the value: so a
    session on a single interaction carries an alpha, over the scorecard. What earns no points is
    N/A or, if it is never scored, left out.
    """
    turned = []
    for row in rows:
        value = row.points if row.points is not None else row.value
        if row.points is not None or not applicable(row.value):
            turned.append(Row(f"{row.subject}/{row.question}", row.rater, "points", value))
    return turned


def by_subject(rows: Iterable[Row]) -> dict[str, dict[str, Value]]:
    """What each rater said of each subject, subjects and raters sorted; rows of one question.

    Raises ValueError when rows are of several questions, or a rater said two things of one.
    """
    said: dict[str, dict[str, Value]] = {}
    questions = set()
    for row in rows:
        questions.add(row.question)
        verdicts = said.setdefault(row.subject, {})
        if row.rater in verdicts:
            raise ValueError(f"{row.rater} answered {row.question} twice about {row.subject}.")
        verdicts[row.rater] = row.value
    if len(questions) > 1:
        raise ValueError("Rows of one question were expected.")
    return {subject: dict(sorted(said[subject].items())) for subject in sorted(said)}


def domain(said: Said, scale: Sequence[Value] | None = None) -> tuple[Value, ...]:
    """All values in use, in the order of `scale`, else numbers by size before text; N/A last.

    Raises ValueError for a value that the scale does not hold.
    """
    used = {value for verdicts in said.values() for value in verdicts.values()}
    real = {value for value in used if applicable(value)}
    if scale is None:
        ordered = sorted(real, key=_rank)
    else:
        if strange := real - set(scale):
            raise ValueError(f"{sorted(map(str, strange))} are not of the scale.")
        ordered = list(scale)
    return (*ordered, *sorted(used - real, key=str))


def refusal(said: Said) -> Reason | None:
    """Why these verdicts on one question carry no figure corrected for chance; None if they do."""
    if not said:
        return "no_rows"
    if len({rater for verdicts in said.values() for rater in verdicts}) < 2:
        return "one_rater"
    shared = [verdicts for verdicts in said.values() if len(verdicts) > 1]
    if not shared:
        return "nothing_in_common"
    if len(shared) == 1:
        return "one_subject"
    if len({value for verdicts in shared for value in verdicts.values()}) == 1:
        return "no_variation"
    return None


def _rank(value: Value) -> tuple[int, float, str]:
    return (0, value, "") if isinstance(value, float | int) else (1, 0.0, str(value))


@dataclass(frozen=True, slots=True)
class Score:
    """What `rater` gave `agent` for `subject` (an interaction), in points of 0 to 100.

    Either one row an answer (100 · the share of the question's points), or one an evaluation (its
    percentage), with the scorecard in place of the question.
    """

    subject: str
    agent: str
    rater: str
    question: str
    value: float
