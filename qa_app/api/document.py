"""The API described as OpenAPI 3.1; the item's schema is that by which imports are checked."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from qa_app.api.handing import AT_ONCE, ITEMS, JSON_BYTES
from qa_app.api.repeating import KEPT, KEY_CHARACTERS
from qa_app.api.scopes import Scope
from transcription.intake.interchange import interchange_schema

Part = dict[str, Any]
ABOUT = f"""Hands calls, chats and mails into Quality Desk and tells what became of them.

Send the token of an integration, which an admin makes on the page *Integrations*, as
`Authorization: Bearer …`. An interaction is known by `source` and `external_id`: sending the same
again adds nothing. Errors are problem details (RFC 9457).

Up to {AT_ONCE} items are taken at once and each is answered for; more, or any number with
`Prefer: respond-async`, are read in the background (202)."""


@cache
def openapi() -> Part:
    """The whole document."""
    item, parts = interchange_schema("#/components/schemas/")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Quality Desk",
            "version": version("quality-desk"),
            "description": ABOUT,
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Interaction": item, **parts, **_schemas()},
            "responses": {"Problem": _answer("What went wrong", _ref("Problem"), problem=True)},
        },
    }


def _paths() -> Part:
    return {
        "/openapi.json": {
            "get": {
                "operationId": "document",
                "summary": "This document",
                "security": [],
                "responses": {"200": _answer("OpenAPI 3.1", {"type": "object"})},
            }
        },
        "/interactions": {"post": _hand_in()},
        "/interactions/{interaction_id}": {
            "get": _read("interaction", "Where an interaction stands", "InteractionState")
        },
        "/batches/{batch_id}": {"get": _read("batch", "A batch and its counts", "Batch")},
        "/batches/{batch_id}/refusals": {
            "get": _read(
                "refusals",
                "What was refused of a batch, a hundred at a time, the last first",
                "Refusals",
                [{"name": "before", "in": "query", "schema": {"type": "string"},
                  "description": "From `next` of the page before."}],
            )
        },
    }  # fmt: skip


def _hand_in() -> Part:
    many = {"type": "array", "items": _ref("Interaction"), "minItems": 1, "maxItems": ITEMS}
    one_or_many = {"oneOf": [_ref("Interaction"), many]}
    taken = _ref("Taken")
    return {
        "operationId": "interactions",
        "summary": "Hand in one interaction, a list, or JSON lines, with recordings",
        "description": f"Needs the scope `{Scope.WRITE.value}`. JSON may have"
        f" {JSON_BYTES >> 20} MB; JSON lines and recordings as much as the installation takes.",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "schema": {"type": "string", "minLength": 1, "maxLength": KEY_CHARACTERS},
                "description": "The same key with the same request gets the same answer, for"
                f" {KEPT.days} days.",
            },
            {
                "name": "Prefer",
                "in": "header",
                "schema": {"type": "string", "const": "respond-async"},
                "description": "Read in the background, however few items there are.",
            },
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": one_or_many},
                "application/x-ndjson": {
                    "schema": {"type": "string", "description": "One interaction a line."}
                },
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["items"],
                        "properties": {
                            "items": one_or_many,
                            "recordings": {
                                "type": "array",
                                "items": {"type": "string", "format": "binary"},
                                "description": "Each by the name that its item's `recording` says.",
                            },
                        },
                    }
                },
            },
        },
        "responses": {
            "200": _answer("All were here already; nothing was added", taken),
            "201": _answer("All were taken, at least one was new", taken, location=True),
            "202": _answer("The batch is read in the background", _ref("Later"), location=True),
            "207": _answer("Some were taken, some refused; see each item", taken),
            "409": _problem(),
            "422": _problem(),
            "default": _problem(),
        },
    }


def _read(name: str, summary: str, schema: str, more: list[Part] | None = None) -> Part:
    number = "interaction_id" if name == "interaction" else "batch_id"
    return {
        "operationId": name,
        "summary": summary,
        "description": f"Needs the scope `{Scope.READ.value}`. Only what the same integration"
        " handed in is found.",
        "parameters": [
            {"name": number, "in": "path", "required": True,
             "schema": {"type": "integer", "minimum": 1}},
            *(more or []),
        ],
        "responses": {"200": _answer(summary, _ref(schema)), "default": _problem()},
    }  # fmt: skip


def _answer(about: str, schema: Part, *, problem: bool = False, location: bool = False) -> Part:
    kind = "application/problem+json" if problem else "application/json"
    made: Part = {"description": about, "content": {kind: {"schema": schema}}}
    if location:
        made["headers"] = {"Location": {"schema": {"type": "string"}, "description": "Its address"}}
    return made


def _problem() -> Part:
    return {"$ref": "#/components/responses/Problem"}


def _ref(name: str) -> Part:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: str, **properties: Part) -> Part:
    return {"type": "object", "properties": properties, "required": required.split()}


def _schemas() -> Part:
    text, whole = {"type": "string"}, {"type": "integer"}
    maybe, maybe_whole = {"type": ["string", "null"]}, {"type": ["integer", "null"]}
    moment = {"type": ["string", "null"], "format": "date-time"}
    counts = dict.fromkeys(("total", "accepted", "known", "rejected", "quarantined"), whole)
    fault = _object("pointer detail", pointer=text, detail=text)
    faults = {"type": "array", "items": _ref("Fault")}
    states = ["received", "running", "done", "failed", "cancelled", "undoing", "undone"]
    item = _object(
        "index status", index=whole, status={"enum": ["created", "known", "refused"]}, id=whole,
        source=text, external_id=text, errors=faults,
    )  # fmt: skip
    refusal = _object(
        "line pointer detail", file=maybe, line=whole, column=maybe_whole, pointer=text, detail=text
    )
    return {
        "Batch": _object(
            "id state total accepted rejected url", id=whole, name=text, state={"enum": states},
            **counts, percent=maybe_whole, error=maybe, created_at=moment, finished_at=moment,
            url=text, refusals_url=text,
        ),
        "Fault": fault,
        "InteractionState": _object(
            "id source external_id state url", id=whole, source=text, external_id=text,
            state={"enum": ["waiting", "ready", "quarantined", "failed"]}, reason=maybe,
            recording=maybe, batch=maybe_whole, url=text,
        ),
        "Item": item,
        "Later": _object("batch", batch=_ref("Batch")),
        "Problem": _object(
            "type title status detail", type=text, title=text, status=whole, detail=text,
            errors=faults, batch=_ref("Batch"), items={"type": "array", "items": _ref("Item")},
            reference=text,
        ),
        "Refusal": refusal,
        "Refusals": _object(
            "refusals next", refusals={"type": "array", "items": _ref("Refusal")}, next=maybe
        ),
        "Taken": _object(
            "batch items", batch=_ref("Batch"), items={"type": "array", "items": _ref("Item")}
        ),
    }  # fmt: skip
