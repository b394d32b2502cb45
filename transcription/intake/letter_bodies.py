"""Reads what a letter says and which files came with it; contents of files are never kept."""

from __future__ import annotations

from email.errors import MessageError
from email.message import Message
from typing import Any

from transcription.intake.exports.plain import plain
from transcription.intake.limits import ATTACHMENTS

_DEEPEST = 20
_DEFAULT = "utf-8"


def words_and_files(message: Message) -> tuple[str, list[dict[str, Any]]]:
    """The text of a letter, of HTML where there is no plain text, and its files by name and size.

    What a mail program offers in several forms is read once. Raises RecursionError where parts
    lie more than 20 deep in each other.
    """
    files: list[dict[str, Any]] = []
    words = _words(message, files, 0)
    return "\n\n".join(filter(None, words)).strip(), files[:ATTACHMENTS]


def _words(part: Message, files: list[dict[str, Any]], depth: int) -> list[str]:
    if depth > _DEEPEST:
        raise RecursionError
    kind = part.get_content_type()
    name = _file_name(part)
    payload = part.get_payload() if part.is_multipart() else None
    if kind == "message/rfc822":
        files.append({"name": name or "letter.eml", "type": kind})
        return []
    if isinstance(payload, list):
        parts = [each for each in payload if isinstance(each, Message)]
        if kind == "multipart/alternative":
            return _one_of(parts, files, depth)
        return [text for each in parts for text in _words(each, files, depth + 1)]
    if name or not kind.startswith("text/"):
        if name:
            files.append({"name": name, "type": kind, "size": len(_bytes(part))})
        return []
    text = _text(part)
    return [plain(text) if kind == "text/html" else text]


def _one_of(parts: list[Message], files: list[dict[str, Any]], depth: int) -> list[str]:
    """The plain form if it says anything, else the last that does."""
    found = []
    for each in parts:
        words = [text for text in _words(each, files, depth + 1) if text.strip()]
        if words and each.get_content_type() == "text/plain":
            return words
        found.append(words)
    return next((words for words in reversed(found) if words), [])


def _bytes(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, MessageError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    data = _bytes(part)
    try:
        return data.decode(part.get_content_charset(_DEFAULT), "replace")
    except (LookupError, ValueError, MessageError):
        return data.decode(_DEFAULT, "replace")


def _file_name(part: Message) -> str | None:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError, MessageError):
        name = None
    if name is None and part.get_content_disposition() == "attachment":
        name = "file"
    return " ".join(str(name).replace("\\", "/").rsplit("/", 1)[-1].split())[:200] if name else None
