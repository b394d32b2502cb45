"""Imports WebVTT and SubRip: one call a file, its cues as turns with their times.

WebVTT: https://www.w3.org/TR/webvtt1/. SubRip has no standard; the same with commas in its times.
"""

import html
import re
from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from transcription.intake.importer import Importer, InputFile, Reading
from transcription.intake.named_lines import split_name
from transcription.intake.options import ImportOptions
from transcription.intake.reading import Line, TextSource
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.transcript_turns import Said, interaction_of

# Cues of one speaker that follow each other so closely are one turn, up to such a length.
JOIN_GAP_S = 1.0
JOIN_CHARACTERS = 1_500

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[\d:.]+>|\{\\[^}]*\}")
_BLOCKS = ("NOTE", "STYLE", "REGION")


def is_vtt(text: str) -> bool:
    """Whether a file that begins so is WebVTT."""
    return re.match(r"WEBVTT(?:[ \t\r\n]|$)", text) is not None


def is_srt(text: str) -> bool:
    """Whether a file that begins so is SubRip: a number, then a line of times."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    numbered = len(lines) > 1 and lines[0].strip().isdecimal()
    return numbered and _TIMES.match(lines[1]) is not None


def read(
    source: TextSource, name: str, options: ImportOptions
) -> Iterator[InteractionRecord | Refusal]:
    """The one interaction of the file; raises FileRefused where a cue cannot be read."""
    yield interaction_of(joined(_said(source.lines())), name, options, "phone")


def joined(said: Iterator[Said]) -> list[Said]:
    """Turns: close cues of one speaker together; a cue without a name goes on with the last one.

    Raises FileRefused where the first cue names nobody.
    """
    turns: list[Said] = []
    for each in said:
        last = turns[-1] if turns else None
        speaker = each.name or (last.name if last else None)
        if speaker is None:
            raise FileRefused(
                "The cues do not say who speaks: write <v Name> or “Name:” before the words.",
                line=each.line,
            )
        if last and speaker == last.name and _is_close(last, each):
            turns[-1] = Said(last.line, speaker, f"{last.text} {each.text}", last.start, each.end)
        else:
            turns.append(Said(each.line, speaker, each.text, each.start, each.end))
    return turns


def _is_close(last: Said, each: Said) -> bool:
    gap = (each.start or 0) - (last.end or 0)
    return gap <= JOIN_GAP_S and len(last.text) + len(each.text) < JOIN_CHARACTERS


def _said(lines: Iterator[Line]) -> Iterator[Said]:
    """Each voice of each cue with words in it."""
    for block in _blocks(lines):
        at = next((n for n, line in enumerate(block[:2]) if "-->" in line.text), None)
        if at is None:
            _check_block(block)
            continue
        start, end = _times(block[at])
        yield from _voices(block[at + 1 :], start, end)


def _blocks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if line.problem:
            raise FileRefused(f"Line {line.number} {line.problem}.", line=line.number)
        if line.text.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _check_block(block: list[Line]) -> None:
    """A header, a note or a number without words is passed over; anything else is no cue."""
    first = block[0].text.lstrip("\ufeff").strip()
    is_header = block[0].number == 1 and first.startswith("WEBVTT")
    if not (is_header or first.startswith(_BLOCKS) or (len(block) == 1 and first.isdecimal())):
        raise FileRefused(
            "This is no cue: a line such as 00:00:01.000 --> 00:00:02.500 is missing before it.",
            line=block[0].number,
        )


def _times(line: Line) -> tuple[float, float]:
    match = _TIMES.match(line.text)
    if match is None:
        raise FileRefused(
            "The times cannot be read: they are written 00:00:01.000 --> 00:00:02.500.",
            line=line.number,
        )
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if end < start:
        raise FileRefused("The cue ends before it begins.", line=line.number)
    return start, end


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    thousandths = int(fraction.ljust(3, "0"))
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + thousandths / 1000


def _voices(lines: list[Line], start: float, end: float) -> Iterator[Said]:
    name: str | None = None
    for line in lines:
        # What stands before the first voice of a line goes on with the one before.
        pieces = _VOICE.split(line.text)
        for voice, words in zip([None, *pieces[1::2]], pieces[::2], strict=True):
            label, text = split_name(html.unescape(_TAG.sub("", words)).strip())
            name = html.unescape(voice).strip() if voice else label or name
            if text:
                yield Said(line.number, name, text, start, end)


def _open(file: InputFile, options: ImportOptions) -> Reading:
    source = file.text()
    return Reading(read(source, file.name, options), encoding=source.encoding_name)


IMPORTERS = (
    Importer(
        "vtt", _("WebVTT"), lambda head: is_vtt(head.text), _open,
        _("A transcript with times, one call a file."), rank=10,
    ),
    Importer(
        "srt", _("SubRip"), lambda head: is_srt(head.text), _open,
        _("A transcript with times, one call a file."), rank=11,
    ),
)  # fmt: skip
