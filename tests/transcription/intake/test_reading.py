"""Any encoding that people send is found, and every line comes out, however broken one is."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.intake import limits
from transcription.intake.reading import Line, open_text
from transcription.intake.refusals import FileRefused

TEXT = "Grüße, naïve café\r\nzwei\n\ndrei €"


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8 with byte-order mark"),
        (TEXT.encode("utf-16"), "UTF-16 with byte-order mark"),
        (TEXT.encode("utf-16-le"), "UTF-16 (little-endian)"),
        (TEXT.encode("utf-16-be"), "UTF-16 (big-endian)"),
        (TEXT.encode("utf-32"), "UTF-32 with byte-order mark"),
        (TEXT.encode("cp1252"), "Windows-1252"),
        (b"\xef\xbb\xbf" + TEXT.encode("cp1252"), "Windows-1252, though marked as UTF-8"),
    ],
)
def test_encoding_is_found_and_lines_are_read(encoded: bytes, name: str) -> None:
    source = open_text(BytesIO(encoded))
    assert source.encoding_name == name
    assert [line.text for line in source.lines()] == ["Grüße, naïve café", "zwei", "", "drei €"]
    assert [line.number for line in source.lines()] == [1, 2, 3, 4]


def test_latin_1_only_where_windows_has_no_such_character() -> None:
    assert open_text(BytesIO(b"caf\xe9 \x81")).encoding_name == "Latin-1"


def test_late_odd_byte_decides_too() -> None:
    data = b"plain line\n" * 300_000 + b"caf\xe9\n"
    assert open_text(BytesIO(data)).encoding_name == "Windows-1252"


def test_one_broken_byte_in_sound_utf_8_names_its_line() -> None:
    source = open_text(BytesIO("Grüße\nzw\xeb\n".encode() + b"br\xffken\nok\n"))
    assert list(source.lines())[2:] == [
        Line(3, "br\ufffdken", "holds bytes that are not UTF-8", 3),
        Line(4, "ok"),
    ]


def test_nul_becomes_a_visible_mark() -> None:
    assert [line.text for line in open_text(BytesIO(b"a\0b and plain text")).lines()] == [
        "a\ufffdb and plain text"
    ]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\0\0\0\0"])
def test_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused, match="The file is empty"):
        open_text(BytesIO(data))


def test_endless_line_is_refused_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transcription.intake.reading.LINE_CHARACTERS", 100)
    source = open_text(BytesIO(b"a" * 1000 + b"\nb\n" + b"c" * 99 + b"\n" + b"d" * 200))
    assert [(line.number, line.text[:3], line.problem) for line in source.lines()] == [
        (1, "aaa", "is longer than 100 characters"),
        (2, "b", None),
        (3, "ccc", None),
        (4, "ddd", "is longer than 100 characters"),
    ]
    assert limits.LINE_CHARACTERS == 16 * 1024 * 1024


def test_stream_stays_open_for_its_owner() -> None:
    stream = BytesIO(b"a\nb\n")
    lines = open_text(stream).lines()
    next(lines)
    del lines
    assert not stream.closed


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        lines = list(open_text(BytesIO(data)).lines())
    except FileRefused:
        return
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert all("\0" not in line.text for line in lines)
    assert all(line.text.encode() is not None for line in lines)
