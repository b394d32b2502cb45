"""Tells what a file is from its first bytes; its name only has to agree."""

import codecs
from pathlib import PurePosixPath

from transcription.intake.importer import HEAD_BYTES, Head, Importer
from transcription.intake.refusals import FileRefused, quoted
from transcription.intake.registry import importers

__all__ = ["AUDIO_SUFFIXES", "HEAD_BYTES", "UnknownTable", "detect", "is_sound", "recognise"]

AUDIO_SUFFIXES = frozenset(
    {".wav", ".mp3", ".m4a", ".mp4", ".ogg", ".oga", ".opus", ".flac", ".webm", ".aac", ".amr",
     ".aif", ".aiff", ".au", ".mka", ".wma", ".caf", ".3gp"}
)  # fmt: skip
_SOUND_MARKS = (
    (0, b"RIFF"), (0, b"RF64"), (0, b"OggS"), (0, b"fLaC"), (0, b"ID3"), (4, b"ftyp"),
    (0, b"\x1a\x45\xdf\xa3"), (0, b"FORM"), (0, b"#!AMR"), (0, b".snd"), (0, b"caff"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
)  # fmt: skip
_NOT_HERE = (
    ({"scorecard", "reviewer"}, "These are evaluations: import them with qa evaluations import."),
    ({"team", "agent_id"}, "This is a list of teams: import it with qa team import."),
    ({"team", "email"}, "This is a list of teams: import it with qa team import."),
    ({"team", "name"}, "This is a list of teams: import it with qa team import."),
)
_MAP_IT = (
    "To say what its columns hold, hand it in again with “Look at it first”, or by "
    "qa import --preview and then with --mapping."
)
_SHOWN = 12


class UnknownTable(FileRefused):
    """A table whose columns no importer knows: somebody has to say what they hold."""

    def __init__(self, message: str, columns: tuple[str, ...]) -> None:
        super().__init__(message)
        self.columns = columns


def detect(name: str, head: bytes) -> Importer:
    """Return the importer of a file by its first bytes (up to HEAD_BYTES of them)."""
    return recognise(Head(name, head))


def recognise(file: Head) -> Importer:
    """Return the importer of a file by its beginning.

    Raises FileRefused where there is nothing, where name and content disagree, and where the
    content is none of ours, naming what was found and what it could be.
    """
    name, head = file.name, file.raw
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise FileRefused("The file is empty: there is nothing to import.")
    named_sound = PurePosixPath(name).suffix.lower() in AUDIO_SUFFIXES
    if is_sound(head) != named_sound:
        holds = "sound" if is_sound(head) else "no sound that we know"
        raise FileRefused(
            f"{quoted(PurePosixPath(name).name)} is named like "
            f"{'a sound file' if named_sound else 'text'}, but holds {holds}: "
            "check the file, or give it the ending that fits."
        )
    return _recognised(file, is_sound=named_sound)


def is_sound(head: bytes) -> bool:
    """Whether the first bytes are those of a container or stream of sound."""
    if any(head[at : at + len(mark)] == mark for at, mark in _SOUND_MARKS):
        return True
    # An MPEG or ADTS frame begins with eleven set bits, and neither version nor layer is reserved.
    return (
        len(head) > 2
        and head[0] == 0xFF
        and head[1] >= 0xE0
        and head[1] & 0x18 != 0x08
        and (head[1] & 0x06 != 0 or head[1] & 0xF6 == 0xF0)
        and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    )


def _recognised(head: Head, *, is_sound: bool) -> Importer:
    asked = [each for each in importers().values() if each.is_sound == is_sound]
    known = [each for each in asked if each.knows(head)]
    if not known:
        raise _unknown(head)
    best = [each for each in known if each.rank == known[0].rank]
    if len(best) > 1:
        shown = " or ".join(f"{each.title} ({each.name})" for each in best)
        raise FileRefused(f"The file could be {shown}: say which as its format.")
    return best[0]


def _unknown(head: Head) -> FileRefused:
    if head.first_line.startswith(("{", "[")):
        return _unknown_json(head)
    if "external_id" not in head.column_names or "scorecard" in head.column_names:
        for columns, advice in _NOT_HERE:
            if columns <= head.column_names:
                return FileRefused(advice)
    shown = ", ".join(quoted(name) for name in head.columns[:_SHOWN])
    message = (
        "The file is none that can be imported: JSON lines, CSV with speaker and text (chats) or "
        "recording (a manifest) in its header, WebVTT, SubRip, a chat of “Name: text” lines, a "
        "WhatsApp export, a letter, or the JSON export of a system that the page of formats names. "
        f"Its first line reads as: {shown or 'nothing'}."
    )
    is_table = len(head.columns) > 1 and "\0" not in head.text
    if not is_table:
        return FileRefused(message)
    return UnknownTable(f"{message} {_MAP_IT}", head.columns)


def _unknown_json(head: Head) -> FileRefused:
    """JSON of a shape that nobody knows; says what stands in it and what could be handed in."""
    data = head.json
    while isinstance(data, list) and data:
        data = data[0]
    keys = list(data)[:_SHOWN] if isinstance(data, dict) else []
    shown = ", ".join(quoted(str(key)) for key in keys)
    named = ", ".join(each.name for each in importers().values() if each.is_json)
    holds = f"It holds {shown}. " if shown else ""
    return FileRefused(
        f"The file is JSON, but none of the exports that are known. {holds}If it is one of these, "
        f"say which as its format: {named}. Else write one interaction a line, as JSON lines."
    )
