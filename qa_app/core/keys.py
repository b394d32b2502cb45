"""The secrets of one installation: made at its first start, kept in the instance folder."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Keyring:
    """`secret` signs cookies, `audit` signs audit rows, `reveal` encrypts masked originals.

    `holding` seals what waits in the holding area (holding.py).
    """

    secret: str
    audit: bytes
    reveal: bytes
    holding: bytes

    def seal(self, text: str) -> bytes:
        """`text` encrypted (Fernet: AES-128-CBC with HMAC-SHA256)."""
        return Fernet(self.reveal).encrypt(text.encode())

    def unseal(self, token: bytes) -> str:
        """The text that `seal` was given; cryptography's InvalidToken if the key is another."""
        return Fernet(self.reveal).decrypt(token).decode()


def load_keyring(
    folder: Path, *, reveal_key: str | None = None, holding_key: str | None = None
) -> Keyring:
    """The keys of the instance in `folder`, made (mode 0600) where they are not there yet.

    `reveal_key` (QA_REVEAL_KEY) and `holding_key` (QA_HOLDING_KEY) take the place of those on disk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return Keyring(
        secret=_read_or_make(folder / "secret.key", secrets.token_urlsafe(48)),
        audit=_read_or_make(folder / "audit.key", secrets.token_hex(32)).encode(),
        reveal=(
            reveal_key or _read_or_make(folder / "reveal.key", Fernet.generate_key().decode())
        ).encode(),
        holding=(
            holding_key or _read_or_make(folder / "holding.key", Fernet.generate_key().decode())
        ).encode(),
    )


def keyring(session: Session) -> Keyring:
    """The keyring of the installation that `session` writes to."""
    found: Keyring = session.info["keyring"]
    return found


def _read_or_make(path: Path, fresh: str) -> str:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as out:
        out.write(fresh)
        out.flush()
        os.fsync(out.fileno())
    return fresh
