"""The holding area: files that wait sealed in the store, where only who has the key reads them.

A file is sealed in pieces, so that a gigabyte takes no more memory than a piece: each with
AES-256-GCM under a nonce of seven random bytes, the number of the piece and whether it is the last
(the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015, https://eprint.iacr.org/2015/189).
So no piece can be changed, left out, repeated, moved, or taken into another file.
"""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from qa_app.core.errors import QualityDeskError
from qa_app.core.keys import keyring
from qa_app.core.storage import Storage, storage

MAGIC = b"QDH1"
PIECE = 1 << 20
_TAG = 16
_PREFIX = 7
_HEAD = len(MAGIC) + _PREFIX
_IN_MEMORY = 4 << 20


class HoldingUnreadable(QualityDeskError):
    """The file was sealed with another key, or is not what was sealed."""

    status = 500


class Holding:
    """Seals files into a store and reads them again; what was stored before it came stays plain."""

    def __init__(self, store: Storage, key: bytes) -> None:
        """`key`: 32 bytes in URL-safe base64."""
        self._store = store
        self._cipher = AESGCM(base64.urlsafe_b64decode(key))

    def put(self, key: str, stream: IO[bytes]) -> int:
        """Seal all that is left of a stream under `key`; gives its size in bytes. StorageFull."""
        size = 0
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as sealed:
            prefix = os.urandom(_PREFIX)
            sealed.write(MAGIC + prefix)
            piece = stream.read(PIECE)
            number = 0
            while True:
                following = stream.read(PIECE)
                nonce = _nonce(prefix, number, is_last=not following)
                sealed.write(self._cipher.encrypt(nonce, piece, key.encode()))
                size += len(piece)
                if not following:
                    break
                piece, number = following, number + 1
            sealed.seek(0)
            self._store.put(key, cast(BinaryIO, sealed))
        return size

    def pieces(self, key: str) -> Iterator[bytes]:
        """The file under `key` piece by piece. Raises Missing, HoldingUnreadable."""
        total = self._store.size(key)
        head = self._store.get_range(key, 0, min(_HEAD, total)) if total else b""
        if head[: len(MAGIC)] != MAGIC:
            for at in range(0, total, PIECE):
                yield self._store.get_range(key, at, min(total, at + PIECE))
            return
        prefix, number, at = head[len(MAGIC) :], 0, _HEAD
        while at < total:
            end = min(total, at + PIECE + _TAG)
            sealed = self._store.get_range(key, at, end)
            try:
                nonce = _nonce(prefix, number, is_last=end == total)
                yield self._cipher.decrypt(nonce, sealed, key.encode())
            except InvalidTag as error:
                raise HoldingUnreadable(
                    "A file in the holding area cannot be opened: the key of this installation"
                    " (holding.key, or QA_HOLDING_KEY) is not the one that sealed it."
                ) from error
            at, number = end, number + 1

    @contextmanager
    def opened(self, key: str, most_in_memory: int = 8 << 20) -> Iterator[BinaryIO]:
        """The file as one that can be sought in; beyond the memory limit in an unnamed file."""
        with tempfile.SpooledTemporaryFile(most_in_memory) as spooled:
            for piece in self.pieces(key):
                spooled.write(piece)
            spooled.seek(0)
            yield cast(BinaryIO, spooled)

    def delete(self, key: str) -> None:
        """Remove the file; nothing happens when it is already gone."""
        self._store.delete(key)


def holding(session: Session) -> Holding:
    """The holding area of the installation that `session` writes to."""
    return Holding(storage(session), keyring(session).holding)


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])
