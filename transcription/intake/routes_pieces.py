"""Files in pieces, by the tus protocol 1.0: creation, checksum, termination, expiration."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from email.utils import format_datetime

from flask import Response, g, request, url_for

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Refused
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.limits import accepts_files
from transcription.intake.pieces import KEPT, PIECE_BYTES, add, begin, drop, find
from transcription.intake.remainders import delete_files
from transcription.intake.routes import bp

IMPORT = Permission.INTERACTIONS_IMPORT
VERSION = "1.0.0"
KIND = "application/offset+octet-stream"


@bp.post("/import/pieces")
@requires(IMPORT)
def begin_pieces() -> Response:
    """Begin a file: its length and, in the metadata, its name."""
    size = _number("Upload-Length")
    name = _metadata(request.headers.get("Upload-Metadata", "")).get("filename", "")
    made = begin(db.session(), name, size, by=g.viewer.id, at=clock.now())
    db.session.commit()
    here = {"Location": url_for("intake.pieces", token=made.token)}
    return _answer(201, {**here, **_expires(made.changed_at)})


@bp.route("/import/pieces/<token>", methods=["GET", "PATCH", "DELETE"])
@requires(IMPORT)
@accepts_files
def pieces(token: str) -> Response:
    """How much is here (HEAD), the next piece (PATCH), or not wanted any more (DELETE)."""
    session, by = db.session(), g.viewer.id
    found = find(session, token, by=by)
    if request.method == "DELETE":
        keys = drop(session, [token], by=by)
        session.commit()
        delete_files(session, keys)
        return _answer(204, {})
    if request.method == "PATCH":
        if request.mimetype != KIND:
            raise Refused(f"A piece is sent as {KIND}.")
        request.max_content_length = PIECE_BYTES
        data, sha256, at = request.get_data(), _checksum(), clock.now()
        arrived = add(session, found, _number("Upload-Offset"), data, sha256=sha256, at=at)
        session.commit()
        return _answer(204, {"Upload-Offset": str(arrived), **_expires(at)})
    known = {"Upload-Offset": str(found.arrived), "Upload-Length": str(found.size_bytes)}
    return _answer(200, {**known, **_expires(found.changed_at)})


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(status=status, headers={"Tus-Resumable": VERSION, **headers})


def _expires(changed_at: datetime) -> dict[str, str]:
    return {"Upload-Expires": format_datetime(changed_at + KEPT, usegmt=True)}


def _number(header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdecimal() and len(value) < 16):
        raise Refused(f"{header} must be a whole number.")
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """Pairs of a key and, in base64, its value."""
    found = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8", "replace")
        except binascii.Error as error:
            raise Refused("Upload-Metadata must be keys with values in base64.") from error
    return found


def _checksum() -> bytes | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm != "sha256":
        raise Refused("The checksum of a piece is its sha256.")
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise Refused("The checksum must be in base64.") from error
