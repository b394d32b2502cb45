"""Takes letters out of a mailbox file (RFC 4155) or a letter's own file, and joins them to threads.

Memory is bounded by one line of facts for each letter and by one thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import BinaryIO

MOST_LETTERS = 200_000
LETTER_BYTES = 40 * 1024 * 1024
_HEAD_BYTES = 64 * 1024
_ID = re.compile(r"<([^<>\s]{1,500})>")
_MANGLED = re.compile(rb"^>(>*From )", re.MULTILINE)
_BREAK = b"From "


@dataclass(frozen=True, slots=True)
class Letter:
    """Where a letter stands in the file, what it is called and what it answers; moments in UTC."""

    number: int
    line: int
    begin: int
    end: int
    id: str = ""
    answers: tuple[str, ...] = field(default=(), repr=False)
    at: datetime | None = None


def letters(stream: BinaryIO, *, is_mailbox: bool) -> Iterator[Letter]:
    """Each letter of the file, in its order; at most MOST_LETTERS of them."""
    if not is_mailbox:
        end = stream.seek(0, 2)
        yield _letter(stream, 1, 1, 0, end)
        return
    for number, (line, begin, end) in enumerate(_pieces(stream), 1):
        yield _letter(stream, number, line, begin, end)
        if number >= MOST_LETTERS:
            return


def message_of(stream: BinaryIO, letter: Letter) -> Message:
    """The letter itself, read from its place.

    Raises RecursionError where parts lie too deep, ValueError where it is too long.
    """
    if letter.end - letter.begin > LETTER_BYTES:
        raise ValueError(f"is longer than {LETTER_BYTES // 1024**2} MB")
    stream.seek(letter.begin)
    data = stream.read(letter.end - letter.begin)
    return message_from_bytes(_MANGLED.sub(rb"\1", data))


def threads(found: Sequence[Letter]) -> list[list[Letter]]:
    """Letters that answer each other, each thread in the order of time.

    Joined by Message-ID, In-Reply-To and References (RFC 5322, 3.6.4), also over letters that are
    not in the file. A letter that is there twice counts once; one without a date stands where the
    file has it.
    """
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        while parents.setdefault(name, name) != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for letter in found:
        for answered in letter.answers:
            parents[root(answered)] = root(letter.id)
    joined: dict[str, dict[str, Letter]] = {}
    for letter in found:
        joined.setdefault(root(letter.id), {}).setdefault(letter.id, letter)
    return [_in_time(list(thread.values())) for thread in joined.values()]


def header(message: Message, name: str) -> str:
    """A header as people read it, on one line; "" where it is missing."""
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        text = str(make_header(decode_header(str(raw))))
    except (LookupError, ValueError, MessageError):
        text = str(raw)
    return " ".join(text.split())


def moment(message: Message) -> datetime | None:
    """When the letter was written, in UTC; None where it does not say so."""
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _in_time(thread: list[Letter]) -> list[Letter]:
    if any(letter.at is None for letter in thread):
        return thread
    return sorted(thread, key=lambda letter: letter.at or datetime.min.replace(tzinfo=UTC))


def _letter(stream: BinaryIO, number: int, line: int, begin: int, end: int) -> Letter:
    stream.seek(begin)
    head = stream.read(min(end - begin, _HEAD_BYTES))
    message = message_from_bytes(re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0] + b"\n\n")
    found = _ID.search(header(message, "Message-ID"))
    own = found[1] if found else f"unnamed-{sha256(head).hexdigest()[:32]}"
    named = f"{header(message, 'References')} {header(message, 'In-Reply-To')}"
    answers = tuple(dict.fromkeys(_ID.findall(named)))
    return Letter(number, line, begin, end, own, answers, moment(message))


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, int, int]]:
    """(line, begin, end) of each letter: they begin behind a line "From …" after an empty line."""
    stream.seek(0)
    at = line = 0
    begun: tuple[int, int] | None = None
    is_after_blank = True
    while text := stream.readline(_HEAD_BYTES):
        line += text.endswith(b"\n")
        if is_after_blank and text.startswith(_BREAK):
            if begun is not None:
                position = stream.tell()
                yield begun[0], begun[1], at
                stream.seek(position)
            begun = (line + 1, at + len(text))
        is_after_blank = not text.strip()
        at += len(text)
    if begun is not None:
        yield begun[0], begun[1], at
