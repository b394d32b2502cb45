"""Opens an imported text file whatever its encoding; reads it by line in bounded memory."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import TextIOWrapper
from typing import BinaryIO

from transcription.intake.limits import LINE_CHARACTERS
from transcription.intake.refusals import FileRefused
from transcription.intake.values import clean

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1024 * 1024
_CHUNK_CHARACTERS = 256 * 1024
_ESCAPED = re.compile("[\udc80-\udcff]")
_UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with byte-order mark",
    "utf-16": "UTF-16 with byte-order mark",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "utf-32": "UTF-32 with byte-order mark",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; `problem` says why it can't be used, `column` where."""

    number: int
    text: str
    problem: str | None = None
    column: int | None = None


@dataclass(frozen=True)
class TextSource:
    """A text file with the encoding that was found; the stream stays open for its owner."""

    stream: BinaryIO = field(repr=False)
    encoding: str
    begins_at: int = 0
    """Bytes before the text: a mark of UTF-8 before what is not."""

    @property
    def encoding_name(self) -> str:
        """The encoding as the batch reports it."""
        name = _NAMES[self.encoding]
        return f"{name}, though marked as UTF-8" if self.begins_at else name

    def lines(self) -> Iterator[Line]:
        """Yield the lines from the beginning; line breaks inside are those of CR, LF and CRLF."""
        with self._text() as wrapper:
            yield from _lines(wrapper)

    def chunks(self) -> Iterator[str]:
        """Yield the text from the beginning in pieces; line breaks are those of the file.

        Bytes that break UTF-8 come as half surrogates, NUL as U+FFFD.
        """
        with self._text() as wrapper:
            while piece := wrapper.read(_CHUNK_CHARACTERS):
                yield piece.replace("\0", "\ufffd")

    @contextmanager
    def _text(self) -> Iterator[TextIOWrapper]:
        self.stream.seek(self.begins_at)
        errors = "surrogateescape" if self.encoding.startswith("utf-8") else "replace"
        wrapper = TextIOWrapper(self.stream, encoding=self.encoding, errors=errors, newline="")
        try:
            yield wrapper
        finally:
            wrapper.detach()


def open_text(stream: BinaryIO) -> TextSource:
    """Find the encoding of a seekable stream; raise FileRefused if it is empty."""
    encoding = find_encoding(stream)
    stream.seek(0)
    is_marked = stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
    is_wrong = is_marked and encoding != "utf-8-sig"
    return TextSource(stream, encoding, len(codecs.BOM_UTF8) if is_wrong else 0)


def find_encoding(stream: BinaryIO) -> str:
    """Return the name of the codec that reads the stream; it reads the whole of it once.

    A mark at the beginning decides; else NUL bytes at every other place mean UTF-16; else UTF-8,
    unless more bytes break it than characters need it: then Windows-1252 or Latin-1, also behind a
    mark of UTF-8, which some programs write before anything.
    """
    stream.seek(0)
    head = stream.read(4096)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise FileRefused("The file is empty: there is nothing to import.")
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if head.startswith(codecs.BOM_UTF8):
        stream.seek(len(codecs.BOM_UTF8))
        found = narrow_encoding(stream)
        return "utf-8-sig" if found == "utf-8" else found
    if wide := wide_encoding(head):
        return wide
    stream.seek(0)
    return narrow_encoding(stream)


def wide_encoding(head: bytes) -> str | None:
    """Return the UTF-16 codec of text without a mark, told by where its NUL bytes stand."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head) / 2 and odd > 4 * even:
        return "utf-16-le"
    if even > 0.4 * len(head) / 2 and even > 4 * odd:
        return "utf-16-be"
    return None


def narrow_encoding(stream: BinaryIO) -> str:
    """UTF-8, or Windows-1252 or Latin-1 where more bytes break UTF-8 than characters need it."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    sound = broken = 0
    undefined = False
    while chunk := stream.read(_CHUNK):
        text = decoder.decode(chunk)
        if not text.isascii():
            escaped = len(_ESCAPED.findall(text))
            broken += escaped
            sound += sum(not char.isascii() for char in text) - escaped
            undefined = undefined or bool(_UNDEFINED_IN_CP1252.search(chunk))
    broken += len(_ESCAPED.findall(decoder.decode(b"", final=True)))
    if not broken or sound >= broken:
        return "utf-8"
    return "latin-1" if undefined else "cp1252"


def _lines(wrapper: TextIOWrapper) -> Iterator[Line]:
    number = 0
    while text := wrapper.readline(LINE_CHARACTERS):
        number += 1
        if len(text) == LINE_CHARACTERS and text[-1] not in "\r\n":
            while (rest := wrapper.readline(LINE_CHARACTERS)) and rest[-1] not in "\r\n":
                pass
            yield Line(number, text[:200], f"is longer than {LINE_CHARACTERS:,} characters")
            continue
        yield _line(number, text.rstrip("\r\n"))


def _line(number: int, text: str) -> Line:
    if broken := _ESCAPED.search(text):
        return Line(number, clean(text), "holds bytes that are not UTF-8", broken.start() + 1)
    return Line(number, text.replace("\0", "\ufffd"))
