"""Refused rows as they were: whole chats, no cards or passwords, no formulas, importable again."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.storage import storage
from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.intake.importing import counts, imported
from transcription.intake.models import Batch, BatchRemainder
from transcription.intake.remainder_rows import HowRead, remainder
from transcription.intake.remainders import KEPT, forget_old, read_remainder

CHATS = """external_id;started_at;agent_id;speaker;text
c-1;2026-05-04T09:30:00Z;a;customer;"two
lines"
c-2;2026-05-04T09:30:00Z;a;customer;Hello
c-1;;;parrot;=1+1
c-3;2026-05-04T09:30:00Z;a;customer;My card is 4111 1111 1111 1111, eve@example.com;too many
"""


def run(session: Session, path: Path, data: bytes) -> Batch:
    path.write_bytes(data)
    return imported(session, path)


def test_a_refused_chat_is_given_whole() -> None:
    found = remainder(BytesIO(CHATS.encode()), HowRead("chats"), [5, 6])
    assert found == (
        "\ufeffexternal_id;started_at;agent_id;speaker;text\n"
        'c-1;2026-05-04T09:30:00Z;a;customer;"two\nlines"\n'
        "c-1;;;parrot;'=1+1\n"
        "c-3;2026-05-04T09:30:00Z;a;customer;My card is [card], eve@example.com;too many\n",
        3,
    )


def test_json_lines_lose_only_what_is_destroyed() -> None:
    rows = jsonl(
        interaction(), "{broken 4111 1111 1111 1111", interaction(topic="mail to eve@example.com"),
        interaction(topic="4111 1111 1111 1111"),
    )  # fmt: skip
    found = remainder(BytesIO(rows), HowRead("jsonl"), [2, 3, 4])
    assert found is not None
    text, count = found
    lines = text.splitlines()
    assert (count, lines[0], "eve@example.com" in lines[1]) == (3, "{broken [card]", True)
    assert '"topic": "[card]"' in lines[2]


@pytest.mark.parametrize("format_", ["audio", "vtt"])
def test_what_has_no_rows_has_no_remainder(format_: str) -> None:
    assert remainder(BytesIO(b"x"), HowRead(format_), [1]) is None


def test_a_batch_keeps_what_it_refused_and_it_is_mended(session: Session, tmp_path: Path) -> None:
    rows = jsonl(interaction(), interaction(external_id="chat-2", channel="pigeon"))
    batch = run(session, tmp_path / "day.jsonl", rows)
    assert counts(batch) == ("done", 2, 1, 1, 0)
    kept = session.scalars(select(BatchRemainder)).one()
    assert (kept.name, kept.rows) == (f"refused-{batch.id}-day.jsonl", 1)
    assert b"pigeon" not in storage(session).get(kept.storage_key)
    mended = read_remainder(session, kept).replace("pigeon", "chat")
    assert counts(run(session, tmp_path / kept.name, mended.encode())) == ("done", 1, 1, 0, 0)


def test_it_is_forgotten_after_a_month(session: Session, tmp_path: Path) -> None:
    run(session, tmp_path / "a.jsonl", b"x\n")
    kept = session.scalars(select(BatchRemainder)).one()
    assert forget_old(session, clock.now() + KEPT - timedelta(hours=1)) == []
    assert forget_old(session, clock.now() + KEPT + timedelta(hours=1)) == [kept.storage_key]
    assert session.scalars(select(BatchRemainder)).all() == []
