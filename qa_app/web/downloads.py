"""Answers that are files: CSV whose cells no spreadsheet takes for formulas, ranges of media."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from qa_app.core.storage import Storage

CHUNK = 1 << 20


def neutral(cell: object) -> str:
    """A cell's text; one that a spreadsheet would run as a formula gets an apostrophe."""
    text = "" if cell is None else str(cell)
    if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _is_number(text):
        return "'" + text
    return text


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A CSV download (UTF-8 with byte-order mark, so that spreadsheets read it right)."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return attachment(name, out.getvalue(), "text/csv; charset=utf-8")


def csv_line(cells: Iterable[object], separator: str = ",") -> str:
    """One line of CSV, its cells made neutral."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerow(map(neutral, cells))
    return out.getvalue()


def attachment(name: str, text: str, mimetype: str = "text/plain; charset=utf-8") -> Response:
    """A text as a file to keep; of its name only plain letters, digits, dots and dashes stay."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
    headers = {"Content-Disposition": f'attachment; filename="{safe}"'}
    return Response(text, content_type=mimetype, headers=headers)


def media_answer(store: Storage, key: str, mimetype: str) -> Response:
    """A stored media file, whole or the byte range that the player asks for."""
    size = store.size(key)
    wanted = request.range
    if wanted is None or wanted.units != "bytes":
        response = Response(store.get(key), mimetype=mimetype)
    else:
        bounds = wanted.range_for_length(size)
        if bounds is None:
            raise RequestedRangeNotSatisfiable(size)
        start, end = bounds[0], min(bounds[1], bounds[0] + 4 * CHUNK)
        response = Response(store.get_range(key, start, end), 206, mimetype=mimetype)
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?\d+([.,]\d+)?", text) is not None
