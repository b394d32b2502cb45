"""Imports Google Customer Experience Insights (CCAI): uploaded transcripts and exported analyses.

Transcripts: https://cloud.google.com/contact-center/insights/docs/conversation-data-format.
Conversations of the API: .../reference/rest/v1/projects.locations.conversations#Conversation.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Speaker

_ROLES: dict[str, Speaker] = {
    "agent": "agent", "human_agent": "agent", "any_agent": "agent", "customer": "customer",
    "end_user": "customer", "automated_agent": "bot",
}  # fmt: skip


def _is_transcript(each: Mapping[str, Any]) -> bool:
    entries = each.get("entries")
    first = entries[0] if isinstance(entries, list) and entries else None
    return isinstance(first, Mapping) and {"role", "text"} <= first.keys()


def _transcript(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "chat")
    made.external_id = node["conversation_id"].line() or export.stem
    for each in node["entries"].items():
        number = each["user_id"].line()
        micros = each["start_timestamp_usec"].number()
        # Counted from the beginning of a call, or from 1970.
        is_offset = micros is not None and micros < 1e14
        speaker = _ROLES.get(each["role"].word(), "system")
        made.say(
            each, speaker, each["text"].text(), who=Who(number) if number else None,
            at=None if micros is None or is_offset else each["start_timestamp_usec"].time(),
            start=micros / 1e6 if micros is not None and is_offset else None,
        )  # fmt: skip
    return made


def _is_conversation(each: Mapping[str, Any]) -> bool:
    transcript = each.get("transcript")
    return isinstance(transcript, Mapping) and "transcriptSegments" in transcript


def _conversation(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "chat" if node["medium"].word() == "chat" else "phone")
    made.external_id = (node["name"].line() or export.stem).rsplit("/", 1)[-1]
    made.started_at = node.first("startTime", "createTime").time()
    made.data |= {"language": code} if (code := node["languageCode"].line()) else {}
    agents = node.down("qualityMetadata", "agentInfo").items()
    named = agents[0] if agents else Node(None)
    number = named["agentId"].line() or node["agentId"].line()
    made.assignee = Who(number, named["displayName"].line()) if number else None
    made.team = named["team"].line()
    for each in node.down("transcript", "transcriptSegments").items():
        part = each["segmentParticipant"]
        speaker = _ROLES.get(part["role"].word(), "system")
        who = made.assignee if speaker == "agent" else None
        other = part.first("userId", "dialogflowParticipantName").line()
        who = Who(other) if who is None and other else who
        made.say(each, speaker, each["text"].text(), who=who, at=each["messageTime"].time())
    return made


IMPORTERS = (
    json_importer(
        "ccai", _("Google CCAI transcripts"), _is_transcript, _transcript,
        _("Transcripts in the format that Conversational Insights takes, one in a file."),
    ),
    json_importer(
        "ccai-insights", _("Google CCAI Insights"), _is_conversation, _conversation,
        _("Conversations of the Insights API with their transcripts."),
    ),
)  # fmt: skip
