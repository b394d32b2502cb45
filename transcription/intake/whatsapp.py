"""Imports the text export of a WhatsApp chat, as Android and iOS write it.

The export has local times without a zone, in the order of the phone's language; a chat with a
customer goes on for years. So the zone is said at the import, the order of day and month is told
from all dates, and a pause of a day begins a new interaction.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _

from transcription.intake.importer import Importer, InputFile, Reading
from transcription.intake.options import DateOrder, ImportOptions
from transcription.intake.reading import Line, TextSource
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.speaker_names import LABEL_CHARACTERS
from transcription.intake.transcript_turns import Said, interaction_of

NEW_AFTER = timedelta(hours=24)
LEAST_DATED = 2

_BLANK = "[ \u00a0\u202f]"
_STAMP = (
    r"(?P<a>\d{1,4})[./-](?P<b>\d{1,2})[./-](?P<c>\d{2,4}),?"
    rf"{_BLANK}+(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}}))?"
    rf"(?:{_BLANK}*(?P<half>[AaPp])\.?{_BLANK}?[Mm]\.?)?"
)
# Android writes "date, time - Name: …", iOS "[date, time] Name: …".
_DATED = re.compile(rf"\[?{_STAMP}(?:\]|{_BLANK}+[-–]){_BLANK}(?P<rest>.*)$")
_NAME = re.compile(rf"(?P<name>[^:\n]{{1,{LABEL_CHARACTERS}}}): ?(?P<text>.*)$", re.DOTALL)
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\ufeff]")


@dataclass(frozen=True, slots=True)
class _Dated:
    """A line with a date: the three numbers of it as they stand, the time, and what follows."""

    line: int
    day: tuple[str, str, str]
    hour: int
    minute: int
    second: int
    rest: str


def is_whatsapp(text: str) -> bool:
    """Whether a file begins with a dated line and has another."""
    lines = [_MARKS.sub("", line) for line in text.splitlines() if line.strip()][:50]
    dated = [line for line in lines if _DATED.match(line)]
    return len(dated) >= LEAST_DATED and dated[0] == lines[0]


def read(
    source: TextSource, name: str, options: ImportOptions
) -> Iterator[InteractionRecord | Refusal]:
    """The interactions of a chat, the oldest first, each with the day on which it began in its id.

    Raises FileRefused without a time zone, or where 03/04 could be March or April and `options`
    do not say it.
    """
    if options.hints.time_zone is None:
        raise FileRefused("WhatsApp writes times without a zone: say which, as --time-zone.")
    order = options.hints.date_order or _order(source)
    said = _said(source, order, ZoneInfo(options.hints.time_zone))
    for part in _parts(said):
        began = part[0].at
        assert began is not None
        yield interaction_of(part, name, options, "social", part=f"#{began:%Y-%m-%dT%H:%MZ}")


def _dated(line: Line) -> _Dated | None:
    match = _DATED.match(_MARKS.sub("", line.text))
    if match is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    day = (match["a"], match["b"], match["c"])
    second = int(match["second"] or 0)
    return _Dated(line.number, day, hour, int(match["minute"]), second, match["rest"])


def _order(source: TextSource) -> DateOrder:
    """The order that all dates of the file allow."""
    firsts, seconds = set(), set()
    for line in source.lines():
        dated = _dated(line)
        if dated is not None:
            if len(dated.day[0]) == len("2026"):
                return "year"
            firsts.add(int(dated.day[0]))
            seconds.add(int(dated.day[1]))
    if max(firsts, default=0) > 12:
        return "day"
    if max(seconds, default=0) > 12:
        return "month"
    raise FileRefused(
        "The dates could have the day or the month first: say which, as --date-order."
    )


def _moment(dated: _Dated, order: DateOrder, zone: ZoneInfo) -> datetime:
    a, b, c = dated.day
    year, month, day = {"day": (c, b, a), "month": (c, a, b), "year": (a, b, c)}[order]
    full = int(year) + (2000 if len(year) == len("26") else 0)
    time = dated.hour, dated.minute, dated.second
    try:
        return datetime(full, int(month), int(day), *time, tzinfo=zone).astimezone(UTC)
    except ValueError:
        shown = "/".join(dated.day)
        raise FileRefused(
            f"The date {shown} or its time does not exist in the order that the others have.",
            line=dated.line,
        ) from None


def _said(source: TextSource, order: DateOrder, zone: ZoneInfo) -> Iterator[Said]:
    """The messages; a line without a date goes on with the one before."""
    last: Said | None = None
    for line in source.lines():
        if line.problem:
            raise FileRefused(f"Line {line.number} {line.problem}.", line=line.number)
        dated = _dated(line)
        if dated is None:
            if last is None:
                if line.text.strip():
                    raise FileRefused("The first line has no date.", line=line.number)
                continue
            last = Said(last.line, last.name, f"{last.text}\n{line.text}", at=last.at)
            continue
        if last is not None:
            yield last
        named = _NAME.match(dated.rest)
        name, text = (named["name"].strip(), named["text"]) if named else (None, dated.rest)
        last = Said(line.number, name, text, at=_moment(dated, order, zone))
    if last is not None:
        yield last


def _parts(said: Iterator[Said]) -> Iterator[Sequence[Said]]:
    """Messages with a pause of a day between them; what no person says makes no interaction."""
    part: list[Said] = []
    for each in said:
        last = part[-1].at if part else None
        if last is not None and each.at is not None and each.at - last > NEW_AFTER:
            yield from _with_people(part)
            part = []
        if each.text.strip():
            part.append(each)
    yield from _with_people(part)


def _with_people(part: list[Said]) -> Iterator[Sequence[Said]]:
    if any(each.name is not None for each in part):
        yield part


def _open(file: InputFile, options: ImportOptions) -> Reading:
    source, zone = file.text(), options.hints.time_zone
    notes = (f"times are those of {zone}",) if zone else ()
    return Reading(read(source, file.name, options), notes, source.encoding_name)


IMPORTERS = (
    Importer(
        "whatsapp", _("WhatsApp export"), lambda head: is_whatsapp(head.text), _open,
        _("The text file of Export chat, without media."), rank=12,
    ),
)  # fmt: skip
