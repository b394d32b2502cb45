"""Checks data against a JSON schema, as far as the API's document uses them."""

from __future__ import annotations

import re
from typing import Any

KINDS: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
    "boolean": bool, "null": type(None),
}  # fmt: skip
# What says nothing about whether data fit, or is told by `format` alone.
SILENT = {"title", "description", "default", "format"}
KNOWN = SILENT | {
    "$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "const",
    "anyOf", "oneOf", "minLength", "maxLength", "pattern", "minimum", "maximum", "minItems",
    "maxItems",
}  # fmt: skip


def faults(data: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "") -> list[str]:
    """Where the data do not fit; AssertionError for a keyword that is not known here."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        return faults(data, _resolve(schema["$ref"], document), document, at)
    for word, fits in (("anyOf", lambda n: n > 0), ("oneOf", lambda n: n == 1)):
        if word in schema and not fits(
            sum(not faults(data, one, document, at) for one in schema[word])
        ):
            return [f"{at} fits no {word}"]
    found = _simple(data, schema, at)
    if isinstance(data, dict):
        known = schema.get("properties", {})
        found += [f"{at}/{name} missing" for name in schema.get("required", ()) if name not in data]
        if schema.get("additionalProperties") is False:
            found += [f"{at}/{name} unknown" for name in data if name not in known]
        for name in data.keys() & known.keys():
            found += faults(data[name], known[name], document, f"{at}/{name}")
    if isinstance(data, list) and "items" in schema:
        for number, one in enumerate(data):
            found += faults(one, schema["items"], document, f"{at}/{number}")
    return found


def _simple(data: Any, schema: dict[str, Any], at: str) -> list[str]:
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    fits = any(
        isinstance(data, KINDS[kind]) and (kind == "boolean" or not isinstance(data, bool))
        for kind in kinds
    )
    wrong = [
        bool(kinds) and not fits,
        "enum" in schema and data not in schema["enum"],
        "const" in schema and data != schema["const"],
    ]
    if isinstance(data, str):
        wrong += [
            len(data) < schema.get("minLength", 0),
            len(data) > schema.get("maxLength", len(data)),
            "pattern" in schema and not re.search(schema["pattern"], data),
        ]
    return [f"{at} is wrong"] if any(wrong) else []


def _resolve(reference: str, document: dict[str, Any]) -> dict[str, Any]:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    assert isinstance(found, dict)
    return found
