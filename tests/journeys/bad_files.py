"""Bad files one by one: what is handed in, how it must be counted, and the words that help."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.transcripts.sounds import encoded, silence, wav_header
from transcription.intake.limits import RECORD_CHARACTERS, TURN_CHARACTERS, TURNS

Files = tuple[tuple[str, bytes], ...]
HEADER = "external_id;started_at;agent_id;speaker;text\n"
ROW = "k-{n};2026-05-04T09:30:00Z;a-1;customer;{text}\n"
PLAYLIST = (
    b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n"
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
ZIP = b"PK\x03\x04\x14\0\0\0" + b"\0" * 40
LONG = "x" * TURN_CHARACTERS


@dataclass(frozen=True)
class Case:
    """Files that are handed in together; `counts` are (total, accepted, rejected).

    `state` is how the batch ends, `told` stands on its page, `agent` is named on the form. `kept`
    are tables of unknown columns, which wait a day for somebody to map them.
    """

    name: str
    files: Files
    counts: tuple[int, int, int]
    told: tuple[str, ...] = ()
    state: str = "done"
    agent: str | None = None
    kept: int = 0


def chats(*texts: str, header: str = HEADER) -> str:
    """A table of chats with one turn each."""
    return header + "".join(ROW.format(n=n, text=text) for n, text in enumerate(texts))


def turn(text: str) -> dict[str, Any]:
    """One turn of a customer, as a change of the example."""
    return {"turns": [{"speaker": "customer", "text": text}]}


def many(count: int, *, bad_at: int) -> bytes:
    """So many chats as JSON lines, of which one is not JSON."""
    rows: list[dict[str, Any] | str] = [interaction(external_id=f"m-{n}") for n in range(count)]
    rows[bad_at] = '{"format": 1, "source": "desk", oops'
    return jsonl(*rows)


def long_chat(turns: int) -> bytes:
    """A chat of so many lines as a table."""
    row = "long,2026-05-04T09:30:00Z,a-1,customer,line {n}\n"
    lines = [row.format(n=n) for n in range(turns)]
    return ("external_id,started_at,agent_id,speaker,text\n" + "".join(lines)).encode()


GOOD = ("good.jsonl", jsonl(interaction(external_id="neighbour")))
"""A file that is in order, to see that it gets in beside every bad one."""

CASES = (
    Case("empty table", (("empty.csv", b""), GOOD), (2, 1, 1), ("The file is empty",)),
    Case("empty sound", (("empty.wav", b""), GOOD), (2, 1, 1), ("The file is empty",)),
    Case("empty alone", (("empty.csv", b""),), (1, 0, 1), ("The file is empty",), "failed"),
    Case("text named wav", (("call.wav", b"Just text, no sound at all.\n" * 9), GOOD), (2, 1, 1),
         ("named like a sound file, but holds no sound",)),
    Case("sound named csv", (("call.csv", encoded([silence(0.5)])), GOOD), (2, 1, 1),
         ("is named like text, but holds sound",)),
    Case("mark, semicolons, Latin-1",
         (("a.csv", b"\xef\xbb\xbf" + chats("Gr\u00fc\u00dfe aus K\u00f6ln").encode("latin-1")),),
         (1, 1, 0), ("Windows-1252, though marked as UTF-8", "separator: semicolon")),
    Case("mark and semicolons", (("a.csv", chats("Gr\u00fc\u00dfe").encode("utf-8-sig")),),
         (1, 1, 0), ("UTF-8 with byte-order mark",)),
    Case("UTF-16", (("a.csv", chats("Gr\u00fc\u00dfe").encode("utf-16")),), (1, 1, 0),
         ("UTF-16 with byte-order mark",)),
    Case("UTF-16 without a mark", (("a.csv", chats("Hello").encode("utf-16-le")),), (1, 1, 0),
         ("UTF-16 (little-endian)",)),
    Case("NUL in a table", (("a.csv", chats("a\0b", "fine").encode()),), (2, 2, 0)),
    Case("NUL in JSON lines", (("a.jsonl", jsonl(interaction(**turn("a\0b")))), GOOD), (2, 2, 0)),
    Case("NUL in an id", (("a.jsonl", jsonl(interaction(external_id="a\0b"))), GOOD), (2, 2, 0)),
    Case("a line of a thousand is not JSON", (("m.jsonl", many(1000, bad_at=499)),),
         (1000, 999, 1), ("line 500, column 33", "is not JSON")),
    Case("a time without a zone",
         (("a.jsonl", jsonl(interaction(started_at="2026-05-04T09:30:00"))), GOOD), (2, 1, 1),
         ("started_at", "has no zone: end it with Z or an offset such as +02:00")),
    Case("a turn of 100,000 characters", (("a.jsonl", jsonl(interaction(**turn(LONG)))),),
         (1, 1, 0)),
    Case("a turn of 100,001 characters",
         (("a.jsonl", jsonl(interaction(**turn(LONG + "x")))), GOOD), (2, 1, 1),
         ("turns[0].text", "is longer than 100,000 characters")),
    Case("100,001 characters in a cell", (("a.csv", chats(LONG + "x", "fine").encode()),),
         (2, 1, 1), ("line 2, column 5", "is longer than 100,000 characters")),
    Case("a cell of over a megabyte",
         (("a.csv", chats('"' + "y" * 1_100_000 + '"', "fine").encode()),), (2, 1, 1),
         ("line 2",)),
    Case("a quote that is not closed",
         (("a.csv", chats('"never closed', *["fine"] * 3).encode()),), (4, 3, 1),
         ("opens a quote that is not closed",)),
    Case("a file twice", (("a.jsonl", GOOD[1]), ("b.jsonl", GOOD[1])), (2, 2, 0),
         ("1 was here already",)),
    Case("a row twice", (("a.jsonl", GOOD[1] * 2),), (2, 1, 1),
         ("was given on line 1 already: the first one counts",)),
    Case("nested too deeply", (("a.jsonl", b"[" * 100_000 + b"\n" + GOOD[1]),), (2, 1, 1),
         ("line 1",)),
    Case("deep inside a key",
         (("a.jsonl", b'{"format":' + b"[" * 90_000 + b"\n" + GOOD[1]),), (2, 1, 1), ("line 1",)),
    Case("huge numbers",
         (("a.jsonl", jsonl('{"format": 1e999}', '{"survey": {"csat": 1e999}}',
                            '{"format": ' + "9" * 5000 + "}") + GOOD[1]),), (4, 1, 3)),
    Case("huge numbers in cells",
         (("a.csv", ("cost;csat;" + HEADER + f"1e999;1;{ROW}1;1e999;{ROW}").format(
             n=1, text="x").replace("1e999;1;k-1", "1e999;1;k-0").encode()),), (2, 0, 2),
         ("cost", "csat", "must be a whole number")),
    Case("a playlist named mp3", (("call.mp3", PLAYLIST), GOOD), (2, 1, 1), ("no sound",)),
    Case("a concat list named wav", (("call.wav", b"ffconcat version 1.0\nfile /etc/passwd\n"),
                                     GOOD), (2, 1, 1), ("no sound",)),
    Case("an image named mp3", (("call.mp3", PNG), GOOD), (2, 1, 1), ("no sound",)),
    Case("an archive named csv", (("chats.csv", ZIP), GOOD), (2, 1, 1)),
    Case("a recording that is not there",
         (("m.csv", b"recording,external_id,started_at,agent_id\n"
           b"../../etc/passwd,a,2026-05-04T09:30:00Z,a-1\n"
           b"concat:/etc/passwd|/etc/hosts,b,2026-05-04T09:30:00Z,a-1\n"
           b"gone.wav,c,2026-05-04T09:30:00Z,a-1\n"), GOOD), (4, 1, 3),
         ("must be a path below the import", "is not among the files that were handed in")),
    Case("names with ways out", (("../../../etc/cron.d/evil.jsonl", GOOD[1]),), (1, 1, 0)),
    Case("truncated sound",
         (("cut.wav", wav_header(channels=1, rate=8000)[:-400]), GOOD), (2, 2, 0),
         agent="a-1"),
    Case("a chat of 100,000 lines", (("long.csv", long_chat(TURNS)),), (1, 1, 0)),
    Case("a chat of 100,001 lines", (("long.csv", long_chat(TURNS + 1)), GOOD), (2, 1, 1),
         ("has more than 100,000 turns",)),
    Case("not a table of ours", (("other.csv", b"colour,size\nred,1\n"), GOOD), (2, 1, 1),
         ("Its first line reads as",), kept=1),
    Case("one JSON list", (("a.json", json.dumps([interaction()]).encode()), GOOD), (2, 1, 1),
         ("write one interaction a line",)),
    Case("unseen marks in an id",
         (("a.jsonl", jsonl(interaction(external_id="abc\u202ecba"))), GOOD), (2, 1, 1),
         ("must not hold marks that nobody can see",)),
    Case("names of nothing but unseen marks",
         (("a.jsonl", jsonl(interaction(agent={"id": "a-9", "name": "\u202e", "team": "\u2066"}))),
          GOOD), (2, 2, 0)),
    Case("an address that is too long",
         (("a.jsonl", jsonl(interaction(agent={"id": "a-9", "email": "x" * 240 + "@e.org"}))),
          GOOD), (2, 1, 1), ("agent.email", "is longer than 200 characters")),
)  # fmt: skip
assert RECORD_CHARACTERS < 1_100_000
