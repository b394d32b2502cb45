"""Imports LiveChat archives: chats with threads of events (Agent Chat API 3).

https://platform.text.com/docs/messaging/agent-chat-api (list_archives): each entry has one
`thread`, or `threads`; `users` say who is an agent, a customer or a bot.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import address, files
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Speaker


def _is_chat(each: Mapping[str, Any]) -> bool:
    thread, users = each.get("thread"), each.get("users")
    has_threads = isinstance(thread, Mapping) or isinstance(each.get("threads"), list)
    return has_threads and isinstance(users, list)


def _chat(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "chat")
    threads = [node["thread"]] if node["thread"] else node["threads"].items()
    part = threads[0]["id"].line() if len(threads) == 1 else None
    made.external_id = "_".join(filter(None, (node["id"].line(), part))) or None
    users = {each["id"].text() or "": each for each in node["users"].items()}
    customer = next((key for key, each in users.items() if _kind(each) == "customer"), None)
    made.data |= {"customer": {"id": customer}} if customer else {}
    if customer:
        made.meet(users[customer]["name"].line())
    for thread in threads:
        if made.started_at is None:
            made.started_at = thread["created_at"].time()
        for event in thread["events"].items():
            _say(made, event, users)
    return made


def _kind(user: Node) -> Speaker:
    kind = user["type"].word()
    if kind == "agent":
        return "bot" if user["is_bot"].is_true() else "agent"
    return "bot" if kind == "bot" else "customer"


def _say(made: Conversation, event: Node, users: dict[str, Node]) -> None:
    kind = event["type"].word()
    if event["visibility"].word() == "agents" or kind not in ("message", "file", "system_message"):
        return
    number = event["author_id"].text() or ""
    user = users.get(number, Node(None, event.path))
    speaker: Speaker = _kind(user) if user else "agent"
    speaker = "system" if kind == "system_message" else speaker
    who = Who(number, user["name"].line(), address(user["email"])) if number else None
    beside = files(Node([event.value], event.path), "name") if kind == "file" else []
    made.say(event, speaker, event["text"].text(), who=who, at=event["created_at"].time(),
             files=beside)  # fmt: skip


IMPORTERS = (
    json_importer(
        "livechat", _("LiveChat archives"), _is_chat, _chat,
        _("Chats of list_archives, with users and the events of their threads."),
    ),
)  # fmt: skip
