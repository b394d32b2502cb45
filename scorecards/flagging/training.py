"""Trains a version on the submitted evaluations, stores it with its card, and promotes it."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core import audit
from qa_app.core.locks import looking
from qa_app.core.storage import storage
from qa_app.people.models import Team
from scorecards.flagging.card_reading import figures_from
from scorecards.flagging.example import LEAST_LABELS, LEAST_OF_EACH
from scorecards.flagging.labels import Material, gather, standard_for
from scorecards.flagging.models import FlagModel, ModelState
from scorecards.flagging.notice import require_notice
from scorecards.flagging.promotion import load_model, put_in_use
from scorecards.flagging.queries import model_in_use

if TYPE_CHECKING:
    from scorecards.flagging.card import ModelCard, Verdict
    from scorecards.flagging.estimator import Model, Tested, Trained
    from scorecards.flagging.storage import Packed

SEED = 7
# A cut that no chance reaches, where an infinite one cannot be stored as JSON.
NOTHING = 2.0
Say = Callable[[str], None]


@dataclass(frozen=True)
class Learned:
    """A fitted version that is not stored yet, and what it was learned from."""

    trained: Trained
    material: Material


def train_version(
    session: Session,
    *,
    scorecard_title: str | None = None,
    low_below: float | None = None,
    seed: int = SEED,
    by: int | None,
    at: datetime,
    pause: Callable[[], None],
    actor: str | None = None,
    say: Say = lambda note: None,
) -> FlagModel:
    """Train on all labels, store the version, and put it in use if it is no worse.

    `low_below` is a percentage; without one the scorecard's pass mark holds. `pause` ends the
    present transaction (the edge's commit); only the last step holds the write lock. `say` is
    told what is being done. Refused before the notice to workers; TooFewLabels below 50 labels,
    or 8 of either kind: then nothing is stored and nothing is flagged.
    """
    pause()
    say("Reading what reviewers found")
    with looking(session):
        require_notice(session)
        material = gather(session, standard_for(session, scorecard_title, low_below))
    say(f"Learning from {len(material.labels)} evaluations")
    learned = learn(material, seed)
    say("Measuring what it finds")
    with looking(session):
        old = model_in_use(session)
        number = (session.scalar(select(func.max(FlagModel.number))) or 0) + 1
        teams = {str(key): name for key, name in session.execute(select(Team.id, Team.name))}
    share = session.info["settings"].flag_capacity_percent / 100
    card = write_card(learned, number, share, teams)
    verdict = judge(session, learned, card, old)
    packed = checked(learned)
    version = keep(session, learned, packed, card, verdict, by=by, at=at, actor=actor)
    version.card = {**version.card, "asked": {"scorecard": scorecard_title, "low_below": low_below}}
    session.flush()
    return version


def learn(material: Material, seed: int) -> Learned:
    """Fit and test; takes seconds to minutes and touches no database. TooFewLabels as above."""
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.estimator import train

    return Learned(train(material.conversations, material.labels, seed), material)


def write_card(
    learned: Learned, number: int, review_share: float, teams: Mapping[str, str]
) -> ModelCard:
    """The card of what was learned, as version `number`; `teams` names them by id."""
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.card import GROUPS, card

    def team_of(tested: Tested) -> str | None:
        return teams.get(tested.reading.conversation.team or "")

    material = learned.material
    return card(
        learned.trained,
        version=number,
        low_means=material.low_means,
        pools=material.pools,
        review_share=review_share,
        groups={**GROUPS, "Team": team_of},
    )


def judge(session: Session, learned: Learned, card: ModelCard, old: FlagModel | None) -> Verdict:
    """Whether the new version is no worse than `old`, the one in use; queries nothing.

    Both are measured on held-out interactions that were reviewed after the old one was trained,
    since on others the old one would be asked what it has been told. Where these are too few,
    the held-out figures of both cards are compared, and the verdict says so.
    """
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.card import Verdict, figures_of, no_worse
    from scorecards.flagging.storage import ModelRefused

    if old is None:
        return no_worse(card.figures, None)
    try:
        before = load_model(session, old)
    except ModelRefused as broken:
        return Verdict(True, f"Version {old.number} cannot be used: {broken.message}")
    fresh = _unseen(learned, int(old.card.get("last_evaluation", 0)))
    if fresh:
        seed = learned.trained.seed
        return no_worse(figures_of(fresh, seed), figures_of(_said_by(before, fresh), seed))
    verdict = no_worse(card.figures, figures_from(old.card))
    note = " Each on its own held-out interactions: too few were reviewed since the last one."
    return Verdict(
        verdict.promote, verdict.reason + note, verdict.auc_difference, verdict.lift_difference
    )


def _unseen(learned: Learned, last: int) -> list[Tested]:
    """The held-out interactions whose evaluation is newer, empty where they are too few."""
    material = learned.material
    newer = {
        one.id
        for one, evaluation in zip(material.conversations, material.evaluations, strict=True)
        if evaluation > last
    }
    found = [t for t in learned.trained.tested if t.reading.conversation.id in newer]
    lows = sum(t.low for t in found)
    enough = len(found) >= LEAST_LABELS and min(lows, len(found) - lows) >= LEAST_OF_EACH
    return found if enough else []


def _said_by(model: Model, tested: list[Tested]) -> list[Tested]:
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.estimator import Tested

    chances = model.probabilities([t.reading for t in tested]).tolist()
    return [
        Tested(t.reading, chance, t.low, t.weight, t.model)
        for t, chance in zip(tested, chances, strict=True)
    ]


def checked(learned: Learned) -> Packed:
    """The file of the version, read back as it will be; ModelRefused where it could not be."""
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.storage import pack, unpack

    packed = pack(learned.trained.model)
    unpack(packed.data, packed.sha256)
    return packed


def keep(
    session: Session,
    learned: Learned,
    packed: Packed,
    card: ModelCard,
    verdict: Verdict,
    *,
    by: int | None,
    at: datetime,
    actor: str | None,
) -> FlagModel:
    """Store file, checksum and card; put the version in use if the verdict says so."""
    key = f"models/{secrets.token_hex(16)}.skops"
    storage(session).put(key, packed.data)
    material = learned.material
    version = FlagModel(
        number=card.version,
        scorecard_id=material.scorecard_id,
        low_below=material.low_below,
        state=ModelState.NOT_PROMOTED,
        storage_key=key,
        sha256=packed.sha256,
        cut=_stored_cut(card),
        card=_as_stored(card, verdict, max(material.evaluations)),
        trained_at=at,
        outcome=verdict.reason,
    )
    session.add(version)
    session.flush()
    audit.record(
        session,
        "flagging.train",
        ("flag_model", version.id),
        by=by,
        at=at,
        actor=actor,
        after={"version": version.number, "labels": card.labels, "promoted": verdict.promote},
    )
    if verdict.promote:
        put_in_use(session, version, by=by, at=at, actor=actor, why=verdict.reason)
    return version


def _stored_cut(card: ModelCard) -> float:
    cut = max(card.cut.threshold, card.figures.base_rate)
    return cut if math.isfinite(cut) else NOTHING


def _as_stored(card: ModelCard, verdict: Verdict, last: int) -> dict[str, Any]:
    held = card.as_json()
    held["comparison"] = {
        "promote": verdict.promote,
        "reason": verdict.reason,
        "auc_difference": verdict.auc_difference,
        "lift_difference": verdict.lift_difference,
    }
    held["last_evaluation"] = last
    return held
