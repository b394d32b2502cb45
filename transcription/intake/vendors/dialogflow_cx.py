"""Imports Dialogflow CX conversations, as the console and the API give them.

https://cloud.google.com/dialogflow/cx/docs/reference/rest/v3/projects.locations.agents.conversations:
a conversation with `interactions`, newest first. The scored party is the bot.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Channel

_CHANNELS: dict[str, Channel] = {"audio": "phone", "text": "chat"}


def _is_conversation(each: Mapping[str, Any]) -> bool:
    interactions = each.get("interactions")
    first = interactions[0] if isinstance(interactions, list) and interactions else None
    return isinstance(first, Mapping) and bool({"request", "response"} & first.keys())


def _conversation(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, _CHANNELS.get(node["type"].word(), "chat"))
    path = (node["name"].line() or export.stem).split("/")
    made.external_id = path[-1]
    agent = path[path.index("agents") + 1] if "agents" in path[:-1] else "dialogflow"
    bot = Who(f"bot:{agent}"[:200], node.down("agent", "displayName").line() or "Dialogflow CX")
    made.started_at = node["startTime"].time()
    made.data |= {"language": code} if (code := node["languageCode"].line()) else {}
    for each in node["interactions"].items():
        _interaction(made, each, bot)
    return made


def _interaction(made: Conversation, each: Node, bot: Who) -> None:
    """One request of the person and what the bot answered, at one moment."""
    at = each["createTime"].time()
    asked = each.down("request", "queryInput")
    words = (
        asked.down("text", "text").text()
        or each.down("response", "queryResult", "transcript").text()
    )
    words = words or asked.down("dtmf", "digits").text()
    made.say(asked, "customer", words, at=at)
    result = each.down("response", "queryResult")
    for message in result["responseMessages"].items():
        texts = message.down("text", "text").items()
        spoken = "\n".join(filter(None, (text.text() for text in texts)))
        spoken = spoken or message.down("outputAudioText", "text").text() or ""
        made.say(message, "bot", spoken, who=bot, at=at)
    if any(message["liveAgentHandoff"] for message in result["responseMessages"].items()):
        made.facts["escalated"] = True


IMPORTERS = (
    json_importer(
        "dialogflow-cx", _("Dialogflow CX conversations"), _is_conversation, _conversation,
        _("Conversations of the API with their interactions; the bot is whom they are scored for."),
    ),
)  # fmt: skip
