"""Imports transcripts of speech recognisers: Deepgram, AssemblyAI, Whisper and WhisperX.

https://developers.deepgram.com/docs/pre-recorded-audio, https://www.assemblyai.com/docs (transcript
with utterances), https://github.com/openai/whisper (JSON of its command), https://github.com/m-bain/whisperX.
Sentiments are not taken.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.exports.conversation import Conversation
from transcription.intake.exports.nodes import Node
from transcription.intake.exports.reading_parts import Heard, tell
from transcription.intake.exports.vendor import Export, json_importer


def _is_deepgram(each: Mapping[str, Any]) -> bool:
    results = each.get("results")
    return "metadata" in each and isinstance(results, Mapping) and "channels" in results


def _deepgram(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "phone")
    made.external_id = node.down("metadata", "request_id").line() or export.stem
    return tell(made, list(_utterances(node["results"])) or list(_words(node["results"])))


def _utterances(results: Node) -> Iterator[Heard]:
    utterances = results["utterances"].items()
    are_apart = len({each["channel"].value for each in utterances if _is_plain(each)}) > 1
    for each in utterances:
        kind, key = ("Channel", "channel") if are_apart else ("Speaker", "speaker")
        number = each[key].whole()
        name = f"{kind} {number}" if number is not None else None
        text = each["transcript"].text() or ""
        yield Heard(each, name, text, each["start"].number(), each["end"].number())


def _is_plain(each: Node) -> bool:
    return isinstance(each["channel"].value, int)


def _words(results: Node) -> Iterator[Heard]:
    """Runs of words of one speaker, or of one channel where there are several."""
    channels = results["channels"].items()
    runs: list[Heard] = []
    for number, channel in enumerate(channels):
        last: Heard | None = None
        for alternative in channel["alternatives"].items()[:1]:
            for word in alternative["words"].items():
                speaker = word["speaker"].whole()
                name = f"Channel {number}" if len(channels) > 1 else None
                name = f"Speaker {speaker}" if name is None and speaker is not None else name
                text = word.first("punctuated_word", "word").text() or ""
                begin, end = word["start"].number(), word["end"].number()
                if last is not None and last.name == name:
                    last = Heard(last.node, name, f"{last.text} {text}", last.start, end)
                    runs[-1] = last
                else:
                    last = Heard(word, name, text, begin, end)
                    runs.append(last)
    yield from sorted(runs, key=lambda each: each.start or 0)


def _is_assemblyai(each: Mapping[str, Any]) -> bool:
    return "utterances" in each and bool(
        {"audio_url", "acoustic_model", "audio_duration"} & each.keys()
    )


def _assemblyai(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "phone")
    made.external_id = node["id"].line() or export.stem
    code = (node["language_code"].line() or "").replace("_", "-")
    made.data |= {"language": code} if code else {}
    heard = [
        Heard(
            each,
            _label(each),
            each["text"].text() or "",
            each["start"].millis(),
            each["end"].millis(),
        )
        for each in node["utterances"].items()
    ]
    return tell(made, heard)


def _label(each: Node) -> str | None:
    label = each["speaker"].line() or each["channel"].line()
    return f"Speaker {label}" if label and len(label) <= 2 else label


def _is_whisper(each: Mapping[str, Any]) -> bool:
    segments = each.get("segments")
    first = segments[0] if isinstance(segments, list) and segments else None
    return isinstance(first, Mapping) and {"start", "end", "text"} <= first.keys()


def _whisper(node: Node, export: Export) -> Conversation:
    made = export.conversation(node, "phone")
    made.external_id = export.stem
    code = node["language"].line()
    made.data |= {"language": code} if code and len(code) == 2 else {}
    heard = [
        Heard(
            each, each["speaker"].line(), each["text"].text() or "",
            each["start"].number(), each["end"].number(),
        )
        for each in node["segments"].items()
        if (each["text"].text() or "").strip()
    ]  # fmt: skip
    return tell(made, heard)


IMPORTERS = (
    json_importer(
        "deepgram", _("Deepgram"), _is_deepgram, _deepgram,
        _("The answer of a request with diarize or multichannel, one call a file."),
    ),
    json_importer(
        "assemblyai", _("AssemblyAI"), _is_assemblyai, _assemblyai,
        _("A transcript with speaker labels (utterances), one call a file."),
    ),
    json_importer(
        "whisper", _("Whisper and WhisperX"), _is_whisper, _whisper,
        _("The JSON of WhisperX with speakers told apart, one call a file."), rank=60,
    ),
)  # fmt: skip
