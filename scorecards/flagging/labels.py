"""Reads what reviewers found, one label per interaction, from submitted evaluations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from scorecards.design.models import Scorecard, Version
from scorecards.flagging.conversations import conversations
from scorecards.flagging.example import Conversation, Label
from scorecards.reviews.models import FINAL, Evaluation, Pool
from transcription.interactions.models import Interaction, InteractionState

Found = Row[int, int, int, Decimal | None, bool, Pool, bool, float | None]


@dataclass(frozen=True)
class Material:
    """What a version is trained on: conversations with labels, and what low means.

    `evaluations` holds the evaluation behind each label, `pools` how many came from which.
    """

    conversations: tuple[Conversation, ...]
    labels: tuple[Label, ...]
    evaluations: tuple[int, ...]
    pools: Mapping[str, int]
    scorecard_id: int | None
    low_below: float
    low_means: str


@dataclass(frozen=True)
class Standard:
    """Below which percentage an evaluation of each scorecard version counts as low."""

    scorecard_id: int | None
    marks: Mapping[int, float]
    low_means: str

    @property
    def low_below(self) -> float:
        """The one mark, or the highest where scorecards differ."""
        return max(self.marks.values())


def standard_for(session: Session, title: str | None, low_below: float | None) -> Standard:
    """What counts as low: a percentage that is given, or else each scorecard's pass mark.

    Refused for an unknown title, a percentage outside 0 to 100, or where no mark is known.
    """
    if low_below is not None and not 0 < low_below <= 100:
        raise Refused(_("Low must begin somewhere between 0 and 100 percent."), field="low_below")
    query = select(Version.id, Version.document, Scorecard.id).join(Version.scorecard)
    rows = session.execute(query.where(Scorecard.title == title) if title else query).all()
    if title and not rows:
        raise Refused(_("No scorecard is called “%(title)s”.", title=title), field="scorecard")
    marks = {number: low_below or _pass_mark(document) for number, document, _ in rows}
    known = {number: mark for number, mark in marks.items() if mark is not None}
    if rows and not known:
        raise Refused(
            _(
                "No scorecard here has a pass mark, so say below which percentage an evaluation is "
                "low."
            ),
            field="low_below",
        )
    shared = set(known.values())
    what = f"{shared.pop():g} %" if len(shared) == 1 else "the pass mark of its scorecard"
    scorecard_id = rows[0][2] if title else None
    return Standard(scorecard_id, known or {0: 0.0}, f"Under {what}, or a critical fail")


def label_counts(session: Session, standard: Standard) -> tuple[int, int]:
    """How many labels there are, and how many of them are low."""
    chosen = _one_each(session, standard)
    return len(chosen), sum(_is_low(row, standard) for row in chosen)


def gather(session: Session, standard: Standard) -> Material:
    """Every reviewed interaction that has a transcript, with its label.

    The first random review of an interaction is its label, or else the earliest review; a
    restated evaluation counts as it stands now.
    """
    by_interaction = {row.interaction_id: row for row in _one_each(session, standard)}
    found = tuple(conversations(session, list(by_interaction)))
    rows = [by_interaction[int(one.id)] for one in found]
    pools = Counter(_pool(row) for row in rows)
    return Material(
        conversations=found,
        labels=tuple(
            Label(_is_low(row, standard), _pool(row), row.inclusion_probability) for row in rows
        ),
        evaluations=tuple(row.id for row in rows),
        pools=dict(sorted(pools.items())),
        scorecard_id=standard.scorecard_id,
        low_below=standard.low_below,
        low_means=standard.low_means,
    )


def _pass_mark(document: Mapping[str, object]) -> float | None:
    mark = document.get("pass_percent")
    return None if mark is None else float(str(mark))


def _one_each(session: Session, standard: Standard) -> Sequence[Found]:
    query = (
        select(
            Evaluation.id,
            Evaluation.interaction_id,
            Evaluation.version_id,
            Evaluation.percent,
            Evaluation.failed,
            Evaluation.pool,
            Evaluation.counts,
            Evaluation.inclusion_probability,
        )
        .join(Evaluation.interaction)
        .where(
            Evaluation.state.in_(FINAL),
            Interaction.state == InteractionState.READY,
            or_(Evaluation.percent.is_not(None), Evaluation.failed.is_(True)),
        )
        .order_by(Evaluation.counts.desc(), Evaluation.submitted_at, Evaluation.id)
    )
    return _first(row for row in session.execute(query) if row.version_id in standard.marks)


def _first(rows: Iterable[Found]) -> list[Found]:
    seen: dict[int, Found] = {}
    for row in rows:
        seen.setdefault(row.interaction_id, row)
    return sorted(seen.values(), key=lambda row: row.interaction_id)


def _is_low(row: Found, standard: Standard) -> bool:
    if row.failed:
        return True
    return row.percent is not None and float(row.percent) < standard.marks[row.version_id]


def _pool(row: Found) -> str:
    """A second review of a random item says nothing of how it was drawn."""
    if row.pool is Pool.RANDOM and not row.counts:
        return Pool.CALIBRATION.value
    return str(row.pool.value)
