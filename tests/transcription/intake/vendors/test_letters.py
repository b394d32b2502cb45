"""Letters are joined to threads; who is an agent is told by the centre's own addresses."""

import dataclasses
from email.message import EmailMessage
from io import BytesIO

import pytest

from tests.transcription.intake.vendors.telling import (
    GIVEN,
    OPTIONS,
    all_told,
    fixture,
    opened,
    records,
    told,
)
from transcription.intake.mailboxes import letters, threads
from transcription.intake.options import Hints
from transcription.intake.refusals import FileRefused
from transcription.intake.vendors.letters import is_own

MBOX = """\
email b1@example.net email 04. 09:30:00 agent-07@example.com (only)
09:30:00 customer: The lamp is broken.
From the start it flickered.
09:31:00 system: You will hear from us.
10:00:00 agent agent-07@example.com: A new one is on its way.

> The lamp is broken."""


def test_mailbox_gives_its_threads() -> None:
    first, second = all_told("mbox.mbox")
    assert first == MBOX
    assert second.startswith("line 35: names no agent and no bot who took part")
    file = opened(fixture("mbox.mbox"), "mbox.mbox")
    assert (file.format, file.notes) == ("mbox", ("4 letters in 2 threads",))


def test_letter_is_read_with_its_heads_and_files() -> None:
    (row,) = records("eml.eml", dataclasses.replace(OPTIONS, **GIVEN))
    (turn,) = row.turns
    assert (turn.text, turn.subject, turn.to) == (
        "Die Größe passt nicht.", "Größe", "Help <help@example.com>",
    )  # fmt: skip
    assert turn.sender == "Kundin_Eins <One@example.net>".replace("_", " ")
    assert [(each.name, each.size, each.type) for each in turn.attachments] == [
        ("shoe.png", 4, "image/png")
    ]
    assert (row.direction, row.channel) == ("inbound", "email")
    assert row.customer_id is not None
    assert "example" not in row.customer_id


def test_addresses_of_agents_are_asked_for() -> None:
    options = dataclasses.replace(OPTIONS, hints=Hints())
    with pytest.raises(
        FileRefused, match="Letters come from example.com 2, example.net 1, example"
    ):
        opened(fixture("mbox.mbox"), "mbox.mbox", options)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@example.com", True), ("a@mail.example.com", True), ("b@example.org", True),
        ("a@notexample.com", False), ("c@example.org", False), ("", False),
    ],
)  # fmt: skip
def test_own_addresses_are_addresses_and_domains(address: str, expected: bool) -> None:
    assert is_own(address, ("@Example.com", "b@example.org")) is expected


def letter(number: int, answers: int | None = None, refs: tuple[int, ...] = ()) -> bytes:
    made = EmailMessage()
    made["Message-ID"], made["From"] = f"<{number}@x>", "a@example.net"
    made["Date"] = f"Mon, 04 May 2026 09:{number:02}:00 +0000"
    if answers is not None:
        made["In-Reply-To"] = f"<{answers}@x>"
    if refs:
        made["References"] = " ".join(f"<{each}@x>" for each in refs)
    made.set_content("Hi")
    return b"From x\n" + made.as_bytes() + b"\n"


def joined(*found: bytes) -> list[list[str]]:
    read = list(letters(BytesIO(b"".join(found)), is_mailbox=True))
    return [[each.id for each in thread] for thread in threads(read)]


def test_threads_are_joined_whatever_the_order_and_whatever_is_missing() -> None:
    assert joined(letter(3, 2), letter(1), letter(2, 1)) == [["1@x", "2@x", "3@x"]]
    assert joined(letter(1), letter(4, refs=(1, 2, 3)), letter(5, 9)) == [["1@x", "4@x"], ["5@x"]]
    assert joined(letter(7, 6), letter(8, 6)) == [["7@x", "8@x"]]
    assert joined(letter(1), letter(1)) == [["1@x"]]
    assert joined(letter(1, 2), letter(2, 1)) == [["1@x", "2@x"]]


def test_letter_of_many_parts_in_each_other_is_refused() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2_000)
    )
    data = b"From: a@example.com\nTo: b@x\nSubject: x\n" + deep
    (row,) = opened(data, "deep.eml").rows
    assert told(row) == "line 1: letters[1] has parts that lie too deep in each other"
