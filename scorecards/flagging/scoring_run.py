"""Scores interactions with the version in use, flags the riskiest, and says why."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from qa_app.core import audit
from qa_app.core.errors import Refused
from qa_app.core.locks import looking
from scorecards.flagging.conversations import CHUNK, conversations, ready_ids
from scorecards.flagging.cut import cut_for
from scorecards.flagging.models import FlagModel, RiskFlag
from scorecards.flagging.promotion import load_model
from scorecards.flagging.queries import flag_counts, model_in_use
from scorecards.flagging.switch import require_on
from transcription.interactions.models import Interaction

if TYPE_CHECKING:
    from scorecards.flagging.estimator import Model
    from scorecards.flagging.reasons import Reason, Reasons

NOTHING = 2.0


@dataclass(frozen=True)
class ScoringReport:
    """What a run did: the version's number, interactions newly scored, and all now flagged."""

    version: int
    scored: int
    flagged: int
    total: int


def score_interactions(
    session: Session,
    ids: Sequence[int] | None,
    *,
    at: datetime,
    pause: Callable[[], None],
    progress: Callable[[int, int], None] = lambda done, total: None,
    by: int | None = None,
    actor: str | None = None,
) -> ScoringReport:
    """Score what this version has not scored yet: these interactions, or all (None).

    A run over all also sets the cut anew, so that as much of everything is flagged as settings
    say that people can look at (a fifth), and nothing below the ordinary chance. Running again
    changes nothing. Where of no turn is known who speaks, nothing is scored: a call on one channel
    would be flagged for a greeting that nobody was known to give. `pause` (the edge's commit) ends
    every transaction: reading and computing hold no write lock, and each 500 are written at once;
    a run that was cut off goes on from there. Refused before the notice, while flagging is off, or
    with no version in use; ModelRefused for a file that is not the one saved.
    """
    pause()
    with looking(session):
        require_on(session)
        version = model_in_use(session)
        if version is None:
            raise Refused(_("No version is trained yet. Train one first."))
        waiting = _not_scored(session, version, ready_ids(session) if ids is None else ids)
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.reasons import Reasons

    model = load_model(session, version)
    reasons = Reasons(model)
    scored = 0
    for start in range(0, len(waiting), CHUNK):
        progress(start, len(waiting))
        with looking(session):
            rows = _scored(session, version, model, reasons, waiting[start : start + CHUNK], at)
        _write(session, rows)
        scored += len(rows)
        pause()
    if ids is None:
        _cut_anew(session, version, reasons, pause)
    total, flagged = flag_counts(session, version)
    if scored:
        audit.record(
            session,
            "flagging.score",
            ("flag_model", version.id),
            by=by,
            at=at,
            actor=actor,
            after={"version": version.number, "scored": scored, "flagged": flagged},
        )
    session.flush()
    return ScoringReport(version.number, scored, flagged, total)


def _not_scored(session: Session, version: FlagModel, ids: Sequence[int]) -> list[int]:
    known = set(
        session.scalars(select(RiskFlag.interaction_id).where(RiskFlag.model_id == version.id))
    )
    return [number for number in ids if number not in known]


def _scored(
    session: Session,
    version: FlagModel,
    model: Model,
    reasons: Reasons,
    ids: Sequence[int],
    at: datetime,
) -> list[dict[str, Any]]:
    """The rows that these interactions get."""
    read = model.score(conversations(session, ids))
    scored = [(reading, chance) for reading, chance in read if any(reading.sides)]
    risky = [reading for reading, chance in scored if chance >= version.cut]
    found = zip(risky, reasons.explain(risky), strict=True)
    why = {reading.conversation.id: as_stored(given) for reading, given in found}
    return [
        {
            "interaction_id": int(reading.conversation.id),
            "model_id": version.id,
            "probability": chance,
            "flagged": chance >= version.cut,
            "reasons": why.get(reading.conversation.id, []),
            "scored_at": at,
        }
        for reading, chance in scored
    ]


def _write(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store rows; what another run has stored meanwhile, or what was deleted, is left out."""
    if not rows:
        return
    wanted = [row["interaction_id"] for row in rows]
    here = set(session.scalars(select(Interaction.id).where(Interaction.id.in_(wanted))))
    known = select(RiskFlag.interaction_id).where(
        RiskFlag.model_id == rows[0]["model_id"], RiskFlag.interaction_id.in_(wanted)
    )
    here -= set(session.scalars(known))
    fresh = [row for row in rows if row["interaction_id"] in here]
    if fresh:
        session.execute(insert(RiskFlag), fresh)


def _cut_anew(
    session: Session, version: FlagModel, reasons: Reasons, pause: Callable[[], None]
) -> None:
    """Set the cut by all chances of this version, then flag and explain what it now names."""
    of_version = RiskFlag.model_id == version.id
    with looking(session):
        chances = list(session.scalars(select(RiskFlag.probability).where(of_version)))
    capacity = len(chances) * session.info["settings"].flag_capacity_percent // 100
    cut = cut_for(chances, capacity, version.card["figures"]["base_rate"]).threshold
    version.cut = cut if math.isfinite(cut) else NOTHING
    session.execute(
        update(RiskFlag)
        .where(of_version, RiskFlag.flagged.is_(True), RiskFlag.probability < version.cut)
        .values(flagged=False, reasons=[])
    )
    pause()
    newly = select(RiskFlag.interaction_id).where(
        of_version, RiskFlag.flagged.is_(False), RiskFlag.probability >= version.cut
    )
    with looking(session):
        missing = list(session.scalars(newly.order_by(RiskFlag.interaction_id)))
    for start in range(0, len(missing), CHUNK):
        with looking(session):
            found = _explained(session, reasons, missing[start : start + CHUNK])
        for interaction_id, given in found:
            session.execute(
                update(RiskFlag)
                .where(of_version, RiskFlag.interaction_id == interaction_id)
                .values(flagged=True, reasons=given)
            )
        pause()


def _explained(
    session: Session, reasons: Reasons, ids: Sequence[int]
) -> list[tuple[int, list[dict[str, Any]]]]:
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.reading import read

    readings = [read(one) for one in conversations(session, ids)]
    return [
        (int(reading.conversation.id), as_stored(given))
        for reading, given in zip(readings, reasons.explain(readings), strict=True)
    ]


def as_stored(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    """Reasons as JSON: [{"key", "text", "detail", "turns": [positions]}]."""
    return [
        {
            "key": reason.key,
            "text": reason.title,
            "detail": reason.detail,
            "turns": sorted({mark.turn for mark in reason.marks}),
        }
        for reason in reasons
    ]
