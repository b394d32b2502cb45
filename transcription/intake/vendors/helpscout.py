"""Imports Help Scout conversations with their threads.

https://developer.helpscout.com/mailbox-api/endpoints/conversations/get/ (with embed=threads)
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import CHANNELS, address, channel_of, files
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Direction, Speaker

_BEGAN: dict[str, Direction] = {"customer": "inbound", "user": "outbound"}
_HIDDEN = {"note", "lineitem", "forwardchild", "forwardparent"}


def _threads(each: Mapping[str, Any]) -> Any:
    embedded = each.get("_embedded")
    return embedded.get("threads") if isinstance(embedded, Mapping) else each.get("threads")


def _is_conversation(each: Mapping[str, Any]) -> bool:
    marks = {"mailboxId", "primaryCustomer", "threadCount", "customerWaitingSince", "userUpdatedAt"}
    return isinstance(_threads(each), list) and bool(marks & each.keys())


def _conversation(node: Node, export: Export) -> Conversation:
    kind = node["type"].word()
    made = export.conversation(node, channel_of(kind, CHANNELS, "email"))
    made.subject = node["subject"].line()
    made.external_id = node["id"].line()
    made.started_at, made.ended_at = node["createdAt"].time(), node["closedAt"].time()
    made.assignee = _person(node["assignee"])
    made.went(_BEGAN.get(node.down("source", "via").word()))
    customer = node.down("primaryCustomer", "id").line()
    made.data |= {"customer": {"id": customer}} if customer else {}
    made.meet(_name(node["primaryCustomer"]))
    threads = node["threads"] if node["threads"] else node.down("_embedded", "threads")
    for thread in threads.items():
        if thread["type"].word() not in _HIDDEN and thread["state"].word() not in (
            "draft",
            "hidden",
        ):
            _say(made, thread)
    return made


def _say(made: Conversation, thread: Node) -> None:
    by = thread["createdBy"]
    speaker: Speaker = "customer" if by["type"].word() == "customer" else "agent"
    if thread["type"].word() in ("customer", "beaconchat") and not by:
        speaker = "customer"
    if speaker == "customer":
        made.meet(_name(by))
    beside = files(thread.down("_embedded", "attachments"), "filename", "fileName", kind="mimeType")
    to = ", ".join(filter(None, (each.text() for each in thread["to"].items())))
    made.say(
        thread, speaker, thread["body"].text(), who=_person(by) if speaker == "agent" else None,
        at=thread["createdAt"].time(), files=beside, to=to,
    )  # fmt: skip


def _person(node: Node) -> Who | None:
    number = node["id"].line()
    if not number or number == "0":
        return None
    return Who(number, _name(node), address(node["email"]))


def _name(node: Node) -> str | None:
    names = (node.first("first", "firstName").line(), node.first("last", "lastName").line())
    return " ".join(filter(None, names)) or None


IMPORTERS = (
    json_importer(
        "helpscout", _("Help Scout conversations"), _is_conversation, _conversation,
        _("Conversations of the Mailbox API, asked for with embed=threads."),
    ),
)  # fmt: skip
