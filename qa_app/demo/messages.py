"""Puts what is said into messages with their times: chat turns, or mails with paragraphs."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qa_app.demo.grammar import Said, Speaker
from qa_app.demo.handling import Levels
from qa_app.demo.texts.reading import phrases

JOIN_SHARE = 0.45
TYPOS = (
    ("receive", "recieve"),
    ("address", "adress"),
    ("the ", "teh "),
    ("your ", "you're "),
    ("definitely", "definately"),
    ("because", "becuase"),
    ("working days", "workingdays"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where in a message a step shows: characters `start` to `end`."""

    step: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Message:
    """One turn as it is stored: speaker, text, moment, and what it shows of which step."""

    speaker: Speaker
    text: str
    at: datetime
    marks: tuple[Mark, ...] = ()


def chat(
    rng: random.Random, said: Sequence[Said], levels: Levels, began: datetime
) -> list[Message]:
    """Chat turns; one wait of the customer is as long as the level of `pace` says."""
    blocks = _blocks(rng, said)
    slow = _slow_place(rng, blocks)
    messages: list[Message] = []
    at = began
    for place, block in enumerate(blocks):
        if place:
            at += timedelta(seconds=_pause(rng, block, place == slow, levels["pace"]))
        text, marks = _joined(block, " ")
        messages.append(Message(block[0].speaker, text, at, marks))
    return messages


def longest_wait_minutes(messages: Sequence[Message]) -> int:
    """Whole minutes of the longest wait for the agent's next message, after their first one."""
    waiting: datetime | None = None
    met, longest = False, 0.0
    for message in messages:
        if message.speaker == "customer":
            waiting = waiting or message.at
        elif message.speaker == "agent":
            if met and waiting:
                longest = max(longest, (message.at - waiting).total_seconds())
            met, waiting = True, None
    return int(longest // 60)


def mails(
    rng: random.Random,
    said: Sequence[Said],
    levels: Levels,
    began: datetime,
    slots: Mapping[str, str],
) -> list[Message]:
    """A mail thread: what one side says in a row is one mail; the agent's is as `writing` says."""
    messages: list[Message] = []
    at, writing = began, levels["writing"] or 0
    for block in _rows(said):
        if messages:
            at += timedelta(minutes=rng.uniform(25, 300 if writing else 700))
            at = _in_office_hours(rng, at) if block[0].speaker == "agent" else at
        if block[0].speaker == "customer":
            text = "\n\n".join(one.text for one in block)
            messages.append(Message("customer", text, at))
        else:
            text, marks = _letter(rng, block, levels, slots)
            messages.append(Message("agent", text, at, marks))
    return messages


def _in_office_hours(rng: random.Random, at: datetime) -> datetime:
    """The same moment, or the next morning at seven and some minutes."""
    if 7 <= at.hour < 19:
        return at
    day = at + timedelta(days=1) if at.hour >= 19 else at
    return day.replace(hour=7, minute=rng.randrange(60))


def _letter(
    rng: random.Random, block: Sequence[Said], levels: Levels, slots: Mapping[str, str]
) -> tuple[str, tuple[Mark, ...]]:
    writing = levels["writing"] or 0
    if writing == 0:
        block = [Said(one.speaker, _careless(rng, one.text), one.step) for one in block]
    head = rng.choice(phrases()["reply_open"][str(levels["greeting"] or 0)]).format_map(slots)
    foot = rng.choice(phrases()["reply_close"]).format_map(slots)
    body, marks = _joined(block, "\n\n" if writing == 2 else " ")
    start = len(head) + 2 if head else 0
    text = f"{head}\n\n{body}\n\n{foot}" if head else f"{body}\n\n{foot}"
    return text, tuple(Mark(m.step, m.start + start, m.end + start) for m in marks)


def _careless(rng: random.Random, text: str) -> str:
    """Lower case at the beginning, now and then no full stop, and a typing error."""
    text = text[:1].lower() + (text[1:] if rng.random() < 0.6 else text[1:].rstrip("."))
    found = [pair for pair in TYPOS if pair[0] in text]
    return text.replace(*rng.choice(found), 1) if found and rng.random() < 0.6 else text


def _blocks(rng: random.Random, said: Sequence[Said]) -> list[list[Said]]:
    """Chat messages: now and then two things in one."""
    blocks: list[list[Said]] = []
    for one in said:
        last = blocks[-1] if blocks else None
        joins = last and last[0].speaker == one.speaker == "agent" and len(last) == 1
        if last and joins and rng.random() < JOIN_SHARE:
            last.append(one)
        else:
            blocks.append([one])
    return blocks


def _rows(said: Sequence[Said]) -> list[list[Said]]:
    rows: list[list[Said]] = []
    for one in said:
        if rows and rows[-1][0].speaker == one.speaker:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _joined(block: Sequence[Said], between: str) -> tuple[str, tuple[Mark, ...]]:
    text, marks = "", []
    for one in block:
        text += between if text else ""
        if one.step:
            marks.append(Mark(one.step, len(text), len(text) + len(one.text)))
        text += one.text
    return text, tuple(marks)


def _slow_place(rng: random.Random, blocks: Sequence[Sequence[Said]]) -> int:
    """An agent's message that follows a customer's, and is not their first."""
    places = [
        place
        for place in range(1, len(blocks))
        if blocks[place][0].speaker == "agent" and blocks[place - 1][0].speaker == "customer"
    ]
    later = places[1:] or places
    return rng.choice(later) if later else -1


def _pause(rng: random.Random, block: Sequence[Said], slow: bool, pace: int | None) -> float:
    if block[0].speaker in {"bot", "system"}:
        return rng.uniform(1, 12)
    if slow and pace == 1:
        return rng.uniform(125, 280)
    if slow and pace == 0:
        return rng.uniform(330, 780)
    return rng.uniform(9, 70) if block[0].speaker == "customer" else rng.uniform(12, 85)
