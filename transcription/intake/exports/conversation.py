"""Gathers one conversation out of an export and makes the interaction of it.

Turns keep the path of the message that they come from, so that what is wrong with one is said of
the export's own field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from transcription.intake.exports.nodes import Node, Path, Wrong
from transcription.intake.exports.plain import plain_if_html
from transcription.intake.exports.scored import DEFAULT, Rule, Why, choose
from transcription.intake.interchange import InvalidInteraction, read_interaction
from transcription.intake.options import DEFAULT_SOURCE, ImportOptions
from transcription.intake.records import (
    AgentRecord,
    Channel,
    Direction,
    InteractionRecord,
    Speaker,
)
from transcription.intake.refusals import Problem

NOBODY = (
    "names no agent and no bot who took part: say whose it is, as Agent id or --agent, or leave "
    "it out, since there is nobody to score"
)
INBOUND: Direction = "inbound"
OUTBOUND: Direction = "outbound"
_NO_NAMES = frozenset(
    ("customer", "client", "visitor", "guest", "user", "contact", "lead", "caller", "unknown")
    + ("anonymous", "website", "web", "agent", "support", "n/a")
)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who took part, as the source knows them."""

    id: str
    name: str | None = None
    email: str | None = None


@dataclass
class Conversation:
    """What is known so far of one conversation; `node` is its entry in the file."""

    node: Node
    source: str
    options: ImportOptions
    channel: Channel
    external_id: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    assignee: Who | None = None
    team: str | None = None
    subject: str | None = None
    """What the first letter is about."""
    data: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    survey: dict[str, Any] = field(default_factory=dict)
    turns: list[dict[str, Any]] = field(default_factory=list)
    customers: dict[str, None] = field(default_factory=dict)
    """The names of customers, to be masked."""
    _paths: list[Path] = field(default_factory=list)
    _agents: dict[str, Who] = field(default_factory=dict)
    _bots: dict[str, Who] = field(default_factory=dict)
    _spoke: list[str] = field(default_factory=list)
    _orders: list[datetime | float | None] = field(default_factory=list)

    def went(self, direction: Direction | None) -> None:
        """Who began, where the export says it."""
        if direction is not None:
            self.data["direction"] = direction

    def meet(self, name: str | None) -> None:
        """Remember a customer's name; an address, or a word such as "Visitor", is none."""
        words = (name or "").split()
        if words and "@" not in str(name) and not all(map(_is_no_name, words)):
            self.customers[" ".join(words)] = None

    def say(
        self,
        node: Node,
        speaker: Speaker,
        text: str | None,
        *,
        who: Who | None = None,
        at: datetime | None = None,
        start: float | None = None,
        end: float | None = None,
        files: list[dict[str, Any]] | None = None,
        is_plain: bool = False,
        **beside: Any,
    ) -> None:
        """Add a turn, also one that only brings files; one with neither is left out.

        `who` says which agent or bot spoke. HTML is made plain, unless it `is_plain`. `beside` is
        `to`, `subject`, and the sender as `sender`.
        """
        if speaker == "customer" and who is not None:
            self.meet(who.name)
        words = ((text or "") if is_plain else plain_if_html(text or "")).strip()
        if not words and not files:
            return
        if "sender" in beside:
            beside["from"] = beside.pop("sender")
        turn: dict[str, Any] = {
            "speaker": speaker,
            "text": words,
            "at": at,
            "start": start,
            "end": end,
        }
        turn |= {"attachments": files} if files else {}
        turn |= {name: value for name, value in beside.items() if value}
        if speaker == "agent":
            self._spoke.append(who.id if who else "")
            if who is not None:
                self._agents[who.id] = _fuller(self._agents.get(who.id), who)
                turn["agent_id"] = who.id
        elif speaker == "bot" and who is not None:
            self._bots.setdefault(who.id, who)
        self.turns.append({key: value for key, value in turn.items() if value is not None})
        self._paths.append(node.path)
        self._orders.append(at if at is not None else start)

    def finish(self) -> InteractionRecord:
        """The interaction; raises Wrong where the conversation makes none."""
        self._sort()
        if self.subject and self.turns:
            self.turns[0].setdefault("subject", self.subject[:200])
        agent, why = self._scored()
        moments = [turn["at"] for turn in self.turns if "at" in turn]
        began = self.started_at or (moments[0] if moments else None)
        if began is not None and moments:
            began = min(began, moments[0])
        ended = self.ended_at or (moments[-1] if moments else None)
        if ended is not None and moments:
            ended = max(ended, moments[-1])
        whole, stands = self.options.begun(self._whole(agent, began, ended))
        return dataclasses.replace(self._record(whole, agent, why), started_from=stands)

    def _whole(
        self, agent: Who | None, began: datetime | None, ended: datetime | None
    ) -> dict[str, Any]:
        known = {
            "external_id": self.external_id,
            "started_at": began,
            "ended_at": ended if ended is None or began is None or ended >= began else None,
            "source": self.source if self.options.source == DEFAULT_SOURCE else None,
        }
        data = {key: value for key, value in known.items() if value is not None} | self.data
        if agent is not None:
            data["agent"] = {"id": agent.id, "team": self.team} | _named(agent)
        if self.channel == "email" and (first := _who_wrote_first(self.turns)):
            data.setdefault("direction", first)
        facts = self._facts()
        survey = {key: value for key, value in self.survey.items() if value is not None}
        data |= {"facts": facts} if facts else {}
        data |= {"survey": survey} if survey else {}
        if self.turns:
            data["turns"] = self.turns
        whole = self.options.complete(data, self.channel)
        return {key: value for key, value in whole.items() if value is not None}

    def _record(self, data: dict[str, Any], agent: Who | None, why: Why) -> InteractionRecord:
        if "agent" not in data or "id" not in data["agent"]:
            raise Wrong(self.node.path, NOBODY)
        try:
            record = read_interaction(data)
        except InvalidInteraction as error:
            raise self._wrong(error.problems[0], error.summary) from None
        others = tuple(
            AgentRecord(each.id, each.name, each.email)
            for each in self._agents.values()
            if agent is None or each.id != agent.id
        )
        return dataclasses.replace(
            record, others=others, scored_why=why, other_names=tuple(self.customers)
        )

    def _wrong(self, problem: Problem, summary: str) -> Wrong:
        turn = problem.path[1] if len(problem.path) > 1 else None
        if problem.path[:1] == ("turns",) and isinstance(turn, int):
            return Wrong((*self._paths[turn], *problem.path[2:]), summary)
        return Wrong((*self.node.path, *problem.path), summary)

    def _scored(self) -> tuple[Who | None, Why]:
        """Whom the rule chooses; a bot where no person answered."""
        named = [each for each in self._spoke if each]
        assignee = self.assignee
        if self._spoke and not named:
            # Agents spoke and the export does not say who: whose it is, is asked or assigned.
            return (assignee, "assignee") if assignee else (None, "given")
        chosen = choose(named, self._rule(), assignee=assignee.id if assignee else None)
        if self._bots and (chosen is None or chosen[1] == "assigned_only"):
            return next(iter(self._bots.values())), "bot"
        if chosen is None:
            return None, "given"
        found = self._agents.get(chosen[0])
        if assignee is not None and assignee.id == chosen[0]:
            found = _fuller(assignee, found)
        return found, chosen[1]

    def _rule(self) -> Rule:
        given = self.options.source
        source = self.source if given == DEFAULT_SOURCE else given
        return self.options.scored or self.options.rules.get(source, DEFAULT)

    def _facts(self) -> dict[str, Any]:
        facts = {key: value for key, value in self.facts.items() if value is not None}
        if "first_response_s" not in facts:
            seconds = _first_response_s(self.turns)
            facts |= {"first_response_s": seconds} if seconds is not None else {}
        return facts

    def _sort(self) -> None:
        """In the order of time where each turn has one: exports often begin with the newest."""
        orders = self._orders
        kinds = {type(each) for each in orders}
        if len(kinds) != 1 or None in orders:
            return
        ranked = sorted(range(len(orders)), key=lambda at: orders[at])  # type: ignore[arg-type,return-value]  # all of one kind
        self.turns = [self.turns[at] for at in ranked]
        self._paths = [self._paths[at] for at in ranked]
        spoke = [turn for turn in self.turns if turn["speaker"] == "agent"]
        self._spoke = [turn.get("agent_id", "") for turn in spoke]


def _who_wrote_first(turns: list[dict[str, Any]]) -> Direction | None:
    """The direction of letters: who wrote the first that no machine wrote."""
    people = [turn["speaker"] for turn in turns if turn["speaker"] != "system"]
    return direction_by(people[0]) if people else None


def direction_by(speaker: Speaker) -> Direction | None:
    """The direction of what this speaker began; of what a machine began nobody knows it."""
    return {"customer": INBOUND, "agent": OUTBOUND}.get(speaker)


def _fuller(one: Who | None, other: Who | None) -> Who:
    assert one is not None or other is not None
    if one is None or other is None:
        return one or other  # type: ignore[return-value]  # one of them is there
    return Who(one.id, one.name or other.name, one.email or other.email)


def _is_no_name(word: str) -> bool:
    return word.casefold() in _NO_NAMES or any(map(str.isdigit, word))


def _named(who: Who) -> dict[str, str]:
    named: Mapping[str, str | None] = {"name": who.name, "email": who.email}
    return {key: value for key, value in named.items() if value}


def _first_response_s(turns: list[dict[str, Any]]) -> float | None:
    """From the customer's first words to the first of an agent after them, in seconds."""
    asked: datetime | None = None
    for turn in turns:
        at = turn.get("at")
        if at is None:
            continue
        if turn["speaker"] == "customer" and asked is None:
            asked = at
        elif turn["speaker"] == "agent" and asked is not None:
            return float((at - asked).total_seconds())
    return None
