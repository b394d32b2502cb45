"""Imports conversations as Azure AI Language takes them for analysis (chats and call transcripts).

https://learn.microsoft.com/en-us/azure/ai-services/language-service/summarization/how-to/conversation-summarization
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import Heard, tell
from transcription.intake.exports.vendor import Export, json_importer

_TICKS = 10_000_000
"""Offsets and durations count tenths of a microsecond."""


def _is_conversation(each: Mapping[str, Any]) -> bool:
    return isinstance(each.get("conversationItems"), list)


def _conversation(node: Node, export: Export) -> Conversation:
    is_spoken = node["modality"].word() == "transcript"
    items = node["conversationItems"].items()
    has_times = any(_times(each)[0] is not None for each in items)
    made = export.conversation(node, "phone" if is_spoken and has_times else "chat")
    made.external_id = node["id"].line()
    made.data |= {"language": code} if (code := node["language"].line()) else {}
    heard = []
    for each in items:
        name = each["role"].line() or each["participantId"].line()
        begin, end = _times(each)
        text = each.first("text", "itn", "lexical").text() or ""
        heard.append(Heard(each, name, text, begin, end))
    return tell(made, heard)


def _times(item: Node) -> tuple[float | None, float | None]:
    """When the words of an item begin and end, in seconds."""
    words = item["audioTimings"].items() or item["conversationItemLevelTiming"].is_object * [
        item["conversationItemLevelTiming"]
    ]
    if not words:
        return None, None
    begin, last = words[0]["offset"].number(), words[-1]["offset"].number()
    if begin is None or last is None:
        return None, None
    return begin / _TICKS, max(begin, last + (words[-1]["duration"].number() or 0)) / _TICKS


IMPORTERS = (
    json_importer(
        "azure", _("Azure conversations"), _is_conversation, _conversation,
        _("Conversations as Azure AI Language takes them for analysis."),
    ),
)  # fmt: skip
