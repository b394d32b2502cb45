"""Reads what many exports have alike: files beside a message, names of a person, speakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from transcription.intake.captions import JOIN_CHARACTERS, JOIN_GAP_S
from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node, Wrong
from transcription.intake.records import Channel, Speaker
from transcription.intake.speaker_names import SpeakersUnclear, roles

_SHOWN = 4


def files(node: Node, *names: str, size: str = "size", kind: str = "content_type") -> list[Any]:
    """The files in a list beside a message, by name, size and type; those without a name are left
    out.
    """
    found = []
    for each in node.items():
        name = each.first(*names).line()
        if name:
            given = {"size": each[size].whole(), "type": each[kind].line()}
            known = {key: value for key, value in given.items() if value is not None}
            found.append({"name": name[:200], **known})
    return found


def pseudonym(text: str) -> str:
    """A stable id in place of an address: the same person is found again, the address is not."""
    return f"p-{sha256(text.strip().lower().encode('utf-8', 'replace')).hexdigest()[:20]}"


def person(node: Node, *, id_: str = "id") -> Who | None:
    """Somebody with an id and perhaps a name and an address; None without an id."""
    number = node[id_].line()
    if number is None:
        return None
    names = (node["first_name"].line(), node["last_name"].line())
    name = node["name"].line() or " ".join(filter(None, names)) or None
    return Who(number, name, address(node["email"]))


def address(node: Node) -> str | None:
    """An e-mail address; None for what is none."""
    text = node.line()
    return text if text and text.count("@") == 1 and " " not in text else None


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that was heard: `name` is what the recogniser calls the speaker; in seconds."""

    node: Node
    name: str | None
    text: str
    start: float | None = None
    end: float | None = None
    at: datetime | None = None


def tell(conversation: Conversation, heard: Sequence[Heard], *, joins: bool = True) -> Conversation:
    """Add what was heard, the speakers told by their names; close pieces of one are one turn.

    Raises Wrong where the names leave open who is the agent, since nobody is scored for what
    somebody else said.
    """
    nameless = next((each for each in heard if each.name is None), None)
    if nameless is not None:
        raise Wrong(
            nameless.node.path,
            "does not say who speaks: have speakers told apart, or hand in the recording",
        )
    names = dict.fromkeys(each.name for each in heard if each.name is not None)
    try:
        parts = roles(names, conversation.options.hints.agent_names)
    except SpeakersUnclear as unclear:
        shown = ", ".join(f"“{name[:40]}”" for name in unclear.names[:_SHOWN])
        raise Wrong(
            next(each.node.path for each in heard if each.name == unclear.names[0]),
            f"leaves open who is the agent: {shown} speak. Say which are agents', as Names of "
            "agents or --agent-name",
        ) from None
    for each in _joined(heard) if joins else heard:
        speaker: Speaker = parts[each.name or ""]
        conversation.say(each.node, speaker, each.text, at=each.at, start=each.start, end=each.end)
    return conversation


def _joined(heard: Sequence[Heard]) -> list[Heard]:
    turns: list[Heard] = []
    for each in heard:
        last = turns[-1] if turns else None
        if last and last.name == each.name and _is_close(last, each):
            text = f"{last.text.strip()} {each.text.strip()}"
            turns[-1] = Heard(last.node, last.name, text, last.start, each.end, last.at)
        else:
            turns.append(each)
    return turns


def _is_close(last: Heard, each: Heard) -> bool:
    if last.end is None or each.start is None:
        return False
    return each.start - last.end <= JOIN_GAP_S and len(last.text) + len(each.text) < JOIN_CHARACTERS


def channel_of(word: str, known: dict[str, Channel], otherwise: Channel) -> Channel:
    """The channel that a vendor's word stands for."""
    return next((channel for part, channel in known.items() if part in word), otherwise)


CHANNELS: dict[str, Channel] = {
    "voice": "phone", "phone": "phone", "call": "phone", "telephony": "phone",
    "mail": "email", "sms": "sms", "text": "sms", "whatsapp": "social", "facebook": "social",
    "messenger": "social", "instagram": "social", "twitter": "social", "telegram": "social",
    "viber": "social", "wechat": "social", "social": "social",
    "portal": "portal", "web_form": "portal", "webform": "portal", "form": "portal",
    "mobile": "app", "sdk": "app", "chat": "chat", "messag": "chat", "widget": "chat",
}  # fmt: skip
