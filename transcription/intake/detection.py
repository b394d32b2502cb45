"""Tells what a file is from its first bytes; its name only has to agree."""

import codecs
from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePosixPath

from transcription.intake.captions import is_srt, is_vtt
from transcription.intake.named_lines import is_named_text
from transcription.intake.reading import wide_encoding
from transcription.intake.refusals import FileRefused, quoted
from transcription.intake.tables import column_name, find_separator, read_header
from transcription.intake.whatsapp import is_whatsapp


class Format(StrEnum):
    """What can be imported."""

    JSONL = "jsonl"
    CHATS = "chats"
    MANIFEST = "manifest"
    VTT = "vtt"
    SRT = "srt"
    TEXT = "text"
    WHATSAPP = "whatsapp"
    AUDIO = "audio"
    TEAMS = "teams"
    EVALUATIONS = "evaluations"


AUDIO_SUFFIXES = frozenset(
    {".wav", ".mp3", ".m4a", ".mp4", ".ogg", ".oga", ".opus", ".flac", ".webm", ".aac", ".amr",
     ".aif", ".aiff", ".au", ".mka", ".wma", ".caf", ".3gp"}
)  # fmt: skip
_JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
HEAD_BYTES = 64 * 1024

_SOUND_MARKS = (
    (0, b"RIFF"), (0, b"RF64"), (0, b"OggS"), (0, b"fLaC"), (0, b"ID3"), (4, b"ftyp"),
    (0, b"\x1a\x45\xdf\xa3"), (0, b"FORM"), (0, b"#!AMR"), (0, b".snd"), (0, b"caff"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
)  # fmt: skip


def detect(name: str, head: bytes) -> Format:
    """Return the format of a file by its first bytes (up to HEAD_BYTES of them).

    Raises FileRefused where there is nothing, where name and content disagree, and where the
    content is none of ours, naming what was found.
    """
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
    if named_sound:
        return Format.AUDIO
    if PurePosixPath(name).suffix.lower() in _JSONL_SUFFIXES:
        return Format.JSONL
    return _text_format(_decoded(head))


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


# Asked in this order; the first that knows the text has it.
_KNOWN_BY_TEXT: tuple[tuple[Format, Callable[[str], bool]], ...] = (
    (Format.VTT, is_vtt),
    (Format.SRT, is_srt),
    (Format.WHATSAPP, is_whatsapp),
)


def _text_format(text: str) -> Format:
    for found, knows in _KNOWN_BY_TEXT:
        if knows(text):
            return found
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and lines[0].lower().startswith("sep="):
        del lines[0]
    first = lines[0].strip() if lines else ""
    if first.startswith("{"):
        return Format.JSONL
    if first.startswith("["):
        raise FileRefused("The file is one JSON list: write one interaction a line, as JSON lines.")
    if is_named_text(text):
        return Format.TEXT
    columns = read_header(first, find_separator(first)) if first else ()
    return _table_format({column_name(title) for title in columns}, columns)


def _table_format(known: set[str], columns: tuple[str, ...]) -> Format:
    if {"speaker", "text"} <= known:
        return Format.CHATS
    if "recording" in known:
        return Format.MANIFEST
    if {"scorecard", "reviewer"} <= known:
        return Format.EVALUATIONS
    if "team" in known and known & {"agent_id", "email", "name"} and "external_id" not in known:
        return Format.TEAMS
    shown = ", ".join(quoted(name) for name in columns[:12])
    raise FileRefused(
        "The file is none that can be imported: JSON lines, CSV with speaker and text (chats) or "
        "recording (a manifest) in its header, WebVTT, SubRip, a chat of “Name: text” lines or a "
        f"WhatsApp export. Its first line reads as: {shown or 'nothing'}."
    )


def _decoded(head: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode(wide_encoding(head) or "utf-8", "replace")
