"""Finds the column of a value inside a line of JSON, so that a refusal can point at it."""

import re
from collections.abc import Sequence
from json import JSONDecodeError, JSONDecoder

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = JSONDecoder(strict=False)


def column_of(line: str, path: Sequence[str | int]) -> int:
    """Return the column (from 1) of the value at `path` in valid JSON, or of its last parent.

    For a key the column is that of the key itself.
    """
    at = _skip(line, 0)
    column = at
    for step in path:
        found = _entry(line, at, step)
        if found is None:
            break
        column, at = found
    return column + 1


def _entry(line: str, at: int, step: str | int) -> tuple[int, int] | None:
    """Return where the entry begins and where its value does, in the object or list at `at`."""
    opener = line[at : at + 1]
    if opener != ("{" if isinstance(step, str) else "["):
        return None
    at = _skip(line, at + 1)
    index = 0
    while at < len(line) and line[at] not in "]}":
        begin, name = at, index
        key: str | int = name
        try:
            if opener == "{":
                key, at = _DECODER.raw_decode(line, at)
                at = _skip(line, _skip(line, at) + 1)
            if key == step:
                return begin, at
            at = _DECODER.raw_decode(line, at)[1]
        except (JSONDecodeError, RecursionError):
            return None
        at = _skip(line, at)
        at = _skip(line, at + 1) if line[at : at + 1] == "," else at
        index += 1
    return None


def _skip(line: str, at: int) -> int:
    blank = _BLANK.match(line, at)
    return blank.end() if blank else at
