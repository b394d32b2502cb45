"""Entries come out of a file one by one, whatever stands around them and whatever breaks."""

import json
import tracemalloc
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.intake.exports.entries import Entry, entries, find_path
from transcription.intake.exports.partial import partial_json
from transcription.intake.reading import open_text
from transcription.intake.refusals import FileRefused

PAGES = (
    '[{"t": 1}, {"t": 2}]',
    '{"t": 1}\n{"t": 2}\n',
    '{"count": 2, "x": [{"t2": "]"}], "list": [{"t": 1}, {"t": 2}], "next": null}',
    '[{"list": [{"t": 1}]}, {"list": null}, {"list": [{"t": 2}]}]',
    '{"list": [{"t": 1}], "page": 1}\n{"page": 2, "list": [{"t": 2}]}',
    '{"data": {"deep": [ {"t": 1},\n\n {"t": 2} ] } }',
)


def is_entry(each: Any) -> bool:
    return "t" in each


def taken(text: str | bytes) -> list[Entry]:
    data = text.encode() if isinstance(text, str) else text
    path = find_path(partial_json(data.decode("utf-8", "replace")), is_entry)
    assert path is not None
    return list(entries(open_text(BytesIO(data)), path, is_entry))


def seen(text: str | bytes) -> list[Any]:
    return [each.data if each.problem is None else each.problem for each in taken(text)]


@pytest.mark.parametrize("text", PAGES)
def test_entries_are_found_in_any_page(text: str) -> None:
    assert seen(text) == [{"t": 1}, {"t": 2}]


def test_places_are_those_of_the_file() -> None:
    found = taken('{"x": 0,\n "list": [\n  {"t": 1},\n  {"t": 2}, {"t": 3}]}')
    assert [(each.number, each.line, each.column) for each in found] == [
        (1, 3, 3),
        (2, 4, 3),
        (3, 4, 13),
    ]


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ('{"t": 2, oops}', "is not JSON: Expecting property name enclosed in double quotes"),
        ('{"t": 2, "a": [1}}', "closes with } what { did not open"),
        ('{"t": 2}}', None),
        ('{"t": "2}', None),
        ('{"t": 2', None),
        ('{"t": 2, "t": 3}', 'has the key "t" twice'),
        ('{"t": NaN}', "holds NaN, which is not a number"),
        ('{"t": ' + "9" * 5000 + "}", "holds a number with too many digits"),
        ('{"t": ' + "[" * 3000 + "]" * 3000 + "}", "is nested too deeply"),
    ],
)
@pytest.mark.parametrize("form", ['[{"t": 1}, %s,\n {"t": 3}]', '{"t": 1}\n%s\n{"t": 3}'])
def test_what_breaks_one_entry_costs_no_other(broken: str, problem: str | None, form: str) -> None:
    found = seen(form % broken)
    assert (found[0], found[-1]) == ({"t": 1}, {"t": 3})
    assert problem is None or problem in ("closes with } what { did not open", found[1])


def test_bytes_that_are_not_utf8_break_their_entry_alone() -> None:
    found = seen('[{"t": "é"}, {"t": "'.encode() + b"\xff" + '"}, {"t": "ü"}]'.encode())
    assert found == [{"t": "é"}, "holds bytes that are not UTF-8", {"t": "ü"}]


def test_half_surrogates_and_nul_of_escapes_can_be_stored() -> None:
    assert seen('[{"t": "a\\u0000\\ud800b"}]') == [{"t": "a\ufffd\ufffdb"}]


@pytest.mark.parametrize("text", ['[{"t": 1}, {"t": 2', '[{"t": 1}, ', '[{"t": 1}, {"t"; 2'])
def test_file_that_breaks_off_gives_what_it_had(text: str) -> None:
    rows = entries(open_text(BytesIO(text.encode())), (None,), is_entry)
    assert next(rows).data == {"t": 1}
    with pytest.raises(FileRefused):
        list(rows)


TEXT = st.text(alphabet='ab"\\{}[]:,\n é\u2028', max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=6), st.sampled_from([None, 1]), st.booleans())
def test_every_value_of_a_list_comes_out_as_it_is(
    values: list[Any], indent: int | None, is_ascii: bool
) -> None:
    rows = [{"t": value} for value in values]
    page = {"before": values, "list": rows, "after": values}
    text = json.dumps(page, indent=indent, ensure_ascii=is_ascii)
    found = entries(open_text(BytesIO(text.encode())), ("list", None), is_entry)
    assert [each.data for each in found] == json.loads(json.dumps(rows))


@given(st.text(alphabet='{}[]",:t1\\ \n', max_size=60))
def test_any_text_comes_to_an_end(text: str) -> None:
    for path in ((), (None,), ("t", None)):
        with suppress(FileRefused):
            list(entries(open_text(BytesIO(f"x{text}".encode())), path, is_entry))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / "long.json"
        with path.open("wb") as file:
            file.write(b'{"list": [')
            file.writelines(b'{"t": %d, "x": "%s"},' % (n, b"x" * 3_000) for n in range(count))
            file.write(b"]}")
        with path.open("rb") as file:
            source = open_text(file)
            tracemalloc.start()
            assert sum(1 for _ in entries(source, ("list", None), is_entry)) == count
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    assert peak(4_000) < peak(1_000) + 1_000_000
