"""Imports the interchange format: one JSON object a line, one interaction an object."""

import json
from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from transcription.intake.importer import Head, Importer, InputFile, Reading
from transcription.intake.interchange import InvalidInteraction, read_interaction
from transcription.intake.locating import column_of
from transcription.intake.options import ImportOptions
from transcription.intake.reading import Line, TextSource
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Problem, Refusal, excerpt
from transcription.intake.strict_json import Unreadable, decode


def read(source: TextSource) -> Iterator[InteractionRecord | Refusal]:
    """Yield each line's interaction, or why there is none; blank lines do not count."""
    for line in source.lines():
        if line.problem:
            at = line.column or 1
            yield Refusal(line.number, line.column, None, line.problem, excerpt(line.text, at))
        elif line.text.strip():
            yield _read(line)


def _read(line: Line) -> InteractionRecord | Refusal:
    try:
        return read_interaction(decode(line.text), line=line.number)
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg}"
        shown = excerpt(line.text, error.colno)
        return Refusal(line.number, error.colno, None, message, shown)
    except (RecursionError, Unreadable, ValueError) as error:
        message = str(error) if isinstance(error, Unreadable) else "is not JSON that can be read"
        return Refusal(line.number, 1, None, message, excerpt(line.text))
    except InvalidInteraction as error:
        return _refusal(line, error.problems[0], error.summary)


def _refusal(line: Line, problem: Problem, message: str) -> Refusal:
    column = column_of(line.text, problem.path)
    return Refusal(line.number, column, problem.field, message, excerpt(line.text, column))


def _is_jsonl(head: Head) -> bool:
    if head.suffix in {".jsonl", ".ndjson"}:
        return True
    # A first line that is broken is refused by itself, so that its neighbours get in.
    starts = head.first_line.startswith("{")
    return starts and (head.first_line.endswith("}") or "external_id" in head.text)


def _open(file: InputFile, options: ImportOptions) -> Reading:
    source = file.text()
    return Reading(read(source), encoding=source.encoding_name)


IMPORTERS = (
    Importer(
        "jsonl", _("JSON lines"), _is_jsonl, _open,
        _("The product's own format: one interaction a line."), rank=90,
    ),
)  # fmt: skip
