"""The model card: everything a person needs to judge a version, as plain data."""

import math
import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version as installed
from typing import Any

from scorecards.flagging.cut import Cut, cut_for
from scorecards.flagging.drift import Reference, reference
from scorecards.flagging.estimator import Tested, Trained
from scorecards.flagging.metrics import (
    Bin,
    Figures,
    GroupRate,
    Interval,
    calibration,
    group_rates,
    measure,
    wilson,
)
from scorecards.flagging.reasons import Reason, Reasons

LOOKS_AT = (
    "Words of customer and agent, apart",
    "Pauses, overlaps, holds, transfers, length",
    "Channel, topic, repeat contact",
)
NEVER = (
    "Tone of voice or emotion of staff",
    "Name, age, sex, origin of anyone",
    "Who the agent is",
    "Survey answers",
)
LIBRARIES = ("scikit-learn", "numpy", "scipy", "skops")
# A step down within these is noise on a few hundred reviews, not a worse model.
AUC_SLACK = 0.01
CHANCE = 0.5
LIFT_SLACK = 0.05
LIFT_SHARE = 0.20


@dataclass(frozen=True, slots=True)
class ReasonRate:
    """How often a reason is given, and how often it was low when a person looked."""

    key: str
    title: str
    share_of_flags: float
    low_when_reviewed: Interval


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a version may replace the one in use, and why."""

    promote: bool
    reason: str
    auc_difference: float | None = None
    lift_difference: float | None = None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One version's card. Times are ISO 8601 texts, shares are fractions of 1.

    `flagged` is the share of the tested that the cut flags. `heading` and `split` say in English
    what `arm` ("random" or "all"), `by_time`, `agents_apart` and `parts` (of the
    cross-validation) hold as facts.
    """

    version: int
    low_means: str
    labels: int
    low_in_training: float
    pools: Mapping[str, int]
    trained_from: str
    trained_to: str
    heading: str
    split: str
    arm: str
    by_time: bool
    agents_apart: bool
    parts: int
    test_from: str
    test_to: str
    figures: Figures
    calibration: tuple[Bin, ...]
    calibration_says: str
    cut: Cut
    flagged: float
    groups: tuple[GroupRate, ...]
    reasons: tuple[ReasonRate, ...]
    drift_reference: Reference
    looks_at: tuple[str, ...]
    never: tuple[str, ...]
    seed: int
    versions: Mapping[str, str]
    comparison: Verdict | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain dicts, lists, texts and numbers; NaN and infinity become null."""
        found: dict[str, Any] = _plain(asdict(self))
        return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float) and (not math.isfinite(value)):
        return None
    return value


def figures_of(tested: Sequence[Tested], seed: int) -> Figures:
    """The figures of a trial, weighted as its items are; agents redrawn whole."""
    return measure(
        [t.low for t in tested],
        [t.probability for t in tested],
        weights=[t.weight for t in tested],
        clusters=[t.reading.conversation.agent for t in tested],
        seed=seed,
    )


GroupBy = Callable[[Tested], str | None]
GROUPS: Mapping[str, GroupBy] = {
    "Channel": lambda t: t.reading.conversation.channel,
    "Language": lambda t: t.reading.conversation.language,
    "Topic": lambda t: t.reading.conversation.topic,
}
# Of fewer the interval is so wide that the row says nothing, and may point at one person.
LEAST_OF_GROUP = 10


def card(
    trained: Trained,
    *,
    version: int,
    low_means: str,
    pools: Mapping[str, int],
    review_share: float = LIFT_SHARE,
    groups: Mapping[str, GroupBy] = GROUPS,
) -> ModelCard:
    """Write the card of a trained version.

    `review_share` is the part of all interactions that reviewers can read; `groups` is what flag
    rates are compared by, each named "Kind: group"; groups of fewer than ten are left out. They
    are only compared here; the model never sees them.
    """
    tested = trained.tested
    chances = [t.probability for t in tested]
    cut = cut_for(chances, round(review_share * len(tested)))
    flagged = [cut.flags(p) for p in chances]
    low = [t.low for t in tested]
    bins = calibration(low, chances, [t.weight for t in tested])
    times = sorted(r.conversation.started_at for r in trained.readings)
    return ModelCard(
        version=version,
        low_means=low_means,
        labels=len(trained.readings),
        low_in_training=trained.lows / len(trained.readings),
        pools=dict(pools),
        trained_from=times[0].isoformat(),
        trained_to=times[-1].isoformat(),
        heading=trained.split.heading,
        split=trained.split.sentence,
        arm=trained.split.arm,
        by_time=trained.split.by_time,
        agents_apart=trained.split.agents_apart,
        parts=len(trained.split.folds),
        test_from=trained.split.test_from.isoformat(),
        test_to=trained.split.test_to.isoformat(),
        figures=figures_of(tested, trained.seed),
        calibration=bins,
        calibration_says=_calibration_says(bins),
        cut=cut,
        flagged=sum(flagged) / len(flagged),
        groups=_groups(tested, flagged, groups),
        reasons=_reason_rates(trained, flagged),
        drift_reference=reference(trained.readings, chances),
        looks_at=LOOKS_AT,
        never=NEVER,
        seed=trained.seed,
        versions={"python": platform.python_version(), **{n: installed(n) for n in LIBRARIES}},
    )


def _calibration_says(bins: Sequence[Bin]) -> str:
    met = sum(b.meets for b in bins)
    if met == len(bins):
        return f"All {met} intervals meet the diagonal."
    return f"{met} of {len(bins)} intervals meet the diagonal."


def _groups(
    tested: Sequence[Tested], flagged: Sequence[bool], kinds: Mapping[str, GroupBy]
) -> tuple[GroupRate, ...]:
    rates: list[GroupRate] = []
    for kind, group_of in kinds.items():
        named = [(group_of(t), f, t.low) for t, f in zip(tested, flagged, strict=True)]
        sizes = Counter(group for group, _, _ in named)
        known = [(g, f, low) for g, f, low in named if g and sizes[g] >= LEAST_OF_GROUP]
        if len({g for g, _, _ in known}) > 1:
            names, flags, lows = zip(*known, strict=True)
            rates += [
                replace(r, group=f"{kind}: {r.group}") for r in group_rates(names, flags, lows)
            ]
    return tuple(rates)


def _reason_rates(trained: Trained, flagged: Sequence[bool]) -> tuple[ReasonRate, ...]:
    """Count the reasons that the held-out models gave for their own flags."""
    given: list[tuple[tuple[Reason, ...], bool]] = []
    for k, model in enumerate(trained.held_out):
        rows = [t for t, f in zip(trained.tested, flagged, strict=True) if f and t.model == k]
        explained = Reasons(model).explain([t.reading for t in rows])
        given += [(reasons, t.low) for reasons, t in zip(explained, rows, strict=True)]
    n, lows = Counter[str](), Counter[str]()
    titles: dict[str, Counter[str]] = {}
    for reasons, low in given:
        for reason in reasons:
            n[reason.key] += 1
            lows[reason.key] += low
            titles.setdefault(reason.key, Counter[str]())[reason.title] += 1
    return tuple(
        ReasonRate(
            key,
            titles[key].most_common(1)[0][0],
            count / len(given),
            wilson(lows[key] / count, count),
        )
        for key, count in n.most_common()
    )


def _first(auc: Interval) -> Verdict:
    """Nothing is in use yet: a version that may be no better than chance must not begin."""
    figures = f"AUC {auc.value:.3f} ({auc.low:.3f} to {auc.high:.3f})"
    if auc.low > CHANCE:
        return Verdict(True, f"The first version. Better than chance: {figures}.")
    return Verdict(
        False,
        f"It cannot be told from chance yet: {figures}. "
        "Nothing is flagged; more reviews will tell.",
    )


def no_worse(new: Figures, old: Figures | None) -> Verdict:
    """Whether a new version may replace the old one; both measured on the same interactions.

    It may if neither its AUC nor its lift at 20 % is below the old one's by more than 0.01 and
    5 %. The interval of the difference is not what decides: on a few hundred reviews it would
    let almost any worse version through, and keeping the old one costs nothing, since it goes
    on working. A NaN (one kind only among the tested) never promotes over a working version.
    """
    if old is None:
        return _first(new.auc)
    auc = new.auc.value - old.auc.value
    before = old.top(LIFT_SHARE).lift.value
    lift = new.top(LIFT_SHARE).lift.value - before
    fine = auc >= -AUC_SLACK and lift >= -LIFT_SLACK * before
    figures = (
        f"AUC {new.auc.value:.3f} against {old.auc.value:.3f}, "
        f"lift at 20 % {before + lift:.2f} against {before:.2f}, on {new.n} interactions."
    )
    return Verdict(fine, f"{'No worse' if fine else 'Worse'}: {figures}", auc, lift)
