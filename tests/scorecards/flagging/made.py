"""Makes small conversations with known handling for the tests of flagging."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from scorecards.flagging.example import Conversation, Fact, Label, Line

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
GOOD = (
    ("agent", "Hello, how can I help you with the {thing} today?"),
    ("customer", "My {thing} arrived broken, order number 4711."),
    ("agent", "I have arranged a replacement, you will receive it within 2 days."),
    ("customer", "Great, thank you, that helps."),
)
POOR = (
    ("agent", "Yes?"),
    ("customer", "My {thing} arrived broken, order number 4711."),
    ("agent", "Unfortunately that is not possible."),
    ("customer", "I already told you, the {thing} arrived broken. I want to complain."),
    ("agent", "I cannot do anything about the {thing}."),
    ("customer", "No, that is not what I asked. Still not solved."),
)
THINGS = ("lamp", "chair", "table", "shelf", "kettle", "mirror")


def said(*turns: tuple[str, str], **given: Any) -> Conversation:
    """A chat of (speaker, text) turns, ten seconds apart."""
    lines = tuple(
        Line(who, text, at=START + timedelta(seconds=10 * i)) for i, (who, text) in enumerate(turns)
    )
    return conversation(lines, **given)


def conversation(
    turns: tuple[Line, ...],
    *,
    name: str = "1",
    agent: str = "a",
    channel: str = "chat",
    topic: str | None = None,
    language: str | None = "en",
    started_at: datetime = START,
    facts: dict[str, Fact] | None = None,
) -> Conversation:
    """A conversation with everything but its turns filled in."""
    return Conversation(name, agent, None, channel, topic, language, started_at, turns, facts or {})


def centre(
    n: int,
    seed: int = 1,
    *,
    agents: int = 10,
    low: float = 0.3,
    noise: float = 0.1,
    pi: float = 0.0,
) -> tuple[list[Conversation], list[Label]]:
    """n chats in order of time; poor handling is mostly found low. `pi` > 0: a random arm."""
    rng = random.Random(seed)
    chats, labels = [], []
    for i in range(n):
        poor = rng.random() < low
        thing = rng.choice(THINGS)
        turns = [(who, text.format(thing=thing)) for who, text in (POOR if poor else GOOD)]
        at = START + timedelta(hours=i)
        lines = tuple(
            Line(who, text, at=at + timedelta(seconds=20 * k))
            for k, (who, text) in enumerate(turns)
        )
        topic = rng.choice(["billing", "delivery"])
        who = f"agent {rng.randrange(agents)}"
        chats.append(conversation(lines, name=str(i), agent=who, topic=topic, started_at=at))
        found = poor != (rng.random() < noise)
        labels.append(Label(found, "random", pi) if pi else Label(found))
    return chats, labels
