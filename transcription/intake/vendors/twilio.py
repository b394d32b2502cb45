"""Imports Twilio: transcripts of Conversational Intelligence, and lists of recordings.

https://www.twilio.com/docs/conversational-intelligence/api/transcript-resource (a transcript with
its `sentences`), https://www.twilio.com/docs/voice/api/recording.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node, Wrong
from transcription.intake.exports.reading_parts import Heard, address, tell
from transcription.intake.exports.vendor import Export, json_importer


def _is_transcript(each: Mapping[str, Any]) -> bool:
    sentences = each.get("sentences")
    first = sentences[0] if isinstance(sentences, list) and sentences else None
    return isinstance(first, Mapping) and {"media_channel", "transcript"} <= first.keys()


def _transcript(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "phone")
    sentences = node["sentences"].items()
    first = sentences[0]["transcript_sid"].line() if sentences else None
    made.external_id = node["sid"].line() or first or export.stem
    made.started_at = node["media_start_time"].time()
    made.data |= {"language": code} if (code := node["language_code"].line()) else {}
    names = {}
    for each in node.down("channel", "participants").items():
        number = each["channel_participant"].whole()
        names[number] = each["role"].line() or f"Channel {number}"
        if (each["role"].word() == "agent") and (id_ := each.first("user_id", "email").line()):
            made.assignee = Who(id_, each["full_name"].line(), address(each["email"]))
    heard = []
    for each in sentences:
        number = each["media_channel"].whole()
        name = names.get(number) or f"Channel {number}"
        begin, end = each["start_time"].number(), each["end_time"].number()
        heard.append(Heard(each, name, each["transcript"].text() or "", begin, end))
    return tell(made, heard)


def _is_recording(each: Mapping[str, Any]) -> bool:
    sid = each.get("sid")
    return isinstance(sid, str) and sid.startswith("RE") and "call_sid" in each


def _recording(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "phone")
    made.external_id = node["sid"].line()
    if node["status"].word() in ("failed", "absent", "deleted"):
        raise Wrong(node["status"].path, "says that there is no recording")
    made.started_at = _moment(node.first("start_time", "date_created"))
    # As its media are called when they are fetched from where `uri` points, with .wav behind.
    made.data["recording"] = f"{made.external_id}.wav"
    return made


def _moment(node: Node) -> datetime | None:
    """A time as RFC 2822 writes it, or as ISO 8601 does."""
    text = node.line()
    if text is None or text[:1].isdecimal():
        return node.time()
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        raise Wrong(node.path, "is no time such as Tue, 31 Aug 2026 20:36:28 +0000") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


IMPORTERS = (
    json_importer(
        "twilio", _("Twilio transcripts"), _is_transcript, _transcript,
        _("A transcript of Conversational Intelligence with its sentences in it."),
    ),
    json_importer(
        "twilio-recordings", _("Twilio recordings"), _is_recording, _recording,
        _("A list of recordings of the API, handed in together with the files (SID.wav)."),
    ),
)  # fmt: skip
