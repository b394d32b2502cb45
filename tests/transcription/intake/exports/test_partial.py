"""A file of JSON is recognised by as much of it as there is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.intake.exports.partial import partial_json


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": [1, {"b": "x"}], "c": null}', {"a": [0, {"b": "x"}], "c": None}),
        ('{"a": [1, {"b": "x', {"a": [0, {}]}),
        ('[{"a": true}, {"a"', [{"a": True}, {}]),
        ('{"a": 1}\n{"b": 2}', {"a": 0}),
        ('{"a": 1, oops, "b": 2}', {"a": 0}),
        ('{"a": [1}, "b": 2}', {"a": [0]}),
        ("{1: 2}", {}),
        ("oops", None),
        ("", None),
    ],
)
def test_open_ends_are_closed(text: str, expected: Any) -> None:
    assert partial_json(text) == expected


def test_depth_costs_no_stack() -> None:
    found = partial_json("[" * 100_000)
    depth = 0
    while found:
        found, depth = found[0], depth + 1
    assert depth == 99_999


VALUES = st.recursive(
    st.none() | st.booleans() | st.just(0) | st.text(alphabet="abc \n", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=3), inner),
)


@given(VALUES)
def test_whole_json_is_read_whole(value: Any) -> None:
    text = json.dumps(value)
    assert partial_json(text.replace("\\n", "n")) == json.loads(text.replace("\\n", "n"))
