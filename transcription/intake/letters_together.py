"""Puts letters that came as files of their own into one mailbox, so that threads are found."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from transcription.intake.mailboxes import LETTER_BYTES
from transcription.intake.parcels import PacketFile, Parcel

NAME = "letters.mbox"
_SUFFIX = ".eml"
_IN_MEMORY = 8 << 20
_BEFORE = b"\xef\xbb\xbf\r\n"
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)


class LettersTogether:
    """The same parcel with its .eml files, where there are several, as one mailbox."""

    def __init__(self, parcel: Parcel) -> None:
        self._parcel = parcel
        found = parcel.files()
        letters = [each for each in found if PurePosixPath(each.name).suffix.lower() == _SUFFIX]
        self._letters = letters if len(letters) > 1 else []
        self._others = [each for each in found if each not in self._letters]

    def files(self) -> Sequence[PacketFile]:
        """The files to read, by name."""
        if not self._letters:
            return self._others
        size = sum(each.size_bytes for each in self._letters)
        newest = max((each.modified_at for each in self._letters if each.modified_at), default=None)
        return [*self._others, PacketFile(NAME, size, newest)]

    def find(self, beside: str, path: str) -> str | None:
        """The name of a file that another one names."""
        return self._parcel.find(beside, path)

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """The file, seekable."""
        return self._mailbox() if self._letters and name == NAME else self._parcel.open(name)

    @contextmanager
    def _mailbox(self) -> Iterator[BinaryIO]:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as made:
            for each in self._letters:
                with self._parcel.open(each.name) as stream:
                    made.write(b"From -\n")
                    letter = stream.read(LETTER_BYTES + 1).lstrip(_BEFORE)
                    made.write(_FROM.sub(rb">\1", letter))
                    made.write(b"\n\n")
            made.seek(0)
            yield cast(BinaryIO, made)
