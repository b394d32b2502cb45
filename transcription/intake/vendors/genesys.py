"""Imports Genesys Cloud: transcripts of speech analytics, and recordings of chats and messages.

https://developer.genesys.cloud/: transcripts of speech and text analytics (phrases with a
participant's purpose), and recording metadata of conversations (transcript, messagingTranscript,
emailTranscript; media `audio` with its sound beside it). Sentiments are not taken.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node, Wrong
from transcription.intake.exports.reading_parts import CHANNELS, channel_of
from transcription.intake.exports.vendor import Export, json_importer
from transcription.intake.records import Direction, Speaker

_PURPOSES: dict[str, Speaker] = {
    "internal": "agent", "agent": "agent", "user": "agent", "external": "customer",
    "customer": "customer", "bot": "bot", "botflow": "bot", "workflow": "system", "acd": "system",
    "ivr": "bot",
}  # fmt: skip
_SOUND = ("audio", "call", "voice")
_DIRECTIONS: dict[str, Direction] = {"inbound": "inbound", "outbound": "outbound"}


def _is_transcript(each: Mapping[str, Any]) -> bool:
    return "conversationId" in each and isinstance(each.get("transcripts"), list)


def _transcript(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, channel_of(node["mediaType"].word(), CHANNELS, "phone"))
    made.external_id = node["conversationId"].line()
    made.went(_DIRECTIONS.get(node["originatingDirection"].word()))
    began = node.first("conversationStartTime", "startTime")
    made.started_at = began.time()
    agents = [
        Who(number, each["name"].line())
        for each in node["participants"].items()
        if _PURPOSES.get(each["participantPurpose"].word()) == "agent"
        and (number := each["userId"].line())
    ]
    made.assignee = agents[-1] if agents else None
    start_ms = node["startTime"].number() if isinstance(node["startTime"].value, int) else None
    for transcript in node["transcripts"].items():
        for phrase in transcript["phrases"].items():
            _phrase(made, phrase, agents, start_ms)
    return made


def _phrase(made: Conversation, phrase: Node, agents: list[Who], start_ms: float | None) -> None:
    speaker = _PURPOSES.get(phrase["participantPurpose"].word(), "system")
    number = phrase["userId"].line()
    who = next((each for each in agents if each.id == number), None)
    who = who or (Who(number) if number else agents[0] if len(agents) == 1 else None)
    begin = phrase["startTimeMs"].number()
    length = phrase.down("duration", "milliseconds").number() or 0
    if begin is not None:
        begin = max(0.0, begin - start_ms) if start_ms is not None and begin > 1e11 else begin
    made.say(
        phrase, speaker, phrase.first("decoratedText", "text").text(),
        who=who if speaker == "agent" else None,
        start=begin / 1000 if begin is not None else None,
        end=(begin + max(0.0, length)) / 1000 if begin is not None else None,
    )  # fmt: skip


def _is_recording(each: Mapping[str, Any]) -> bool:
    kinds = {"transcript", "messagingTranscript", "emailTranscript", "mediaUris", "fileState"}
    return "conversationId" in each and "media" in each and bool(kinds & each.keys())


def _recording(node: Node, export: Export) -> Conversation:
    kind = node["media"].word()
    channel = "phone" if kind in _SOUND else channel_of(kind, CHANNELS, "chat")
    made = export.conversation(node, channel)
    made.external_id = node["conversationId"].line()
    made.started_at, made.ended_at = node["startTime"].time(), node["endTime"].time()
    if node["media"].word() in _SOUND:
        _sound(made, node)
    for message in node["transcript"].items():
        _message(made, message, message["body"], message["utc"])
    for message in node["messagingTranscript"].items():
        _message(made, message, message["messageText"], message["timestamp"])
    for letter in node["emailTranscript"].items():
        _letter(made, letter)
    return made


def _sound(made: Conversation, node: Node) -> None:
    """A call: its sound is handed in beside it, called by the recording's id.

    Of a conversation that was handed on there are several recordings, so the id holds both.
    """
    number = node["id"].line()
    if number is None:
        raise Wrong(node["id"].path, "is missing: nobody knows which sound it is")
    if node["fileState"].word() in ("deleted", "archived"):
        raise Wrong(node["fileState"].path, "says that the sound cannot be had")
    made.external_id = f"{made.external_id}_{number}"
    made.data["recording"] = f"{number}.wav"
    users = [each for each in node["users"].items() if each["id"]]
    if users:
        made.assignee = Who(users[-1]["id"].line() or "", users[-1]["name"].line())


def _message(made: Conversation, message: Node, body: Node, at: Node) -> None:
    user = message["fromUser"] if message["fromUser"] else message["user"]
    number = user["id"].line()
    purpose = message["purpose"].word()
    speaker = _PURPOSES.get(purpose, "agent" if number else "customer")
    who = Who(number, user["name"].line(), user["email"].line()) if number else None
    made.say(message, speaker, body.text(), who=who, at=at.time())


def _letter(made: Conversation, letter: Node) -> None:
    user = letter["fromUser"]
    number = user["id"].line()
    speaker: Speaker = "agent" if number or letter["direction"].word() == "outbound" else "customer"
    beside = [
        {"name": name[:200]}
        for each in letter["attachments"].items()
        if (name := each["name"].line())
    ]
    made.say(
        letter, speaker, letter.first("textBody", "htmlBody").text(), at=letter["time"].time(),
        who=Who(number, user["name"].line()) if number else None, files=beside,
        sender=letter.down("from", "email").line(), subject=(letter["subject"].line() or "")[:200],
    )  # fmt: skip


IMPORTERS = (
    json_importer(
        "genesys", _("Genesys Cloud transcripts"), _is_transcript, _transcript,
        _("Transcripts of speech and text analytics, one conversation an object."),
    ),
    json_importer(
        "genesys-recordings", _("Genesys Cloud recordings"), _is_recording, _recording,
        _("Recordings as the recording API gives them, of calls with the sound beside it."),
    ),
)  # fmt: skip
