"""Imports Intercom conversations: the first message in `source`, the others in their parts.

https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import CHANNELS, channel_of, files, person
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Direction, Speaker

_SPEAKERS: dict[str, Speaker] = {
    "user": "customer", "lead": "customer", "contact": "customer", "visitor": "customer",
    "admin": "agent", "bot": "bot", "team": "system", "operator": "bot",
}  # fmt: skip
_BEGAN: dict[str, Direction] = {
    "customer_initiated": "inbound", "admin_initiated": "outbound", "automated": "outbound",
    "campaigns_initiated": "outbound",
}  # fmt: skip
_PRIVATE = {"note", "note_and_reopen", "conversation_summary"}


def _is_conversation(each: Mapping[str, Any]) -> bool:
    return "conversation_parts" in each


def _conversation(node: Node, export: Export) -> Conversation:
    source = node["source"] or node["conversation_message"]
    kind = source["type"].word() or source["delivered_as"].word()
    made = export.conversation(node, channel_of(kind, CHANNELS, "chat"))
    made.external_id = node["id"].line()
    made.went(_BEGAN.get(source["delivered_as"].word()))
    made.started_at = node["created_at"].time()
    made.data |= {"topic": title[:200]} if (title := node["title"].line()) else {}
    contact = next(iter(_contacts(node)), None)
    made.data |= {"customer": {"id": contact}} if contact else {}
    made.assignee = person(node["assignee"]) or person(node, id_="admin_assignee_id")
    statistics = node["statistics"]
    made.facts["reopened"] = None
    if statistics["count_reopens"]:
        made.facts["reopened"] = (statistics["count_reopens"].number() or 0) > 0
    made.facts["first_response_s"] = statistics["time_to_admin_reply"].number()
    rating = node["conversation_rating"]
    made.survey |= {"csat": rating["rating"].whole(), "comment": rating["remark"].line()}
    _say(made, source, node)
    parts = node["conversation_parts"]
    for part in (parts["conversation_parts"] if parts.is_object else parts).items():
        if part["part_type"].word() not in _PRIVATE:
            _say(made, part, part)
    return made


def _say(made: Conversation, node: Node, dated: Node) -> None:
    author = node["author"]
    speaker = _SPEAKERS.get(author["type"].word(), "system")
    if author["from_ai_agent"].is_true() or author["is_ai_answer"].is_true():
        speaker = "bot"
    made.say(
        node, speaker, node["body"].text(), who=person(author), at=dated["created_at"].time(),
        files=files(node["attachments"], "name", size="filesize"),
        subject=(node["subject"].line() or "")[:200],
    )  # fmt: skip


def _contacts(node: Node) -> list[str]:
    contacts = node["contacts"]
    found = (contacts["contacts"] if contacts.is_object else contacts).items()
    found += [node["user"]] if node["user"] else []
    return [number for each in found if (number := each["id"].line())]


IMPORTERS = (
    json_importer(
        "intercom", _("Intercom conversations"), _is_conversation, _conversation,
        _("Conversations of the API or of the data export, with conversation_parts."),
    ),
)  # fmt: skip
