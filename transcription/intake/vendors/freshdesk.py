"""Imports Freshdesk tickets with their conversations.

https://developers.freshdesk.com/api/#tickets (with include=conversations,requester,stats)
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import files, person
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Channel, Speaker

# The numbers by which Freshdesk calls the ways in.
_SOURCES: dict[str, Channel] = {
    "1": "email", "2": "portal", "3": "phone", "5": "social", "6": "social", "7": "chat",
    "9": "portal", "10": "email", "13": "social",
}  # fmt: skip
_OUTBOUND = "10"
_FILES = ("name", "attachment_file_name")


def _is_ticket(each: Mapping[str, Any]) -> bool:
    return "conversations" in each and bool({"requester_id", "responder_id"} & each.keys())


def _ticket(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, _SOURCES.get(node["source"].text() or "", "email"))
    made.external_id = node["id"].line()
    made.started_at = node["created_at"].time()
    stats = node["stats"]
    made.ended_at = stats.first("resolved_at", "closed_at").time()
    made.facts["escalated"] = node["is_escalated"].is_true()
    made.facts["reopened"] = True if stats["reopened_at"] else None
    requester = node["requester_id"].line()
    made.data |= {"customer": {"id": requester}} if requester else {}
    made.meet(node.down("requester", "name").line())
    made.data |= {"topic": topic[:200]} if (topic := node["type"].line()) else {}
    responder = node["responder_id"].line()
    made.assignee = person(node["responder"]) or (Who(responder) if responder else None)
    # The first words of an outbound e-mail are those of whoever sent it.
    is_outbound = node["source"].text() == _OUTBOUND
    first: Speaker = "agent" if is_outbound else "customer"
    made.went("outbound" if is_outbound else None)
    made.say(
        node, first, node.first("description_text", "description").text(),
        at=made.started_at, files=files(node["attachments"], *_FILES),
        subject=(node["subject"].line() or "")[:200],
        who=made.assignee if is_outbound else None,
    )  # fmt: skip
    for each in node["conversations"].items():
        if each["private"].is_true():
            continue
        speaker: Speaker = "customer" if each["incoming"].is_true() else "agent"
        number = each["user_id"].line()
        if number is not None and number == requester:
            speaker = "customer"
        who = Who(number, each.down("user", "name").line()) if number else None
        to = ", ".join(filter(None, (one.text() for one in each["to_emails"].items())))
        made.say(
            each, speaker, each.first("body_text", "body").text(), who=who,
            at=each["created_at"].time(), files=files(each["attachments"], *_FILES), to=to,
        )  # fmt: skip
    return made


IMPORTERS = (
    json_importer(
        "freshdesk", _("Freshdesk tickets"), _is_ticket, _ticket,
        _("Tickets of the API, asked for with include=conversations, or an account's export."),
    ),
)  # fmt: skip
