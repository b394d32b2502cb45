"""Imports Chatwoot conversations with their messages.

https://developers.chatwoot.com/api-reference/: a conversation with `messages`, as the API gives
them and the webhooks send them. message_type: 0 incoming, 1 outgoing, 2 activity, 3 template.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who, direction_by
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import CHANNELS, address, channel_of
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Direction, Speaker

_KINDS: dict[str, Speaker] = {
    "0": "customer", "incoming": "customer", "1": "agent", "outgoing": "agent",
    "2": "system", "activity": "system", "3": "bot", "template": "bot",
}  # fmt: skip
_BOTS = ("agent_bot", "agentbot", "captain_assistant")


def _is_conversation(each: Mapping[str, Any]) -> bool:
    marks = {"inbox_id", "contact_inbox", "can_reply", "account_id"}
    return isinstance(each.get("messages"), list) and bool(marks & each.keys())


def _conversation(node: Node, export: Export) -> Conversation:
    meta = node["meta"]
    kind = node["channel"].word() or meta["channel"].word()
    made = export.conversation(node, channel_of(kind, CHANNELS, "chat"))
    made.external_id = node.first("id", "display_id").line()
    made.started_at = node["created_at"].time()
    made.assignee = _person(meta["assignee"])
    made.team = meta.down("team", "name").line()
    sender = meta.down("sender", "id").line()
    made.data |= {"customer": {"id": sender}} if sender else {}
    made.meet(meta.down("sender", "name").line())
    made.went(_who_began(node["messages"].items()))
    for message in node["messages"].items():
        if message["private"].is_true() is not True:
            _say(made, message)
        answer = message.down("content_attributes", "submitted_values", "csat_survey_response")
        if answer:
            made.survey |= {
                "csat": answer["rating"].whole(),
                "comment": answer["feedback_message"].line(),
            }
    return made


def _who_began(messages: list[Node]) -> Direction | None:
    """By the first message that a person sent; greetings of the widget are templates."""
    said = [
        (at, kind)
        for each in messages
        if (kind := _KINDS.get((each["message_type"].text() or "").lower(), "system"))
        in ("customer", "agent")
        and each["private"].is_true() is not True
        and (at := each["created_at"].time()) is not None
    ]
    return direction_by(min(said, key=lambda pair: pair[0])[1]) if said else None


def _say(made: Conversation, message: Node) -> None:
    speaker = _KINDS.get((message["message_type"].text() or "").lower(), "system")
    sender = message["sender"]
    if speaker == "agent" and sender["type"].word() in _BOTS:
        speaker = "bot"
    beside = [{"name": _file_name(each)} for each in message["attachments"].items()]
    made.say(
        message, speaker, message["content"].text(), who=_person(sender),
        at=message["created_at"].time(), files=beside,
    )  # fmt: skip


def _file_name(attachment: Node) -> str:
    """The last part of an address: Chatwoot gives files no other name."""
    path = (attachment["data_url"].text() or "").split("?")[0]
    return path.rsplit("/", 1)[-1][:200] or "file"


def _person(node: Node) -> Who | None:
    number = node["id"].line()
    name = node.first("name", "available_name").line()
    return Who(number, name, address(node["email"])) if number else None


IMPORTERS = (
    json_importer(
        "chatwoot", _("Chatwoot conversations"), _is_conversation, _conversation,
        _("Conversations of the API with their messages in them."),
    ),
)  # fmt: skip
