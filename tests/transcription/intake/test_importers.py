"""Each file finds its importer by content; nothing that is sent breaks the reading."""

from datetime import UTC, datetime
from io import BytesIO
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transcription.intake.examples import accepted, interaction, jsonl, opened, refused, rows
from tests.transcription.intake.mutating import mutated
from transcription.intake.detection import UnknownTable, detect
from transcription.intake.importer import Head
from transcription.intake.importers import PREVIEW_BYTES, importer_named, open_interactions, preview
from transcription.intake.options import Hints, ImportOptions
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal, Tally
from transcription.intake.registry import importers

CHATS = (
    b"source;external_id;channel;started_at;agent_id;speaker;text\n"
    b'desk;c1;chat;2026-05-04T09:30:00Z;agent-07;agent;"Hello\nthere"\n'
    b"desk;c2;chat;2026-05-04T09:30:00Z;agent-07;agent;caf\xe9\n"
)
MANIFEST = (
    b"recording,external_id,started_at,agent_id,basis,hold_s\n"
    b"calls/one.wav,call-1,2026-05-04T09:30:00Z,agent-07,consent,12\n"
    b"calls/two.wav,,2026-05-04T09:40:00Z,agent-07,,\n"
)
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.500\n<v Agent>Hello &amp; welcome\n\nNOTE x\n"
SRT = b"1\n00:00:01,000 --> 00:00:02,500\nAgent: Hello\n\n2\n00:00:03,000 --> 00:00:04,0\nEve: Hi\n"
NAMED = "Agent: Hello\nEve: Guten Tag, schön\nAgent: How can I help?\n".encode()
WHATSAPP = b"25.03.26, 09:05 - Eve: Hello\n25.03.26, 09:06 - Agent: Hi\nthere\n"
JSONL = jsonl(interaction(), interaction(external_id="chat-2", survey={"csat": 3}))


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.jsonl", JSONL, "jsonl"),
        ("a.txt", b"\xef\xbb\xbf" + JSONL, "jsonl"),
        ("a.jsonl", b"oops\n" + JSONL, "jsonl"),
        ("a.csv", CHATS, "chats"),
        ("a.csv", CHATS.decode("latin-1").encode("utf-16"), "chats"),
        ("a.csv", b"sep=,\n" + MANIFEST, "manifest"),
        ("a.vtt", VTT, "vtt"),
        ("a.srt", b"\xef\xbb\xbf" + SRT, "srt"),
        ("a.txt", NAMED, "text"),
        ("a.txt", NAMED.decode().encode("utf-16"), "text"),
        ("a.txt", WHATSAPP, "whatsapp"),
        ("a.wav", b"RIFF\0\0\0\0WAVE", "audio"),
        ("a.wav", b"\xff\xfb\x90\x64", "audio"),
        ("a.MP3", b"ID3\x04", "audio"),
        ("a.m4a", b"\0\0\0\x20ftypM4A ", "audio"),
        ("a.webm", b"\x1a\x45\xdf\xa3", "audio"),
    ],
)
def test_format_is_found_by_content(name: str, head: bytes, expected: str) -> None:
    assert detect(name, head).name == expected


@pytest.mark.parametrize(
    ("name", "head", "message"),
    [
        ("a.csv", b"", "The file is empty"),
        ("a.wav", b"this is text", "named like a sound file, but holds no sound"),
        ("a.wav", b"#EXTM3U\nhttp://127.0.0.1/", "named like a sound file, but holds no sound"),
        ("a.csv", b"RIFF\0\0\0\0WAVE", "named like text, but holds sound"),
        ("a.json", b'[{"source": 1}]', "write one interaction a line"),
        ("a.csv", b"foo,bar\n1,2", 'reads as: "foo", "bar"'),
        ("a.json", b'{"page": {"one": 1', 'It holds "page"'),
        ("a.bin", b"\x89PNG\r\n\x1a\n\0\0", "none that can be imported"),
    ],
)
def test_file_that_is_none_of_ours_is_refused(name: str, head: bytes, message: str) -> None:
    with pytest.raises(FileRefused, match=message):
        detect(name, head)


def test_other_commands_files_say_which_command() -> None:
    with pytest.raises(FileRefused, match="qa team import"):
        opened(b"team,agent_id\nBlue,agent-07\n")
    with pytest.raises(FileRefused, match="qa evaluations import"):
        opened(b"source,external_id,scorecard,reviewer,submitted_at,overall_percent\n")


def test_manifest_rows_are_recordings_with_their_basis() -> None:
    found = accepted(rows(MANIFEST, basis="notice"))
    assert [(r.external_id, r.recording, r.basis, r.channel, r.facts.hold_s) for r in found] == [
        ("call-1", "calls/one.wav", "consent", "phone", 12.0),
        ("two", "calls/two.wav", "notice", "phone", None),
    ]
    assert accepted(rows(MANIFEST))[1].basis is None


def test_manifest_row_that_leaves_the_folder_is_refused() -> None:
    (bad,) = refused(rows(MANIFEST.replace(b"calls/two", b"../two")))
    assert str(bad) == (
        "line 3, column 1: recording must be a path below the import's folder,"
        " with / and without .."
    )


def test_sound_file_alone_takes_its_name_and_the_options() -> None:
    head = b"RIFF\0\0\0\0WAVE"
    began = datetime(2026, 5, 4, tzinfo=UTC)
    (row,) = rows(head, "calls/one.wav", agent_id="agent-07", started_at=began, basis="notice")
    assert isinstance(row, InteractionRecord)
    assert (row.external_id, row.recording, row.basis) == ("calls/one", "calls/one.wav", "notice")
    (bad,) = rows(head, "calls/one.wav", started_at=began)
    assert isinstance(bad, Refusal)
    assert bad.message == "is not known: name the agent, or import a manifest that does"


SAMPLES = (CHATS, MANIFEST, JSONL, VTT, SRT, NAMED, WHATSAPP)
NAMES = ("chats", "manifest", "jsonl", "vtt", "srt", "text", "whatsapp")
HINTS = ImportOptions(
    agent_id="agent-07", written_at=datetime(2026, 5, 4, tzinfo=UTC), hints=Hints((), (), "UTC")
)


@settings(max_examples=700)
@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False))
def test_nothing_but_rows_and_refusals_comes_out_of_a_broken_file(
    data: bytes, random: Random
) -> None:
    _survives(data, random)


@pytest.mark.slow
@pytest.mark.parametrize("data", SAMPLES, ids=NAMES)
def test_two_thousand_broken_files_of_each_own_format(data: bytes) -> None:
    for seed in range(2_000):
        _survives(data, Random(seed))


def _survives(data: bytes, random: Random) -> None:
    broken = mutated(data, random)
    tally, ended = Tally(), "read to the end"
    try:
        for row in open_interactions(BytesIO(broken), name="a.csv", options=HINTS).rows:
            assert isinstance(row, InteractionRecord | Refusal)
            tally.count(row)
            repr(row).encode()
    except FileRefused as refusal:
        ended = refusal.message
    assert ended
    assert tally.accepted + tally.rejected == tally.total


@given(st.binary(max_size=300), st.sampled_from([*importers(), None]))
def test_any_bytes_in_any_format_are_rows_refusals_or_a_refused_file(
    data: bytes, format_: str | None
) -> None:
    try:
        found = list(
            open_interactions(BytesIO(data), name="a.csv", format_=format_, options=HINTS).rows
        )
    except FileRefused:
        return
    assert all(isinstance(row, InteractionRecord | Refusal) for row in found)


def test_memory_stays_bounded_over_a_long_file() -> None:
    def lines() -> Any:
        for n in range(20_000):
            yield interaction(external_id=f"c{n}", turns=[{"speaker": "agent", "text": "x" * 500}])

    stream = BytesIO(jsonl(*lines()))
    file = open_interactions(stream, name="a.jsonl", options=ImportOptions())
    held = next(file.rows)
    assert isinstance(held, InteractionRecord)
    assert stream.tell() < 1_000_000
    assert sum(1 for _ in file.rows) == 19_999


def test_table_that_nobody_knows_says_its_columns() -> None:
    with pytest.raises(UnknownTable) as raised:
        detect("a.csv", b"Ticket;Wer;Was\n1;Eve;Hi\n")
    assert raised.value.columns == ("Ticket", "Wer", "Was")


def test_preview_reads_the_beginning_alone() -> None:
    lines = (interaction(external_id=f"c{n}", topic="x" * 200) for n in range(30_000))
    stream = BytesIO(jsonl(*lines))
    seen = preview(stream, name="a.jsonl", rows=3)
    found = accepted(list(seen.rows))
    assert ([row.external_id for row in found], seen.is_whole) == (["c0", "c1", "c2"], False)
    assert stream.tell() == PREVIEW_BYTES + 1
    whole = preview(BytesIO(jsonl(interaction(), "oops")), name="a.jsonl")
    assert (len(whole.rows), whole.is_whole, whole.file.format) == (2, True, "jsonl")


def test_format_that_nobody_has_is_refused() -> None:
    with pytest.raises(FileRefused, match="There is no format nope: known are .*jsonl"):
        importer_named("nope")


def test_the_columns_of_an_unknown_table_are_read_in_its_encoding() -> None:
    head = Head("old.csv", "Nr;Gespräch\n1;Hallo\n".encode("cp1252"))
    assert head.columns == ("Nr", "Gespräch")
    assert Head("new.csv", "Nr;Gespräch\n".encode()).columns == ("Nr", "Gespräch")
