"""Imports Tawk.to chats: transcripts as the webhook "New chat transcript" sends them.

https://developer.tawk.to/webhooks/ (chat:transcript_created): `chat.messages` with a sender of
type v (visitor), a (agent) or s (system).
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import files
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Speaker

_SPEAKERS: dict[str, Speaker] = {"v": "customer", "a": "agent", "s": "system", "b": "bot"}


def _is_chat(each: Mapping[str, Any]) -> bool:
    chat = each.get("chat")
    has_messages = isinstance(chat, Mapping) and isinstance(chat.get("messages"), list)
    return has_messages and bool({"property", "event", "domain"} & each.keys())


def _chat(node: Node, export: Export) -> Conversation:
    chat = node["chat"]
    made = export.conversation(node, "chat")
    made.external_id = chat["id"].line() or node["chatId"].line()
    visitor = chat["visitor"] if chat["visitor"] else node["visitor"]
    customer = visitor.first("id", "email").line()
    made.data |= {"customer": {"id": customer}} if customer else {}
    made.meet(visitor["name"].line())
    for message in chat["messages"].items():
        sender = message["sender"]
        speaker = _SPEAKERS.get(sender["t"].word(), "system")
        # Agents may come without an id: their name is what tells them apart.
        number = sender.first("id", "n", "name").line()
        who = Who(number, sender.first("n", "name").line()) if number else None
        beside = files(Node(_contents(message), message.path), "name", kind="mimeType")
        made.say(
            message, speaker, message["msg"].text(), who=who, at=message["time"].time(),
            files=beside,
        )  # fmt: skip
    return made


def _contents(message: Node) -> list[Any]:
    return [each.down("content", "file").value for each in message["attchs"].items()]


IMPORTERS = (
    json_importer(
        "tawk", _("Tawk.to chats"), _is_chat, _chat,
        _("Transcripts as the webhook “New chat transcript” sends them, one or many in a file."),
    ),
)  # fmt: skip
