"""Draws interactions for review: the random part first, from the whole frame, then by risk.

Pure and repeatable: the same plan, frame and seed give the same draw, in whatever order the frame
comes and on whatever database it lies. docs/formulas.md explains the method in words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from scorecards.sampling.allocation import Quota, allocate, merged_strata, random_part
from scorecards.sampling.frame import FrameItem, Key, digest, ordered
from scorecards.sampling.plan_document import PlanDocument, exact
from scorecards.sampling.randomness import GENERATOR, Stream, systematic

METHOD = "stratified-systematic"
RISK_METHOD = "highest-risk-first"
METHOD_VERSION = 1
RESERVE_PER_REVIEW = 3

Pool = Literal["random", "targeted"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn interaction.

    `inclusion_probability` is the random part's alone, and None for a targeted one, which carries
    no design weight; `order` counts from 1 through the whole draw, in random order, so that it
    tells a reviewer nothing; `double` asks for a second, hidden review.
    """

    item: FrameItem
    pool: Pool
    stratum: str
    inclusion_probability: Fraction | None
    order: int = 0
    risk: float | None = None
    double: bool = False

    @property
    def agent(self) -> str:
        return self.item.agent

    @property
    def probability(self) -> float | None:
        """The inclusion probability as a float."""
        return None if self.inclusion_probability is None else float(self.inclusion_probability)


@dataclass(frozen=True, slots=True)
class Reserve:
    """Stands in for a skipped random item of the same agent and stratum; lowest `place` first.

    It takes over the pool and the inclusion probability. Where risk has taken the same
    interaction already, that review becomes a random one: passing over it would bend the sample.
    """

    item: FrameItem
    stratum: str
    place: int
    inclusion_probability: Fraction


@dataclass(frozen=True, slots=True)
class StratumCount:
    """An agent's stratum as drawn: interactions in the frame and random reviews taken from it.

    `merged` names the strata that were too small for their share and were put together.
    """

    agent: str
    stratum: str
    size: int
    drawn: int
    merged: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AgentCount:
    """What a draw did for one agent; `short` = reviews by risk for which nothing was left."""

    agent: str
    frame_size: int
    random: int
    targeted: int
    short: int = 0


@dataclass(frozen=True, slots=True)
class DrawResult:
    """A whole draw, with all that is needed to explain it and to make it again."""

    title: str
    seed: int
    frame_size: int
    frame_sha256: str
    left_out: Mapping[str, int]
    items: tuple[Drawn, ...]
    reserve: tuple[Reserve, ...]
    strata: tuple[StratumCount, ...]
    agents: tuple[AgentCount, ...]
    method: str = METHOD
    method_version: int = METHOD_VERSION
    generator: str = GENERATOR
    risk_method: str | None = None


@dataclass(frozen=True, slots=True)
class _Hand:
    """What one agent's draw gives."""

    drawn: list[Drawn]
    reserve: list[Reserve]
    strata: list[StratumCount]
    count: AgentCount


def draw(
    frame: Sequence[FrameItem],
    *,
    plan: PlanDocument,
    seed: int,
    risk: Mapping[Key, float] | None = None,
    left_out: Mapping[str, int] | None = None,
) -> DrawResult:
    """Draws from the frame as the plan says.

    `risk` maps (source, external id) to a probability of low quality; None draws all at random.
    `left_out` is handed through to the result. Raises ValueError for a negative seed, for two items
    with one key, for a risk outside 0 to 1, and for an item whose strata are not as many as the
    plan's. Equal risks go by key.
    """
    items = ordered(frame)
    _check(items, plan, risk or {})
    by_agent: dict[str, list[FrameItem]] = defaultdict(list)
    for item in items:
        by_agent[item.agent].append(item)
    sizes = {agent: len(by_agent[agent]) for agent in sorted(by_agent)}
    quotas = allocate(sizes, plan.amount, Stream(seed, plan.title, "allocation"))
    hands = [_draw_agent(by_agent[agent], quotas[agent], plan, seed, risk) for agent in sizes]
    return DrawResult(
        title=plan.title,
        seed=seed,
        frame_size=len(items),
        frame_sha256=digest(items),
        left_out=dict(left_out or {}),
        items=_in_review_order([d for hand in hands for d in hand.drawn], plan, seed),
        reserve=tuple(r for hand in hands for r in hand.reserve),
        strata=tuple(s for hand in hands for s in hand.strata),
        agents=tuple(hand.count for hand in hands),
        risk_method=RISK_METHOD if risk is not None and plan.risk_share else None,
    )


def _check(items: Sequence[FrameItem], plan: PlanDocument, risk: Mapping[Key, float]) -> None:
    for item in items:
        if len(item.strata) != len(plan.strata):
            raise ValueError(
                f"{item.source} {item.external_id} has {len(item.strata)} strata,"
                f" the plan has {len(plan.strata)}."
            )
    for (source, external_id), probability in risk.items():
        if not 0 <= probability <= 1:
            raise ValueError(f"The risk of {source} {external_id} is not between 0 and 1.")


def _draw_agent(
    items: list[FrameItem],
    quota: Quota,
    plan: PlanDocument,
    seed: int,
    risk: Mapping[Key, float] | None,
) -> _Hand:
    risks = {} if risk is None else {i.key: risk[i.key] for i in items if i.key in risk}
    n = random_part(quota.reviews, len(items), plan.risk_share, len(risks))
    labels = merged_strata(Counter(item.strata for item in items), n)
    stream = Stream(seed, plan.title, "agent", items[0].agent)
    queue = _in_random_order(items, labels, stream)
    taken = set(systematic(len(queue), (n, len(queue)), stream.below(len(queue))))
    probability = quota.chance * Fraction(n, len(queue))
    chosen = [item for place, item in enumerate(queue) if place in taken]
    left = [item for place, item in enumerate(queue) if place not in taken]
    targeted = sorted((i for i in left if i.key in risks), key=lambda i: (-risks[i.key], i.key))
    targeted = targeted[: quota.reviews - n]
    random_items = [Drawn(i, "random", labels[i.strata], probability) for i in chosen]
    risk_items = [Drawn(i, "targeted", labels[i.strata], None) for i in targeted]
    return _Hand(
        [replace(d, risk=risks.get(d.item.key)) for d in random_items + risk_items],
        _reserve(left, labels, Counter(labels[i.strata] for i in chosen), probability),
        _strata(items, labels, chosen),
        AgentCount(items[0].agent, len(items), n, len(targeted), quota.reviews - n - len(targeted)),
    )


def _in_random_order(
    items: list[FrameItem], labels: Mapping[tuple[str, ...], str], stream: Stream
) -> list[FrameItem]:
    """Sorted by stratum, in random order within."""
    keyed = zip(stream.keys(len(items)), items, strict=True)
    return [
        item for _, item in sorted(keyed, key=lambda ki: (labels[ki[1].strata], ki[0], ki[1].key))
    ]


def _reserve(
    left: list[FrameItem],
    labels: Mapping[tuple[str, ...], str],
    drawn: Mapping[str, int],
    probability: Fraction,
) -> list[Reserve]:
    places: Counter[str] = Counter()
    result = []
    for item in left:
        stratum = labels[item.strata]
        if places[stratum] < RESERVE_PER_REVIEW * drawn[stratum]:
            places[stratum] += 1
            result.append(Reserve(item, stratum, places[stratum], probability))
    return result


def _strata(
    items: list[FrameItem], labels: Mapping[tuple[str, ...], str], chosen: list[FrameItem]
) -> list[StratumCount]:
    sizes = Counter(labels[item.strata] for item in items)
    drawn = Counter(labels[item.strata] for item in chosen)
    parts: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for stratum, name in labels.items():
        parts[name].append(stratum)
    return [
        StratumCount(
            items[0].agent,
            name,
            sizes[name],
            drawn[name],
            tuple(sorted(parts[name])) if len(parts[name]) > 1 else (),
        )
        for name in sorted(sizes)
    ]


def _in_review_order(drawn: list[Drawn], plan: PlanDocument, seed: int) -> tuple[Drawn, ...]:
    """All drawn items in one random order, with the hidden second reviews picked.

    Second reviews are picked among the random items only, so that agreement speaks for the
    centre's ordinary work; each has exactly the plan's share as its chance.
    """
    drawn = sorted(drawn, key=lambda d: d.item.key)
    keys = Stream(seed, plan.title, "order").keys(len(drawn))
    mixed = [d for _, d in sorted(zip(keys, drawn, strict=True), key=lambda kd: kd[0])]
    random_places = [place for place, d in enumerate(mixed) if d.pool == "random"]
    share = exact(plan.double_share)
    start = Stream(seed, plan.title, "double").below(share.denominator)
    step = (share.numerator, share.denominator)
    double = {random_places[i] for i in systematic(len(random_places), step, start)}
    return tuple(
        replace(d, order=place + 1, double=place in double) for place, d in enumerate(mixed)
    )
