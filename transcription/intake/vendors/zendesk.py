"""Imports Zendesk tickets with their comments, and the transcripts of Zendesk Chat.

Tickets: the JSON export of an account, or the ticket and comment pages of the API joined, one
object a ticket with `comments` (https://developer.zendesk.com/api-reference/ticketing/tickets/).
Chats: https://developer.zendesk.com/api-reference/live-chat/chat-api/chats/.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import CHANNELS, address, channel_of, files, person
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Direction, Speaker

_STAFF = {"agent", "admin"}
_CALLS: dict[str, Direction] = {"inbound": "inbound", "outbound": "outbound"}
_BOT_AUTHOR = "-1"


def _is_ticket(each: Mapping[str, Any]) -> bool:
    return "comments" in each and bool(
        {"requester_id", "submitter_id", "assignee_id", "requester"} & each.keys()
    )


def _ticket(node: Node, export: Export) -> Conversation:
    via = node.down("via", "channel").word()
    made = export.conversation(node, channel_of(via, CHANNELS, "email"))
    made.subject = node["subject"].line()
    if via == "voice":
        made.went(_CALLS.get(node.down("via", "source", "rel").word()))
    made.external_id = node["id"].line()
    made.started_at, made.ended_at = node["created_at"].time(), node["solved_at"].time()
    made.assignee = _user(node, "assignee", export)
    made.team = node.down("group", "name").line()
    requester = node["requester_id"].line() or node.down("requester", "id").line()
    made.data |= {"customer": {"id": requester}} if requester else {}
    made.meet((export.known("users", requester) or node["requester"])["name"].line())
    made.facts["reopened"] = None if not node["reopens"] else (node["reopens"].number() or 0) > 0
    made.survey["comment"] = node.down("satisfaction_rating", "comment").line()
    customers = {requester, *(each.text() for each in node["collaborator_ids"].items())}
    comments = node["comments"]
    for comment in comments["comments"].items() if comments.is_object else comments.items():
        _comment(made, comment, customers, export)
    return made


def _comment(made: Conversation, node: Node, customers: set[str | None], export: Export) -> None:
    if node["public"].is_true() is False:
        return  # A note among agents is nothing that the customer was told.
    author = node["author_id"].line() or node.down("author", "id").line()
    known = export.known("users", author) or node["author"]
    role = known["role"].word()
    speaker: Speaker = "customer" if author in customers else "agent"
    if role:
        speaker = "agent" if role in _STAFF else "customer"
    if author == _BOT_AUTHOR or role == "bot":
        speaker = "bot"
    who = Who(author or "", known["name"].line(), address(known["email"])) if author else None
    text = node.first("plain_body", "body", "html_body").text()
    beside = files(node["attachments"], "file_name", "filename")
    made.say(node, speaker, text, who=who, at=node["created_at"].time(), files=beside)


def _user(node: Node, kind: str, export: Export) -> Who | None:
    number = node[f"{kind}_id"].line()
    known = export.known("users", number) or node[kind]
    return person(known) if known else (Who(number) if number else None)


def _is_chat(each: Mapping[str, Any]) -> bool:
    return "history" in each and bool({"visitor", "agent_ids", "webpath"} & each.keys())


def _chat(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "chat")
    made.external_id = node["id"].line()
    made.started_at, made.ended_at = node["timestamp"].time(), node["end_timestamp"].time()
    made.team = node["department_name"].line()
    visitor = node.down("visitor", "id").line() or node.down("visitor", "email").line()
    made.data |= {"customer": {"id": visitor}} if visitor else {}
    made.meet(node.down("visitor", "name").line())
    made.facts["first_response_s"] = node.down("response_time", "first").number()
    made.survey["comment"] = node["comment"].line()
    for event in node["history"].items():
        kind = event["type"].word()
        if kind in ("chat.msg", "chat.file", "chat.attachment"):
            _message(made, event, export)
    return made


def _message(made: Conversation, event: Node, export: Export) -> None:
    sender = event["sender_type"].word()
    number = event["agent_id"].line()
    nick = event["nick"].word()
    speaker: Speaker = "customer"
    if sender in ("trigger", "bot") or nick.startswith("trigger"):
        speaker = "bot"
    elif sender == "agent" or (not sender and number):
        speaker = "agent"
    elif sender == "system":
        speaker = "system"
    known = export.known("agents", number)
    who = (
        Who(number, known["name"].line() or event["name"].line(), address(known["email"]))
        if number
        else None
    )
    beside = (
        files(Node([event["attachment"].value], event.path), "name", kind="mime_type")
        if event["attachment"]
        else []
    )
    made.say(event, speaker, event.first("msg", "message").text(), who=who,
             at=event["timestamp"].time(), files=beside)  # fmt: skip


IMPORTERS = (
    json_importer(
        "zendesk", _("Zendesk tickets"), _is_ticket, _ticket,
        _("The account's JSON export, or tickets of the API with their comments in them."),
        beside=("users",),
    ),
    json_importer(
        "zendesk-chat", _("Zendesk Chat"), _is_chat, _chat,
        _("Chats of the Chat API or its incremental export, with their history."),
        beside=("agents",),
    ),
)  # fmt: skip
