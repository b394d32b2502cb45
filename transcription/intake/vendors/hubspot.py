"""Imports HubSpot: threads of the conversations inbox with their messages.

https://developers.hubspot.com/docs/api-reference/conversations-conversations-inbox-&-messages-v3:
a thread with `messages` in it, as the two endpoints give them.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import CHANNELS, channel_of, files
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Direction, Speaker

_DIRECTIONS: dict[str, Direction] = {"incoming": "inbound", "outgoing": "outbound"}


def _is_thread(each: Mapping[str, Any]) -> bool:
    marks = {"inboxId", "associatedContactId", "originalChannelId", "latestMessageTimestamp"}
    return "messages" in each and bool(marks & each.keys())


def _thread(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, channel_of(node["channel"].word(), CHANNELS, "chat"))
    made.external_id = node["id"].line()
    made.started_at, made.ended_at = node["createdAt"].time(), node["closedAt"].time()
    contact = node["associatedContactId"].line()
    made.data |= {"customer": {"id": contact}} if contact else {}
    assigned = _actor(node["assignedTo"])
    made.assignee = assigned
    messages = node["messages"]
    found = [
        each
        for each in (messages["results"] if messages.is_object else messages).items()
        if each["type"].word() in ("message", "")
    ]
    dated = [(at, each) for each in found if (at := each["createdAt"].time()) is not None]
    if dated:
        first = min(dated, key=lambda pair: pair[0])[1]
        made.went(_DIRECTIONS.get(first["direction"].word()))
    for message in found:
        _say(made, message)
    return made


def _say(made: Conversation, message: Node) -> None:
    sender = next(iter(message["senders"].items()), Node(None, message.path))
    actor = (sender["actorId"].text() or message["createdBy"].text() or "").upper()
    # Actors are A- (a user), V- (a visitor or contact), B- (a bot), S- (the system), I- (an app).
    speakers: dict[str, Speaker] = {"A": "agent", "V": "customer", "B": "bot", "S": "system"}
    incoming: Speaker = "customer" if message["direction"].word() == "incoming" else "agent"
    speaker = speakers.get(actor[:1], incoming) if actor[1:2] == "-" else incoming
    if speaker == "agent" and not actor.startswith("A-"):
        speaker = "bot" if actor.startswith(("I-", "B-")) else speaker
    who = Who(actor, sender["name"].line()) if actor else None
    subject = (message["subject"].line() or "")[:200]
    made.say(
        message, speaker, message.first("text", "richText").text(), who=who,
        at=message["createdAt"].time(), files=files(message["attachments"], "name"),
        subject=subject,
    )  # fmt: skip


def _actor(node: Node) -> Who | None:
    number = (node.text() or "").upper().strip()
    return Who(number) if number.startswith("A-") else None


IMPORTERS = (
    json_importer(
        "hubspot", _("HubSpot conversations"), _is_thread, _thread,
        _("Threads of the conversations API with their messages in them."),
    ),
)  # fmt: skip
