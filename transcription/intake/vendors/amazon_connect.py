"""Imports Amazon Connect: contact records, and the analysis of Contact Lens for calls and chats.

Contact records: https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html.
Contact Lens: https://docs.aws.amazon.com/connect/latest/adminguide/contact-lens-example-output-files.html
(version 1.1.0). Its sentiments and loudness are not taken.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node, Wrong
from transcription.intake.exports.reading_parts import files
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Channel, Direction, Speaker

_ROLES: dict[str, Speaker] = {
    "agent": "agent", "customer": "customer", "system": "system", "custom_bot": "bot", "bot": "bot",
}  # fmt: skip
_CHANNELS: dict[str, Channel] = {
    "voice": "phone",
    "chat": "chat",
    "email": "email",
    "task": "portal",
}
_DIRECTIONS: dict[str, Direction] = {
    "inbound": "inbound", "outbound": "outbound", "external_outbound": "outbound",
    "callback": "outbound",
}  # fmt: skip
"""Other methods, such as TRANSFER or API, say not who began."""


def _is_analysis(each: Mapping[str, Any]) -> bool:
    marks = {"CustomerMetadata", "Participants"}
    return "Transcript" in each and bool(marks & each.keys()) and "JobName" not in each


def _analysis(node: Node, export: Export) -> Conversation:
    channel = _CHANNELS.get(node["Channel"].word(), "phone")
    made = export.conversation(node, channel)
    made.external_id = node.down("CustomerMetadata", "ContactId").line()
    made.data |= {"language": code} if (code := node["LanguageCode"].line()) else {}
    parts = {
        each["ParticipantId"].text() or "": _ROLES.get(each["ParticipantRole"].word(), "system")
        for each in node["Participants"].items()
    }
    for turn in node["Transcript"].items():
        _say(made, turn, parts)
    hold = node.down("ConversationCharacteristics", "NonTalkTime", "TotalTimeMillis").number()
    made.facts["hold_s"] = None if channel == "phone" else hold
    return made


def _say(made: Conversation, turn: Node, parts: dict[str, Speaker]) -> None:
    number = turn["ParticipantId"].text() or ""
    role = turn["ParticipantRole"].word() or number.lower()
    speaker = parts.get(number) or _ROLES.get(role, "system")
    beside = files(Node(_attached(turn), turn.path), "AttachmentName", kind="ContentType")
    # The words of "AGENT" say no more than that; other ids are those of agents.
    is_id = speaker == "agent" and number.upper() not in ("AGENT", "")
    begin, end = turn["BeginOffsetMillis"].millis(), turn["EndOffsetMillis"].millis()
    made.say(
        turn, speaker, turn["Content"].text(), who=Who(number) if is_id else None,
        at=turn["AbsoluteTime"].time(), files=beside,
        start=begin, end=end if begin is not None else None,
    )  # fmt: skip


def _attached(turn: Node) -> list[Any]:
    return [each.value for each in turn["Attachments"].items()]


def _is_record(each: Mapping[str, Any]) -> bool:
    marks = {"InitiationMethod", "InitiationTimestamp", "AWSContactTraceRecordFormatVersion"}
    return "ContactId" in each and bool(marks & each.keys())


def _record(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, _CHANNELS.get(node["Channel"].word(), "phone"))
    made.external_id = node["ContactId"].line()
    agent = node["Agent"]
    connected = agent["ConnectedToAgentTimestamp"].time()
    made.started_at = connected or node["InitiationTimestamp"].time()
    made.ended_at = node["DisconnectTimestamp"].time()
    made.went(_DIRECTIONS.get(node["InitiationMethod"].word()))
    name = agent["Username"].line()
    if name:
        made.assignee = Who(name, name)
    made.team = node.down("Queue", "Name").line()
    made.data |= {"topic": made.team} if made.team else {}
    _facts(made, node, agent, connected)
    location = node.down("Recording", "Location").line()
    if location is None:
        raise Wrong(node.path, "has no recording: there is nothing to read or to hear")
    made.data["recording"] = PurePosixPath(location).name
    return made


def _facts(made: Conversation, node: Node, agent: Node, connected: datetime | None) -> None:
    began = node["InitiationTimestamp"].time()
    if connected is not None and began is not None and connected >= began:
        made.facts["first_response_s"] = (connected - began) / timedelta(seconds=1)
    made.facts["hold_s"] = agent["CustomerHoldDuration"].number()
    made.facts["transfers"] = (
        1 if node["NextContactId"] or node["TransferCompletedTimestamp"] else 0
    )


IMPORTERS = (
    json_importer(
        "contact-lens", _("Amazon Connect Contact Lens"), _is_analysis, _analysis,
        _("The analysis files of calls and chats that Contact Lens puts into S3."),
    ),
    json_importer(
        "connect", _("Amazon Connect contact records"), _is_record, _record,
        _("Contact records (JSON, one or many), handed in together with their recordings."),
    ),
)  # fmt: skip
