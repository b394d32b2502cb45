"""Chats as plain text: names before the words, lines that go on, words that look like names."""

from datetime import UTC, datetime
from io import BytesIO

import pytest

from tests.transcription.intake.examples import accepted, opened, rows
from transcription.intake.importers import open_interactions
from transcription.intake.named_lines import is_named_text, split_name
from transcription.intake.options import Hints
from transcription.intake.refusals import FileRefused

CHAT = (
    "Visitor: Hi, my parcel is late.\nIt was due on Monday.\n\n"
    "Jon Smith: I am sorry. Two things:\nNote: the number is on the label.\n"
    "Visitor: https://example.com/track it says\n10:30 left\nJon Smith:\nThank you.\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann: Hello", ("Ann", "Hello")),
        ("Ann-Marie O'Neil:", ("Ann-Marie O'Neil", "")),
        ("https://example.com", (None, "https://example.com")),
        ("10:30 left", (None, "10:30 left")),
        ("I told you this before already: no", (None, "I told you this before already: no")),
        ("Well, Ann: no", (None, "Well, Ann: no")),
    ],
)
def test_a_name_before_the_words(text: str, expected: tuple[str | None, str]) -> None:
    assert split_name(text) == expected


def test_a_chat_of_plain_text() -> None:
    file = opened(CHAT.encode("utf-16"), "chats/7.txt", agent_id="a-7", written_at=datetime(
        2026, 5, 4, tzinfo=UTC))  # fmt: skip
    (row,) = accepted(list(file.rows))
    assert (file.format, row.external_id, row.channel) == ("text", "chats/7", "chat")
    assert (file.notes, row.started_from) == ((), "file")
    assert [(each.speaker, each.text) for each in row.turns] == [
        ("customer", "Hi, my parcel is late.\nIt was due on Monday."),
        ("agent", "I am sorry. Two things:\nNote: the number is on the label."),
        ("customer", "https://example.com/track it says\n10:30 left"),
        ("agent", "Thank you."),
    ]


def test_the_names_of_agents_can_be_said() -> None:
    text = b"Eve: Hi\nJon: Hello\nLee: I am here too\nEve: Fine\n"
    known = {"agent_id": "a", "started_at": datetime(2026, 5, 4, tzinfo=UTC)}
    (row,) = accepted(rows(text, "a.txt", **known, hints=Hints(("jon", "LEE"))))
    assert [each.speaker for each in row.turns] == ["customer", "agent", "agent", "customer"]


@pytest.mark.parametrize(
    "text",
    ["Dear all,\nTo: you\nthis is a letter.\nBye", "a,b\n1,2", "Ann: only one speaks\nmore", ""],
)
def test_other_text_is_not_taken_for_a_chat(text: str) -> None:
    assert not is_named_text(text)


def test_a_chat_that_begins_with_nobody_is_refused() -> None:
    file = open_interactions(BytesIO(b"hello\nAgent: Hi"), name="a.txt", format_="text")
    with pytest.raises(FileRefused, match="first line names nobody") as raised:
        list(file.rows)
    assert raised.value.line == 1
