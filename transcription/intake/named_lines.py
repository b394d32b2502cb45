"""Imports a chat that is plain text: “Name: what was said”, one conversation a file.

A line without a name goes on with the turn before it.
"""

import re
from collections import Counter
from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from transcription.intake.importer import Importer, InputFile, Reading
from transcription.intake.options import ImportOptions
from transcription.intake.reading import Line, TextSource
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.speaker_names import LABEL_CHARACTERS
from transcription.intake.transcript_turns import Said, interaction_of

# No web address, no time of day: the colon ends a name of letters, and a blank or nothing follows.
_NAMED = re.compile(
    rf"(?P<name>[^\W\d_][^:\t.?!,;<>{{}}\[\]\"|/\\]{{0,{LABEL_CHARACTERS - 1}}}):(?:[ \t]+|$)"
)
_MOST_WORDS = 4
LOOKED_AT, LEAST_SHARE, MOST_NAMES = 40, 0.5, 8


def split_name(text: str) -> tuple[str | None, str]:
    """The name before the words, and the words; None where there is none."""
    match = _NAMED.match(text)
    if match is None or len(match["name"].split()) > _MOST_WORDS:
        return None, text
    return match["name"].strip(), text[match.end() :].strip()


def is_named_text(text: str) -> bool:
    """Whether most lines begin with one of a few names, the first line with one of them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:LOOKED_AT]
    names = [split_name(line)[0] for line in lines]
    counts = Counter(name for name in names if name is not None)
    if len(counts) < 2 or len(counts) > MOST_NAMES or names[0] is None:
        return False
    return sum(counts.values()) >= LEAST_SHARE * len(lines)


def read(
    source: TextSource, name: str, options: ImportOptions
) -> Iterator[InteractionRecord | Refusal]:
    """The one interaction of the file; raises FileRefused where nobody is named before the words.

    Where two names or more speak repeatedly, a name that stands there once ("Note: …") is taken
    for words of the turn that it stands in.
    """
    yield interaction_of(_said(source), name, options, "chat")


def _said(source: TextSource) -> list[Said]:
    named = [(line.number, *split_name(line.text.strip())) for line in _sound_lines(source)]
    counts = Counter(name for _, name, _ in named if name is not None)
    repeated = {name for name, count in counts.items() if count > 1}
    names = repeated if len(repeated) > 1 else set(counts)
    turns: list[Said] = []
    for number, name, text in named:
        if name in names or (name is not None and not turns):
            turns.append(Said(number, name, text))
        elif not turns:
            raise FileRefused(
                "The first line names nobody: write “Name: what was said”.", line=number
            )
        else:
            last, words = turns[-1], text if name is None else f"{name}: {text}"
            turns[-1] = Said(last.line, last.name, f"{last.text}\n{words}".strip())
    return [each for each in turns if each.text]


def _sound_lines(source: TextSource) -> Iterator[Line]:
    for line in source.lines():
        if line.problem:
            raise FileRefused(f"Line {line.number} {line.problem}.", line=line.number)
        if line.text.strip():
            yield line


def _open(file: InputFile, options: ImportOptions) -> Reading:
    source = file.text()
    return Reading(read(source, file.name, options), encoding=source.encoding_name)


IMPORTERS = (
    Importer(
        "text", _("Chat as plain text"), lambda head: is_named_text(head.text), _open,
        _("Lines of “Name: what was said”, one conversation a file."), rank=80,
    ),
)  # fmt: skip
