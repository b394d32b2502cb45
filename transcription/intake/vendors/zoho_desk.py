"""Imports Zoho Desk tickets with their threads or conversations.

https://desk.zoho.com/DeskAPIDocument#Tickets and #Threads: a ticket with `threads` (or
`conversations`) in it, each asked for with its content.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import CHANNELS, address, channel_of, files
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Direction, Speaker

_DIRECTIONS: dict[str, Direction] = {"in": "inbound", "out": "outbound"}


def _is_ticket(each: Mapping[str, Any]) -> bool:
    marks = {"ticketNumber", "departmentId", "contactId"}
    return bool({"threads", "conversations"} & each.keys()) and bool(marks & each.keys())


def _ticket(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, channel_of(node["channel"].word(), CHANNELS, "email"))
    made.subject = node["subject"].line()
    made.external_id = node.first("id", "ticketNumber").line()
    made.started_at, made.ended_at = node["createdTime"].time(), node["closedTime"].time()
    made.assignee = _person(node["assignee"]) or _person(Node({"id": node["assigneeId"].value}))
    made.team = node.down("department", "name").line()
    made.facts["escalated"] = node["isEscalated"].is_true()
    contact = node["contactId"].line()
    made.data |= {"customer": {"id": contact}} if contact else {}
    made.meet(_name(node["contact"]))
    topic = node.first("category", "classification").line()
    made.data |= {"topic": topic[:200]} if topic else {}
    threads = node["threads"] if node["threads"] else node["conversations"]
    found = (threads["data"] if threads.is_object else threads).items()
    dated = [
        (at, each["direction"].word())
        for each in found
        if each["direction"] and (at := each["createdTime"].time()) is not None
    ]
    if dated:
        made.went(_DIRECTIONS.get(min(dated)[1]))
    for thread in found:
        if thread["type"].word() == "comment" and thread["isPublic"].is_true() is not True:
            continue
        if thread["visibility"].word() != "private" and thread["status"].word() != "draft":
            _say(made, thread)
    return made


def _say(made: Conversation, thread: Node) -> None:
    author = thread["author"] if thread["author"] else thread["commenter"]
    is_in = thread["direction"].word() == "in" or author["type"].word() == "end_user"
    speaker: Speaker = "customer" if is_in else "agent"
    if speaker == "customer":
        made.meet(_name(author))
    made.say(
        thread, speaker, thread.first("plainText", "content", "summary").text(),
        who=_person(author) if speaker == "agent" else None,
        at=thread.first("createdTime", "commentedTime").time(),
        files=files(thread["attachments"], "name"), to=thread["to"].line(),
    )  # fmt: skip


def _person(node: Node) -> Who | None:
    number = node["id"].line() or address(node["email"])
    if not number:
        return None
    return Who(number, _name(node), address(node["email"]))


def _name(node: Node) -> str | None:
    names = (node["firstName"].line(), node["lastName"].line())
    return node["name"].line() or " ".join(filter(None, names)) or None


IMPORTERS = (
    json_importer(
        "zoho-desk", _("Zoho Desk tickets"), _is_ticket, _ticket,
        _("Tickets of the API with their threads or conversations in them."),
    ),
)  # fmt: skip
