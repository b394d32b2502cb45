"""Imports Amazon Transcribe: Call Analytics, plain jobs, and the post-call analytics solution.

https://docs.aws.amazon.com/transcribe/latest/dg/tca-output-batch.html, how-input.html#how-output;
the solution: https://github.com/aws-samples/amazon-transcribe-post-call-analytics. Sentiments are
not taken.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation, Who
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import Heard, tell
from transcription.intake.exports.vendor import Export, json_importer


def _is_call(each: Mapping[str, Any]) -> bool:
    return "Transcript" in each and "JobName" in each and "Channel" in each


def _call(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "phone")
    made.external_id = node["JobName"].line()
    made.data |= {"language": code} if (code := node["LanguageCode"].line()) else {}
    heard = [
        Heard(
            turn, turn["ParticipantRole"].text() or "", turn["Content"].text() or "",
            turn["BeginOffsetMillis"].millis(), turn["EndOffsetMillis"].millis(),
        )
        for turn in node["Transcript"].items()
    ]  # fmt: skip
    return tell(made, heard)


def _is_job(each: Mapping[str, Any]) -> bool:
    results = each.get("results")
    return "jobName" in each and isinstance(results, Mapping) and "transcripts" in results


def _job(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "phone")
    made.external_id = node["jobName"].line()
    results = node["results"]
    made.data |= {"language": code} if (code := results["language_code"].line()) else {}
    segments = results["audio_segments"].items()
    heard = [
        Heard(
            each, each["speaker_label"].line(), each["transcript"].text() or "",
            each["start_time"].number(), each["end_time"].number(),
        )
        for each in segments
    ] or list(_of_items(results["items"]))  # fmt: skip
    return tell(made, heard)


def _of_items(items: Node) -> Iterator[Heard]:
    """Words and marks as they follow each other, cut where the speaker changes."""
    last: Heard | None = None
    for each in items.items():
        found = each["alternatives"].items()
        word = (found[0]["content"].text() or "") if found else ""
        name = each["speaker_label"].line() or each["channel_label"].line()
        is_mark = each["type"].word() == "punctuation"
        if last is not None and (is_mark or name == last.name):
            text = f"{last.text}{'' if is_mark else ' '}{word}"
            last = Heard(
                last.node, last.name, text, last.start, each["end_time"].number() or last.end
            )
            continue
        if last is not None:
            yield last
        last = Heard(each, name, word, each["start_time"].number(), each["end_time"].number())
    if last is not None:
        yield last


def _is_post_call(each: Mapping[str, Any]) -> bool:
    return "ConversationAnalytics" in each and "SpeechSegments" in each


def _post_call(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "phone")
    about = node["ConversationAnalytics"]
    sources = about["SourceInformation"].items()
    job = sources[0]["TranscribeJobInfo"]["TranscriptionJobName"] if sources else Node(None)
    number = about["GUID"].line()
    made.external_id = number if number and number != "None" else job.line() or export.stem
    zone = about["ConversationLocation"].line() or export.options.hints.time_zone
    made.started_at = about["ConversationTime"].time(zone)
    made.data |= {"language": code} if (code := about["LanguageCode"].line()) else {}
    agent = about["Agent"].line()
    if agent and agent != "None":
        made.assignee = Who(agent)
    labels = {
        each["Speaker"].text(): each["DisplayText"].text() or ""
        for each in about["SpeakerLabels"].items()
    }
    heard = [
        Heard(
            each, labels.get(each["SegmentSpeaker"].text(), each["SegmentSpeaker"].text()),
            each.first("DisplayText", "OriginalText").text() or "",
            each["SegmentStartTime"].number(), each["SegmentEndTime"].number(),
        )
        for each in node["SpeechSegments"].items()
    ]  # fmt: skip
    return tell(made, heard)


IMPORTERS = (
    json_importer(
        "transcribe-call", _("Amazon Transcribe Call Analytics"), _is_call, _call,
        _("The output file of a Call Analytics job, one call a file."),
    ),
    json_importer(
        "transcribe", _("Amazon Transcribe"), _is_job, _job,
        _("The output file of a transcription job with speaker labels, one call a file."),
    ),
    json_importer(
        "transcribe-pca", _("Amazon Transcribe post-call analytics"), _is_post_call, _post_call,
        _("The parsed results of the post-call analytics solution, one call a file."),
    ),
)  # fmt: skip
