"""Imports dialogues of the Action-Based Conversations Dataset, and lists of the same plain shape.

https://github.com/asappresearch/abcd: `original` holds pairs of a speaker and what was said;
"action" is what the agent's system did.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation
from transcription.intake.exports.nodes import Node, Wrong
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Speaker

_SPEAKERS: dict[str, Speaker] = {"agent": "agent", "customer": "customer", "action": "system"}


def _is_dialogue(each: Mapping[str, Any]) -> bool:
    return "convo_id" in each and "original" in each


def _dialogue(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "chat")
    made.external_id = node["convo_id"].line()
    flow = node.down("scenario", "flow").line()
    made.data |= {"topic": flow[:200]} if flow else {}
    for pair in node["original"].items():
        said = pair.items()
        if len(said) != 2:
            raise Wrong(pair.path, "must be a pair of a speaker and what was said")
        made.say(pair, _SPEAKERS.get(said[0].word(), "system"), said[1].text())
    return made


IMPORTERS = (
    json_importer(
        "abcd", _("ABCD dialogues"), _is_dialogue, _dialogue,
        _("Dialogues of the Action-Based Conversations Dataset; say whose they are."),
    ),
)  # fmt: skip
