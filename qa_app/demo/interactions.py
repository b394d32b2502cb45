"""Makes up the chats and mails of three months: who wrote when about what, and how it went."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_app.demo.chance import dice
from qa_app.demo.grammar import converse
from qa_app.demo.handling import Levels, goodness, handle
from qa_app.demo.letters import letters
from qa_app.demo.messages import Message, chat, longest_wait_minutes, mails
from qa_app.demo.people import AGENTS, CUSTOMER_FIRST, CUSTOMER_LAST, AgentPerson
from qa_app.demo.texts.reading import TOPICS, phrases, stories
from transcription.intake.records import (
    AgentRecord,
    FactsRecord,
    InteractionRecord,
    SurveyRecord,
    TurnRecord,
)

SOURCE = "demo-helpdesk"
WEEKS = 13
"""Full weeks before the present one."""
FIRST_HOUR, HOURS = 7, 12
TOPIC_SHARES = {
    "billing": 24, "shipping": 26, "product": 20, "complaint": 12, "question": 11, "feedback": 7,
}  # fmt: skip
CHAT_SHARE, SURVEY_SHARE, RETURNING_SHARE = 0.64, 0.38, 0.06
DIP_TEAM, DIP_WEEK, DIP = "Harbour", 8, -0.7
"""One team has one bad week: an article had been changed and nobody had told them."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True, slots=True)
class Made:
    """One interaction as it is handed to intake, and the truth about it, which is stored nowhere.

    `shown` are the messages with the places where a step shows.
    """

    record: InteractionRecord
    agent: AgentPerson
    levels: Levels
    shown: tuple[Message, ...]
    minutes: int
    topic: str
    week: int

    @property
    def escalated(self) -> bool:
        """Whether it was handed up."""
        return self.levels["escalation"] is not None


def monday_of(at: datetime) -> datetime:
    """Midnight of the Monday of that week."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def make_interactions(seed: int, at: datetime, count: int) -> list[Made]:
    """`count` chats and mails up to `at`, by their beginning; the same for the same arguments."""
    rng = dice(seed, "interactions")
    monday = monday_of(at)
    slots, weights = _slots(at, monday)
    chosen = rng.choices(slots, weights, k=count)
    made = []
    for number, (agent, week) in enumerate(sorted(chosen, key=lambda s: (s[1], s[0].key))):
        began = _moment(rng, monday + timedelta(weeks=week - WEEKS), at)
        made.append(_make(dice(seed, number), agent, week, began, at, number))
    return sorted(made, key=lambda one: (one.record.started_at, one.record.external_id))


def _slots(at: datetime, monday: datetime) -> tuple[list[tuple[AgentPerson, int]], list[float]]:
    """Every agent's weeks, and the share of each that is over."""
    opened = [monday + timedelta(days=day, hours=FIRST_HOUR) for day in range(5)]
    worked = sum(min(max((at - one).total_seconds() / 3600, 0), HOURS) for one in opened)
    slots, weights = [], []
    for agent in AGENTS:
        first = 0 if agent.weeks is None else WEEKS - agent.weeks
        for week in range(first, WEEKS + 1):
            slots.append((agent, week))
            weights.append(1.0 if week < WEEKS else worked / (5 * HOURS))
    return slots, weights


def _moment(rng: random.Random, monday: datetime, at: datetime) -> datetime:
    """A moment in the working hours of a week, before `at`."""
    for _ in range(100):
        day = rng.choices(range(5), (24, 21, 19, 19, 17))[0]
        seconds = rng.randrange(HOURS * 3600)
        moment = monday + timedelta(days=day, hours=FIRST_HOUR, seconds=seconds)
        if moment < at:
            return moment
    return min(monday + timedelta(hours=FIRST_HOUR), at)


def _make(
    rng: random.Random, agent: AgentPerson, week: int, began: datetime, at: datetime, number: int
) -> Made:
    topic = rng.choices(list(TOPIC_SHARES), list(TOPIC_SHARES.values()))[0]
    story = rng.choice(stories()[topic])
    channel = "chat" if rng.random() < CHAT_SHARE else "email"
    shift = DIP if agent.team == DIP_TEAM and week == DIP_WEEK else 0.0
    progress = min(week / WEEKS, 1.0)
    levels = handle(rng, agent, topic, story, channel, progress=progress, shift=shift)
    slots = _words(rng, agent, number)
    said = converse(rng, topic, story, levels, is_email=channel == "email", slots=slots)
    if channel == "email":
        shown = mails(rng, said, levels, began, slots)
    else:
        shown = chat(rng, said, levels, began)
    # What would not be over yet was begun earlier.
    late = shown[-1].at - at + timedelta(minutes=5)
    if late > timedelta(0):
        shown = [Message(m.speaker, m.text, m.at - late, m.marks) for m in shown]
    record = _record(rng, agent, topic, channel, shown, levels, slots, number)
    return Made(record, agent, levels, tuple(shown), longest_wait_minutes(shown), topic, week)


def _words(rng: random.Random, agent: AgentPerson, number: int) -> dict[str, str]:
    first, last = rng.choice(CUSTOMER_FIRST), rng.choice(CUSTOMER_LAST)
    words = {
        "first": first,
        "full": f"{first} {last}",
        "agent": agent.first_name,
        "item": rng.choice(phrases()["item"]),
        "amount": f"${rng.randint(12, 240)}.{rng.choice(('00', '50', '90', '95'))}",
        "order": str(rng.randint(10_000, 99_999)),
        "day": rng.choice(DAYS),
        "past": rng.choice(("yesterday", "last week", "on Monday", "two days ago", "on Friday")),
        "email": f"{first}.{last}@mail.example.com".lower(),
        "phone": f"(202) 555-01{rng.randint(0, 99):02}",
        "postcode": str(rng.randint(10_000, 99_999)),
        "case": f"C-{20_000 + number}",
        # The number that card schemes publish for tests; intake destroys it like any other.
        "card": "4111 1111 1111 1111",
    }
    return {**words, "an_item": with_article(words["item"])}


def with_article(noun: str) -> str:
    """The noun after “a” or “an”, by its first letter."""
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def _record(
    rng: random.Random,
    agent: AgentPerson,
    topic: str,
    channel: str,
    shown: Sequence[Message],
    levels: Levels,
    slots: dict[str, str],
    number: int,
) -> InteractionRecord:
    began, ended = shown[0].at, shown[-1].at
    customer = rng.randrange(1, max(number, 2)) if rng.random() < RETURNING_SHARE else number
    return InteractionRecord(
        source=SOURCE,
        external_id=f"{'CH' if channel == 'chat' else 'EM'}-{100_000 + number}",
        channel="chat" if channel == "chat" else "email",
        started_at=began,
        ended_at=ended,
        agent=AgentRecord(agent.key, agent.name, team=agent.team),
        direction="inbound",
        topic=TOPICS[topic],
        language="en",
        customer_id=f"K-{40_000 + customer}",
        facts=_facts(rng, channel, shown, levels),
        survey=_survey(rng, levels, slots),
        turns=_turns(agent, topic, channel, shown, slots, number),
    )


def _turns(
    agent: AgentPerson,
    topic: str,
    channel: str,
    shown: Sequence[Message],
    slots: dict[str, str],
    number: int,
) -> tuple[TurnRecord, ...]:
    if channel == "email":
        return letters(
            shown,
            agent_id=agent.key,
            agent_name=agent.name,
            subject=f"{TOPICS[topic]}, order {slots['order']}",
            slots=slots,
            number=number,
        )
    return tuple(
        TurnRecord(m.speaker, m.text, agent.key if m.speaker == "agent" else None, m.at)
        for m in shown
    )


def _facts(
    rng: random.Random, channel: str, shown: Sequence[Message], levels: Levels
) -> FactsRecord:
    began, ended = shown[0].at, shown[-1].at
    first_reply = next((m.at for m in shown if m.speaker == "agent"), ended)
    seconds = (ended - began).total_seconds()
    minutes = seconds / 60 if channel == "chat" else 4.5 * len(shown)
    settled = (levels["resolution"] or 0) >= 2
    return FactsRecord(
        first_response_s=round((first_reply - began).total_seconds()),
        resolution_s=round(seconds),
        transfers=int(levels["resolution"] == 2 and rng.random() < 0.5),
        escalated=levels["escalation"] is not None,
        reopened=not settled and rng.random() < 0.35,
        cost=round(1.1 + 0.28 * minutes, 2),
    )


def _survey(rng: random.Random, levels: Levels, slots: dict[str, str]) -> SurveyRecord:
    """What about four in ten customers answer; it follows how they were treated, with noise."""
    if rng.random() > SURVEY_SHARE:
        return SurveyRecord()
    mood = goodness(levels) - (0.12 if levels["identity"] == 0 else 0.0)
    satisfied = min(max(round(1 + 4 * (mood - 0.4) / 0.55 + rng.gauss(0, 0.8)), 1), 5)
    nps = min(max(round(satisfied * 2.2 - 1.2 + rng.gauss(0, 1.2)), 0), 10)
    ces = min(max(round(satisfied * 1.3 + rng.gauss(0.4, 0.8)), 1), 7)
    comment = None
    if rng.random() < 0.45:
        name = "good" if satisfied >= 4 else "middle" if satisfied == 3 else "poor"
        comment = rng.choice(phrases()[f"comment_{name}"]).format_map(slots)
    return SurveyRecord(csat=satisfied, nps=nps, ces=ces, comment=comment)
