"""WebVTT and SubRip: cues, voices, times, and what is refused with its line."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.transcription.intake.examples import accepted, opened, refused, rows
from transcription.intake.refusals import FileRefused

BEGAN = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
VTT = b"""WEBVTT - a call

NOTE
written by hand

STYLE
::cue { color: white }

intro
00:00.500 --> 00:02.000 align:start
<v.loud Agent>Good morning, <i>Acme</i> &amp; Sons.

00:02.400 --> 00:04.000
<v Agent>How can I help?</v>

00:00:05.250 --> 00:00:07.000
<v Maria Lopez>My order is late.
<v Agent>Oh.

01:00:00.000 --> 01:00:01.5
- still here
"""
SRT = (
    "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\nAgent: Hello,\r\nhow are <b>you</b>?\r\n\r\n"
    "2\r\n00:00:04,000 --> 00:00:05,000\r\nCustomer: {\\an8}Fine.\r\n"
).encode()
KNOWN = {"agent_id": "agent-07", "started_at": BEGAN}


def turns(data: bytes, name: str) -> list[tuple[str, str, float | None, float | None]]:
    (row,) = accepted(rows(data, name, **KNOWN))
    return [(each.speaker, each.text, each.start, each.end) for each in row.turns]


def test_a_call_of_webvtt() -> None:
    file = opened(VTT, "calls/monday.vtt", **KNOWN)
    (row,) = accepted(list(file.rows))
    assert (file.format, row.external_id, row.channel, row.started_at) == (
        "vtt", "calls/monday", "phone", BEGAN,
    )  # fmt: skip
    assert [(each.speaker, each.text, each.start, each.end) for each in row.turns] == [
        ("agent", "Good morning, Acme & Sons. How can I help?", 0.5, 4.0),
        ("customer", "My order is late.", 5.25, 7.0),
        ("agent", "Oh.", 5.25, 7.0),
        ("agent", "- still here", 3600.0, 3601.5),
    ]


def test_a_call_of_subrip() -> None:
    assert opened(SRT, "a.srt", **KNOWN).format == "srt"
    assert turns(SRT, "a.srt") == [
        ("agent", "Hello, how are you?", 1.0, 2.5),
        ("customer", "Fine.", 4.0, 5.0),
    ]


@pytest.mark.parametrize(
    ("cue", "line", "message"),
    [
        ("00:05.000 --> 00:02.000\nAgent: x", 3, "The cue ends before it begins."),
        ("0:5 --> later\nAgent: x", 3, "The times cannot be read"),
        ("Agent: no times", 3, "This is no cue"),
        ("00:01.000 --> 00:02.000\nnobody is named", 4, "do not say who speaks"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(cue: str, line: int, message: str) -> None:
    with pytest.raises(FileRefused, match=message) as raised:
        rows(f"WEBVTT\n\n{cue}\n".encode(), "a.vtt", **KNOWN)
    assert raised.value.line == line


@pytest.mark.parametrize(
    ("known", "data", "column", "message"),
    [
        ({"started_at": BEGAN}, SRT, "agent_id", "is not known: say whose it is"),
        ({"agent_id": "a"}, SRT, "started_at", "is not known: say when it began"),
        (KNOWN, SRT.replace(b"Agent", b"Jon").replace(b"Customer", b"Eve"), "speaker",
         'could be agents or customers: "Jon", "Eve"'),
        (KNOWN, b"WEBVTT\n\nNOTE nothing\n", "turns", "nobody says anything"),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for(
    known: dict[str, Any], data: bytes, column: str, message: str
) -> None:
    (row,) = refused(rows(data, "a.srt", **known))
    assert row.field == column
    assert message in row.message
