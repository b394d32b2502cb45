"""Scores interactions with the version in use, flags the riskiest, and says why."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from qa_app.core import audit
from qa_app.core.errors import Refused
from scorecards.flagging.conversations import CHUNK, conversations, ready_ids
from scorecards.flagging.cut import cut_for
from scorecards.flagging.models import FlagModel, RiskFlag
from scorecards.flagging.promotion import load_model
from scorecards.flagging.queries import flag_counts, model_in_use
from scorecards.flagging.switch import require_on

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

    A run over all also sets the cut anew, so that a fifth of everything is flagged and nothing
    below the ordinary chance. Running again changes nothing. `pause` commits what is done after
    each 500; a run that was cut off goes on from there. Refused before the notice, while flagging
    is off, or with no version in use; ModelRefused for a file that is not the one saved.
    """
    require_on(session)
    version = model_in_use(session)
    if version is None:
        raise Refused("No version is trained yet. Train one first.")
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.reasons import Reasons

    model = load_model(session, version)
    waiting = _not_scored(session, version, ready_ids(session) if ids is None else ids)
    reasons = Reasons(model)
    for start in range(0, len(waiting), CHUNK):
        progress(start, len(waiting))
        _score_chunk(session, version, model, reasons, waiting[start : start + CHUNK], at)
        pause()
    if ids is None:
        _cut_anew(session, version, reasons, pause)
    total, flagged = flag_counts(session, version)
    if waiting:
        audit.record(
            session,
            "flagging.score",
            ("flag_model", version.id),
            by=by,
            at=at,
            actor=actor,
            after={"version": version.number, "scored": len(waiting), "flagged": flagged},
        )
    session.flush()
    return ScoringReport(version.number, len(waiting), flagged, total)


def _not_scored(session: Session, version: FlagModel, ids: Sequence[int]) -> list[int]:
    known = set(
        session.scalars(select(RiskFlag.interaction_id).where(RiskFlag.model_id == version.id))
    )
    return [number for number in ids if number not in known]


def _score_chunk(
    session: Session,
    version: FlagModel,
    model: Model,
    reasons: Reasons,
    ids: Sequence[int],
    at: datetime,
) -> None:
    scored = list(model.score(conversations(session, ids)))
    risky = [reading for reading, chance in scored if chance >= version.cut]
    found = zip(risky, reasons.explain(risky), strict=True)
    why = {reading.conversation.id: as_stored(given) for reading, given in found}
    rows = [
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
    if rows:
        session.execute(insert(RiskFlag), rows)


def _cut_anew(
    session: Session, version: FlagModel, reasons: Reasons, pause: Callable[[], None]
) -> None:
    """Set the cut by all chances of this version, then flag and explain what it now names."""
    of_version = RiskFlag.model_id == version.id
    chances = list(session.scalars(select(RiskFlag.probability).where(of_version)))
    cut = cut_for(chances, None, version.card["figures"]["base_rate"]).threshold
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
    missing = list(session.scalars(newly.order_by(RiskFlag.interaction_id)))
    for start in range(0, len(missing), CHUNK):
        _explain(session, version, reasons, missing[start : start + CHUNK])
        pause()


def _explain(session: Session, version: FlagModel, reasons: Reasons, ids: Sequence[int]) -> None:
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.reading import read

    readings = [read(one) for one in conversations(session, ids)]
    for reading, given in zip(readings, reasons.explain(readings), strict=True):
        session.execute(
            update(RiskFlag)
            .where(
                RiskFlag.model_id == version.id,
                RiskFlag.interaction_id == int(reading.conversation.id),
            )
            .values(flagged=True, reasons=as_stored(given))
        )


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
