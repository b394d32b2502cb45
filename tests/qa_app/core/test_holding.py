"""Files in the holding area: sealed in pieces, opened only whole, unchanged and in their place."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from qa_app.core.holding import MAGIC, PIECE, Holding, HoldingUnreadable
from qa_app.core.storage import Storage

KEY = Fernet.generate_key()
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7)


def made(folder: Path) -> tuple[Storage, Holding]:
    store = Storage(f"file://{folder}")
    return store, Holding(store, KEY)


def words(size: int) -> bytes:
    return (b"card 4111 1111 1111 1111 " * (size // 25 + 1))[:size]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_put_comes_back_and_is_not_to_be_read_in_the_store(
    tmp_path: Path, size: int
) -> None:
    store, held = made(tmp_path)
    assert held.put("recordings/a", BytesIO(words(size))) == size
    kept = store.get("recordings/a")
    assert kept[:4] == MAGIC
    assert b"4111" not in kept
    assert b"".join(held.pieces("recordings/a")) == words(size)
    with held.opened("recordings/a", 1000) as stream:
        stream.seek(size // 2)
        assert stream.read() == words(size)[size // 2 :]


def test_what_was_stored_before_there_was_a_holding_area_is_read_as_it_is(tmp_path: Path) -> None:
    store, held = made(tmp_path)
    store.put("a", words(PIECE + 3))
    store.put("b", b"")
    assert b"".join(held.pieces("a")) == words(PIECE + 3)
    assert b"".join(held.pieces("b")) == b""


def damaged(kept: bytes) -> dict[str, bytes]:
    piece = PIECE + 16
    head, body = kept[:11], kept[11:]
    return {
        "a changed byte": kept[:-1] + bytes([kept[-1] ^ 1]),
        "a cut piece": kept[:-5],
        "the last piece left out": head + body[: 2 * piece],
        "the first left out": head + body[piece:],
        "two changed about": head + body[piece : 2 * piece] + body[:piece] + body[2 * piece :],
        "a piece twice": head + body[:piece] + body,
    }


@pytest.mark.parametrize("how", damaged(b"\0" * (3 * PIECE)))
def test_a_changed_file_is_refused(tmp_path: Path, how: str) -> None:
    store, held = made(tmp_path)
    held.put("a", BytesIO(words(2 * PIECE + 100)))
    store.put("a", damaged(store.get("a"))[how])
    with pytest.raises(HoldingUnreadable, match="QA_HOLDING_KEY"):
        list(held.pieces("a"))


def test_another_key_or_another_place_opens_nothing(tmp_path: Path) -> None:
    store, held = made(tmp_path)
    held.put("a", BytesIO(b"sound"))
    store.put("b", store.get("a"))
    with pytest.raises(HoldingUnreadable):
        list(held.pieces("b"))
    with pytest.raises(HoldingUnreadable):
        list(Holding(store, Fernet.generate_key()).pieces("a"))
