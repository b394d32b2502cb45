"""Reads as much as can be read of JSON that breaks off, to recognise a file by its beginning."""

import re
from typing import Any

_TOKEN = re.compile(
    r'[ \t\r\n]*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<mark>[{}\[\]:,])'
    r"|(?P<word>-?[0-9][0-9.eE+-]*|true|false|null))",
    re.DOTALL,
)
_WORDS = {"true": True, "false": False, "null": None}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def partial_json(text: str) -> Any:
    """Return the first value of the text with its open ends closed; None where there is none.

    Reads without recursion and stops where the text is no JSON any more. Escapes in strings are
    left as they are but for the backslash: names and kinds are told, nothing is kept.
    """
    root: list[Any] = []
    open_: list[Any] = [root]
    keys: list[str | None] = [None]
    at = 0
    while token := _TOKEN.match(text, at):
        at = token.end()
        mark = token["mark"]
        if mark in ("}", "]"):
            if len(open_) == 1 or isinstance(open_[-1], dict) != (mark == "}"):
                break
            open_.pop()
            keys.pop()
        elif mark in (":", ","):
            continue
        elif not _put(token, mark, open_, keys):
            break
        if len(open_) == 1 and root:
            break
    return root[0] if root else None


def _put(token: re.Match[str], mark: str | None, open_: list[Any], keys: list[str | None]) -> bool:
    """Add a value, or a key that waits for its value, to what is open; False if it fits not."""
    value: Any
    if mark is not None:
        value = {} if mark == "{" else []
    elif token["string"] is not None:
        value = _ESCAPE.sub(r"\1", token["string"][1:-1])
    else:
        value = _WORDS.get(token["word"], 0)
    parent = open_[-1]
    if isinstance(parent, dict):
        if keys[-1] is None:
            keys[-1] = value if isinstance(value, str) else None
            return isinstance(value, str)
        parent[keys[-1]] = value
        keys[-1] = None
    else:
        parent.append(value)
    if mark is not None:
        open_.append(value)
        keys.append(None)
    return True
