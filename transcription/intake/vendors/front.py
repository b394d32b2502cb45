"""Imports Front conversations with their messages.

https://dev.frontapp.com/reference/conversations: a conversation with `messages` in it (or the
pages' `_results`), as the two endpoints of the Core API give them.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import (
    CHANNELS,
    address,
    channel_of,
    files,
    pseudonym,
)
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Speaker


def _is_conversation(each: Mapping[str, Any]) -> bool:
    id_ = each.get("id")
    is_front = isinstance(id_, str) and id_.startswith("cnv_")
    return "messages" in each and (is_front or {"is_private", "recipient"} <= each.keys())


def _conversation(node: Node, export: Export) -> Conversation:
    messages = node["messages"]
    found = (messages["_results"] if messages.is_object else messages).items()
    kind = found[0]["type"].word() if found else ""
    made = export.conversation(node, channel_of(kind, CHANNELS, "email"))
    made.external_id = node["id"].line()
    made.started_at = node["created_at"].time()
    made.assignee = _person(node["assignee"])
    contact = node.down("recipient", "handle").line()
    made.data |= {"customer": {"id": pseudonym(contact)}} if contact else {}
    made.meet(node.down("recipient", "name").line())
    sent = [each for each in found if each["is_draft"].is_true() is not True]
    first = min(sent, key=lambda each: each["created_at"].number() or 0, default=Node(None))
    inward = first["is_inbound"].is_true()
    made.went(None if inward is None else "inbound" if inward else "outbound")
    for message in found:
        if message["is_draft"].is_true() is not True:
            _say(made, message, node)
    return made


def _say(made: Conversation, message: Node, node: Node) -> None:
    is_in = message["is_inbound"].is_true()
    author = message["author"]
    speaker: Speaker = "customer" if is_in else "agent"
    if not is_in and message["error_type"].word() == "" and author["is_bot"].is_true():
        speaker = "bot"
    to = [
        each["handle"].text()
        for each in message["recipients"].items()
        if each["role"].word() == "to"
    ]
    made.say(
        message, speaker, message.first("text", "body").text(),
        who=_person(author) if speaker != "customer" else None,
        at=message["created_at"].time(),
        files=files(message["attachments"], "filename"),
        subject=(message.first("subject").line() or node["subject"].line() or "")[:200],
        to=", ".join(filter(None, to)),
    )  # fmt: skip


def _person(node: Node) -> Who | None:
    number = node.first("id", "email").line()
    names = (node["first_name"].line(), node["last_name"].line())
    name = " ".join(filter(None, names)) or node["username"].line()
    return Who(number, name, address(node["email"])) if number else None


IMPORTERS = (
    json_importer(
        "front", _("Front conversations"), _is_conversation, _conversation,
        _("Conversations of the Core API with their messages in them."),
    ),
)  # fmt: skip
