"""Reads what a request hands in: one item, a list or JSON lines, with recordings beside them.

Whatever the form, the items become JSON lines, the interchange format that all imports read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, cast

from flask import Request

from qa_app.web.problems import Problem
from transcription.intake.limits import LINE_CHARACTERS
from transcription.intake.receiving import Upload
from transcription.intake.strict_json import Unreadable, decode

JSON_BYTES = 8 << 20
"""The most of a request in JSON; JSON lines and recordings may be as large as any upload."""
ITEMS = 10_000
AT_ONCE = 100
"""So many items are taken while the caller waits; more are read in the background."""
ITEMS_NAME = "items.jsonl"
IN_MEMORY = 8 << 20
"""Items beyond this lie in a file while the request lasts."""
LINES = {"application/x-ndjson", "application/jsonl", "application/x-jsonlines"}


@dataclass
class Handed:
    """What came: JSON lines, and of up to AT_ONCE items the decoded data (None: not JSON)."""

    stream: IO[bytes]
    count: int = 0
    is_single: bool = False
    items: list[Any] = field(default_factory=list)
    recordings: list[Upload] = field(default_factory=list)
    fingerprint: str = ""

    @property
    def is_small(self) -> bool:
        """Whether the caller may wait for it."""
        return self.count <= AT_ONCE

    def uploads(self) -> list[Upload]:
        """The files of the batch."""
        return [Upload(ITEMS_NAME, self.stream), *self.recordings]


def read_request(request: Request, room: IO[bytes], *, source: str | None) -> Handed:
    """What the request hands in, its items in the file `room`.

    With `source` everything counts as coming from there.

    Problem 400, 413, 415 or 422 that says what is wrong with the request as a whole.
    """
    kind = request.mimetype
    if kind == "multipart/form-data":
        found = _parts(request, room, source)
    elif kind in LINES:
        digest = hashlib.sha256()
        found = _handed(_lines(request.stream, digest), room, source)
        found.fingerprint = digest.hexdigest()
    elif kind == "application/json":
        body = _small_body(request)
        found = _of_json(body, room, source)
        found.fingerprint = hashlib.sha256(body).hexdigest()
    else:
        raise Problem(
            415,
            "Send application/json, application/x-ndjson, or multipart/form-data.",
            kind="media-type",
            headers={"Accept-Post": "application/json, application/x-ndjson, multipart/form-data"},
        )
    if not found.count:
        raise Problem(422, "There is no item in this request.", kind="nothing-handed-in")
    return found


def _small_body(request: Request) -> bytes:
    if (request.content_length or 0) > JSON_BYTES:
        raise Problem(
            413,
            f"JSON may have {JSON_BYTES >> 20} MB at most. Send JSON lines"
            " (application/x-ndjson), which are read piece by piece.",
            kind="too-large",
        )
    request.max_content_length = JSON_BYTES
    return request.get_data()


def _of_json(body: bytes, room: IO[bytes], source: str | None) -> Handed:
    try:
        data = decode(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Problem(400, "JSON must be in UTF-8.", kind="not-json") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Problem(400, f"This is not JSON: {error.msg} at {where}.", kind="not-json") from error
    except (Unreadable, ValueError, RecursionError) as error:
        why = f"The JSON {error}." if isinstance(error, Unreadable) else "JSON cannot be read."
        raise Problem(400, why, kind="not-json") from error
    many = data if isinstance(data, list) else [data]
    if len(many) > ITEMS:
        raise Problem(
            413, f"A list may have {ITEMS:,} items at most; send JSON lines.", kind="too-many"
        )
    found = _handed((_line(item) for item in many), room, source)
    found.is_single = not isinstance(data, list)
    return found


def _parts(request: Request, room: IO[bytes], source: str | None) -> Handed:
    """The part `items` (a field or a file) and the parts `recordings`, by their file names."""
    sent = request.files.get("items")
    body = sent.stream.read(JSON_BYTES + 1) if sent else request.form.get("items", "").encode()
    if len(body) > JSON_BYTES:
        raise Problem(413, f"The items may have {JSON_BYTES >> 20} MB at most.", kind="too-large")
    if not body.strip():
        raise Problem(422, "The part `items` is missing.", kind="nothing-handed-in")
    found = _of_json(body, room, source)
    digest = hashlib.sha256(body)
    for each in request.files.getlist("recordings"):
        digest.update(f"\0{each.filename}\0".encode("utf-8", "replace"))
        digest.update(hashlib.file_digest(cast(Any, each.stream), "sha256").digest())
        each.stream.seek(0)
        found.recordings.append(Upload(each.filename or "", each.stream))
    found.fingerprint = digest.hexdigest()
    return found


def _lines(stream: IO[bytes], digest: Any) -> Iterator[bytes]:
    """The lines of a body without those that are blank."""
    while line := stream.readline(LINE_CHARACTERS):
        digest.update(line)
        if line.strip():
            yield line.strip(b"\r\n")


def _handed(lines: Iterable[bytes], room: IO[bytes], source: str | None) -> Handed:
    found = Handed(room)
    for line in lines:
        item = _decoded(line) if source or found.count < AT_ONCE else None
        if source and isinstance(item, dict):
            item = {**item, "source": source}
            line = _line(item)
        if found.count < AT_ONCE:
            found.items.append(item)
        found.stream.write(line + b"\n")
        found.count += 1
    found.stream.seek(0)
    return found


def _line(item: Any) -> bytes:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _decoded(line: bytes) -> Any:
    try:
        return decode(line.decode())
    except (UnicodeDecodeError, ValueError, RecursionError, Unreadable):
        # It stays as it is: the import refuses it by line and column.
        return None
