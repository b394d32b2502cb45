"""How well an agent handles each step of one interaction: drawn from their skill, week and day.

The levels are the truth of the demo: the grammar says them, and reviewers judge what it said.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from qa_app.demo.people import AgentPerson
from qa_app.demo.texts.reading import Story

Levels = Mapping[str, int | None]
"""Step → level: 2 good, 1 half, 0 poor, None does not apply. Empathy has 1 to 5, resolution
3 (solved at once), 2 (placed with a desk), 1 (partly), 0 (not)."""

GOOD, HALF = -1.0, -1.9
WRONG = -2.2
DIFFICULTY = {"complaint": 0.2, "billing": 0.1, "question": -0.2, "feedback": -0.2}
CUT_OF_EMPATHY = (-2.4, -1.8, -1.1, -0.1)
PLACED_SHARE, OPTIONS_APPLY, PAYMENT_SHARE, ESCALATED_SHARE = 0.45, 0.75, 0.12, 0.3


@dataclass(slots=True)
class _Dice:
    """One interaction's chance: the same mood in all its steps, and each step's own luck."""

    rng: random.Random
    agent: AgentPerson
    base: float

    def z(self, step: str) -> float:
        return self.base + self.agent.special.get(step, 0.0) + self.rng.gauss(0, 1)

    def level(self, step: str, good: float = GOOD, half: float = HALF) -> int:
        z = self.z(step)
        return 2 if z > good else 1 if z > half else 0

    def kept(self, step: str, cut: float) -> int:
        """2 or 0, for what is either done or not."""
        return 2 if self.z(step) > cut else 0


def handle(
    rng: random.Random,
    agent: AgentPerson,
    topic: str,
    story: Story,
    channel: str,
    *,
    progress: float,
    shift: float = 0.0,
) -> dict[str, int | None]:
    """The level of every step.

    `progress` is the place in the three months, 0 to 1; `shift` is what happened to the whole
    team that week, in standard deviations.
    """
    mood = rng.gauss(0, 0.35)
    base = agent.skill + agent.trend * progress + shift + mood - DIFFICULTY.get(topic, 0.0)
    dice = _Dice(rng, agent, base)
    levels: dict[str, int | None] = {
        "greeting": dice.level("greeting"),
        "identity": dice.kept("identity", WRONG) if story.account else None,
        "listening": dice.level("listening"),
        "empathy": _empathy(dice, topic),
        "ownership": dice.kept("ownership", -1.6),
        "cause": dice.level("cause") if topic == "complaint" else None,
        "accuracy": dice.level("accuracy", -1.4, WRONG),
        "guidance": dice.level("guidance") if story.steps else None,
        "pace": dice.level("pace") if channel == "chat" else None,
        "writing": dice.level("writing") if channel == "email" else None,
        "confirmation": dice.level("confirmation"),
        "payment": _payment(dice, topic, channel),
    }
    levels["resolution"] = _resolution(dice, levels["guidance"])
    levels |= _what_follows(dice, topic, levels)
    return levels


def _empathy(dice: _Dice, topic: str) -> int | None:
    if topic == "question":
        return None
    z = dice.z("empathy")
    return 1 + sum(z > cut for cut in CUT_OF_EMPATHY)


def _payment(dice: _Dice, topic: str, channel: str) -> int | None:
    if topic not in {"billing", "shipping"} or dice.rng.random() > PAYMENT_SHARE:
        return None
    return dice.kept("payment", -1.5)


def _resolution(dice: _Dice, guidance: int | None) -> int:
    """A customer who is left alone with the steps cannot have been helped in full."""
    level = dice.level("resolution")
    if level == 2:
        level = 2 if dice.rng.random() < PLACED_SHARE else 3
    return min(level, 1) if guidance == 0 else level


def _what_follows(dice: _Dice, topic: str, levels: Levels) -> dict[str, int | None]:
    """The steps that hang on how the request ended."""
    resolution = levels["resolution"] or 0
    options: int | None = dice.level("options")
    if resolution >= 2:
        # Something was done, so something was offered.
        options = max(options or 0, 1)
        if options == 1 and dice.rng.random() > OPTIONS_APPLY:
            options = None
    else:
        options = min(options or 0, 1) if resolution else 0
    complaint = topic == "complaint"
    escalated = complaint and resolution == 2 and dice.rng.random() < ESCALATED_SHARE
    return {
        "options": options,
        "guidance": levels["guidance"] if resolution >= 2 or levels["guidance"] == 0 else None,
        "expectation": dice.level("expectation") if complaint or resolution < 3 else None,
        "documentation": (
            dice.kept("documentation", -1.5) if complaint or resolution < 3 else None
        ),
        "escalation": dice.kept("escalation", -1.5) if escalated else None,
    }


def goodness(levels: Levels) -> float:
    """How well it went for the customer, 0 to 1: what surveys follow."""
    weights = {"resolution": 3.0, "empathy": 2.0, "listening": 1.5, "accuracy": 1.5, "pace": 1.0}
    total = weight_sum = 0.0
    for step, level in levels.items():
        if level is None or step in {"documentation", "identity", "payment"}:
            continue
        top = {"resolution": 3, "empathy": 5}.get(step, 2)
        share = 1.0 if step == "resolution" and level >= 2 else level / top
        weight = weights.get(step, 0.7)
        total, weight_sum = total + weight * share, weight_sum + weight
    return total / weight_sum
