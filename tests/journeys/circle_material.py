"""What the small centre of the circle brings in: people, chats, a call, past evaluations.

One agent passes over how customers feel; every third of the reviewed chats of each agent went
badly. From this follows what every screen has to say.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qa_app.core import clock
from tests.factories.flagging import GOOD, MORE, POOR, THINGS

TEAM = "Harbour"
CHAT_CARD, PHONE_CARD = "Chat: handling an inquiry", "Phone: handling an inquiry"
CALLS = Path(__file__).parents[2] / "transcription" / "demo" / "calls"
CHECKPOINT = CALLS.parent / "demo-voices-only.pt"
CALL = "demo-call-09"
PAST_EACH, NEW_EACH, PORTAL_EACH = 20, 6, 2
"""Of each agent: chats reviewed long ago, good chats of last week, bad messages of the portal."""
IN_ALL = 3 * (PAST_EACH + NEW_EACH + PORTAL_EACH)
PAST_WELL = {
    "greeting": "complete", "identity": "yes", "listening": "full", "empathy": "5",
    "ownership": "yes", "resolution": "solved", "accuracy": "correct", "options": "choice",
    "guidance": "stepwise", "pace": "1", "confirmation": "full", "documentation": "yes",
    "payment": "N/A",
}  # fmt: skip
PAST_BADLY = PAST_WELL | {
    "listening": "missed", "resolution": "unsolved", "expectation": "dated", "guidance": "absent",
}  # fmt: skip


@dataclass(frozen=True)
class Member:
    """An invented person of the centre."""

    name: str
    email: str
    key: str = ""


MANAGER = Member("Mara Vogt", "mara@centre.example.com")
REVIEWER = Member("Rafael Ito", "rafael@centre.example.com")
LEAD = Member("Lena Okoye", "lena@centre.example.com")
PREDECESSOR = "Iris Holm"
"""Scored what is long past, and has left."""
TOM = Member("Tom Adler", "tom@centre.example.com", "agent-tom")
ADA = Member("Ada Brandt", "ada@centre.example.com", "agent-ada")
BEN = Member("Ben Costa", "ben@centre.example.com", "agent-ben")
AGENTS = (TOM, ADA, BEN)


def this_monday() -> datetime:
    """When the present week began."""
    now = clock.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return now - timedelta(days=now.weekday())


def is_bad(agent: Member, place: int) -> bool:
    """Whether it goes badly: every third past chat, each agent beginning elsewhere; the portal."""
    if place < PAST_EACH:
        return (place + AGENTS.index(agent)) % 3 == 0
    return place >= PAST_EACH + NEW_EACH


def unseen(*, bad: bool) -> set[str]:
    """The ids of last week's conversations that went badly, or well."""
    places = range(PAST_EACH, PAST_EACH + NEW_EACH + PORTAL_EACH)
    found = ((one, place) for one in AGENTS for place in places)
    return {_id(one, place) for one, place in found if is_bad(one, place) is bad}


def write_team(folder: Path) -> Path:
    """The agents as `qa team import` reads them."""
    head = ["team", "agent_id", "name", "email", "lead_email", "reviewer"]
    rows = [[TEAM, one.key, one.name, one.email, LEAD.email, "no"] for one in AGENTS]
    return _write(folder / "team.csv", [head, *rows])


def write_chats(folder: Path) -> Path:
    """All conversations as JSON lines, the oldest first."""
    path = folder / "chats.jsonl"
    lines = [
        json.dumps(_chat(agent, place))
        for place in range(PAST_EACH + NEW_EACH + PORTAL_EACH)
        for agent in AGENTS
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def write_manifest(folder: Path) -> Path:
    """The manifest of Tom's call, which began last Wednesday."""
    began = this_monday() - timedelta(days=5) + timedelta(hours=10)
    head = ["recording", "source", "external_id", "started_at", "agent_id", "team", "topic"]
    row = [f"{CALL}.opus", "phone-system", CALL, began.isoformat(), TOM.key, TEAM, "delivery"]
    return _write(folder / "calls.csv", [head, row])


def write_history(folder: Path) -> Path:
    """Evaluations of all past chats by question, drawn at random with a chance of one half."""
    questions = list(PAST_WELL | PAST_BADLY)
    head = ["source", "external_id", "scorecard", "reviewer", "submitted_at"]
    rows = []
    for place in range(PAST_EACH):
        for agent in AGENTS:
            answers = PAST_BADLY if is_bad(agent, place) else PAST_WELL
            if agent is TOM:
                answers = answers | {"empathy": "2"}
            at = (began_at(place) + timedelta(days=2)).isoformat()
            known = ["helpdesk", _id(agent, place), CHAT_CARD, PREDECESSOR, at]
            rows.append([*known, *(answers.get(key, "") for key in questions), "random", "0.5"])
    return _write(
        folder / "history.csv", [[*head, *questions, "pool", "inclusion_probability"], *rows]
    )


def began_at(place: int) -> datetime:
    """When the conversations of that place began: one a day, long ago or last week, at nine."""
    days = 45 - place if place < PAST_EACH else 7 - (place - PAST_EACH) % 6
    return this_monday() - timedelta(days=days) + timedelta(hours=9)


def _chat(agent: Member, place: int) -> dict[str, object]:
    said = POOR if is_bad(agent, place) else GOOD
    began = began_at(place) + timedelta(minutes=AGENTS.index(agent))
    turns = [
        {"speaker": who.value, "at": (began + timedelta(minutes=number)).isoformat(),
         "text": text.format(thing=THINGS[place % 7]) + (MORE[place % 5] if number == 1 else "")}
        for number, (who, text) in enumerate(said)
    ]  # fmt: skip
    return {
        "format": 1, "source": "helpdesk", "external_id": _id(agent, place), "topic": "delivery",
        "channel": "chat" if place < PAST_EACH + NEW_EACH else "portal", "language": "en",
        "started_at": began.isoformat(), "agent": {"id": agent.key}, "turns": turns,
    }  # fmt: skip


def _id(agent: Member, place: int) -> str:
    return f"{agent.key}-{place:02d}"


def _write(path: Path, rows: Iterable[Iterable[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
    return path
